// What a run says that it leaves out and assumes: what it has, and no more.
#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "sim/model/catalogue/catalogue.hpp"
#include "sim/report/simplifications.hpp"

namespace drawdown {
namespace {

Pool pool_with(std::string_view accelerator) {
  Pool pool;
  pool.units = Units{1};
  pool.accelerator = *std::ranges::find(catalogue(), accelerator, &Accelerator::name);
  pool.chips_per_unit = pool.accelerator->chips_per_host;
  pool.geometry = pool.accelerator->geometry;
  if (std::holds_alternative<NodesSpec>(pool.geometry)) {
    pool.fabric = NodeFabric{pool.accelerator->scale_out};
  }
  return pool;
}

// The first words of each.
std::vector<std::string> said(const Platform& platform, bool silent, bool communicating,
                              Preemption preemption = Preemption::none, bool serving = false,
                              bool elastic = false, bool contracted = false,
                              PoolChoice pool_choice = PoolChoice::platform_order) {
  PolicySpec policy;
  policy.preemption = preemption;
  policy.pool_choice = pool_choice;
  std::vector<std::string> starts;
  for (const std::string_view what :
       simplifications(platform, policy, silent, communicating, serving, elastic, contracted)) {
    starts.emplace_back(what.substr(0, what.find(' ', what.find(' ') + 1)));
  }
  return starts;
}

using Texts = std::vector<std::string>;

TEST_CASE("only what a run has is said to be simplified") {
  Platform platform;
  platform.pools = {Pool{}};
  CHECK(said(platform, false, false).empty());  // no jobs
  CHECK(said(platform, true, false) == Texts{"a job"});
  CHECK(said(platform, false, false, Preemption::priority) == Texts{"a gang"});
  CHECK(said(platform, false, false, Preemption::none, true) == Texts{"the requests"});
  CHECK(said(platform, false, false, Preemption::none, false, true) == Texts{"an elastic"});
  CHECK(said(platform, false, false, Preemption::none, false, false, true) ==
        Texts{"contracts take"});
  CHECK(said(platform, false, false, Preemption::none, false, false, false, PoolChoice::cheapest) ==
        Texts{"the cheapest"});
  CHECK(said(platform, false, true) == Texts{"in a"});
  CHECK(said(platform, true, true) == Texts{"a job", "in a"});
  platform.pools[0].failures.emplace();
  CHECK(said(platform, false, false) == Texts{"units fail"});
  platform.pools[0] = Pool{};
  platform.pools[0].market = MarketKind::spot;
  CHECK(said(platform, false, false) == Texts{"units are"});
  platform.pools[0].reclaims.emplace();
  CHECK(said(platform, false, false) == Texts{"units of", "units are"});
  platform.pools = {pool_with("h100_sxm")};
  CHECK(said(platform, false, true) == Texts{"collectives overlap", "a chip"});
  platform.pools = {pool_with("tpu_v5p")};
  CHECK(said(platform, true, false) == Texts{"a job", "a gang", "a chip"});
  platform.pools = {Pool{}};
  platform.pools[0].storage.emplace();
  CHECK(said(platform, false, false) == Texts{"gangs do"});
  platform.pools = {Pool{}};
  platform.data_sets = {{"corpus", 1, {SiteId{0}}}};
  CHECK(said(platform, false, false) == Texts{"estimates do", "copies of"});
}

TEST_CASE("assumed values are those that the run reads, of each accelerator once") {
  Accelerator chip;
  chip.name = "of_ours";
  const auto add = [&](std::string key, SourceConfidence confidence) {
    chip.values.push_back({std::move(key), Node{}, "somebody", confidence});
  };
  add("bf16_peak", SourceConfidence::assumed);  // which no run reads
  add("scale_up", SourceConfidence::assumed);
  add("idle_watts", SourceConfidence::derived);
  add("busy_watts", SourceConfidence::assumed);
  add("geometry", SourceConfidence::assumed);
  Pool pool;
  pool.accelerator = chip;
  Platform platform;
  platform.pools = {Pool{}, pool, pool};
  CHECK(assumed_values(platform, false) == Texts{"of_ours.busy_watts", "of_ours.geometry"});
  CHECK(assumed_values(platform, true) ==
        Texts{"of_ours.scale_up", "of_ours.busy_watts", "of_ours.geometry"});
}

TEST_CASE("every value that counts as read is one that the catalogue knows") {
  // All values of all accelerators at once, none of them sourced.
  std::set<std::string> keys;
  Platform platform;
  for (const Accelerator& known : catalogue()) {
    Pool pool;
    pool.accelerator.emplace();
    pool.accelerator->name = known.name;
    for (SourcedValue value : known.values) {
      value.confidence = SourceConfidence::assumed;
      pool.accelerator->values.push_back(value);
    }
    platform.pools.push_back(std::move(pool));
  }
  for (const std::string& name : assumed_values(platform, true)) {
    keys.insert(name.substr(name.find('.') + 1));
  }
  CHECK(keys == std::set<std::string>{"block", "busy_watts", "chips_per_host", "fast_domain",
                                      "geometry", "host", "host_watts", "idle_watts", "links",
                                      "most_chips", "pod", "scale_out", "scale_up", "slices"});
}

}  // namespace
}  // namespace drawdown
