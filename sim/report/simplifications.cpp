#include "sim/report/simplifications.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "sim/model/fabric/pool_fabric.hpp"

namespace drawdown {
namespace {

// What a run reads of an accelerator. Other figures are there to be looked up.
constexpr std::string_view kReadAlways[] = {
    "chips_per_host", "idle_watts", "busy_watts", "host_watts", "geometry",   "fast_domain",
    "host",           "block",      "slices",     "pod",        "most_chips",
};
constexpr std::string_view kReadByFabrics[] = {"scale_up", "links", "scale_out"};

bool is_one_of(std::string_view key, std::span<const std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

template <class Spec>
bool has_geometry(const Pool& pool) {
  return std::holds_alternative<Spec>(pool.geometry);
}

}  // namespace

std::vector<std::string_view> simplifications(const Platform& platform, const PolicySpec& policy,
                                              bool silent, bool communicating, bool serving,
                                              bool elastic, bool contracted) {
  const auto any_pool = [&](auto&& is) { return std::ranges::any_of(platform.pools, is); };
  std::vector<std::string_view> left_out;
  const auto add_if = [&](bool applies, std::string_view what) {
    if (applies) left_out.push_back(what);
  };
  const auto has_fabric = [](const Pool& pool) { return fabric_of(pool).has_value(); };
  const auto lacks_fabric = [](const Pool& pool) { return !fabric_of(pool).has_value(); };
  add_if(silent, "a job that does not declare what it communicates is as fast in every place");
  add_if(communicating && any_pool(lacks_fabric),
         "in a pool without a fabric every job is as fast in every place");
  add_if(communicating && any_pool(has_fabric),
         "collectives overlap neither with computing nor with each other; their latencies in pools "
         "of nodes are assumed");
  add_if(any_pool(has_geometry<TorusSpec>), "a gang in a torus has one slice: no multislice");
  add_if(serving,
         "the requests of a service are a fluid: what cannot be served at once is lost, or waits "
         "as in "
         "the stationary state of its step");
  add_if(any_pool([](const Pool& pool) { return pool.failures.has_value(); }),
         "units fail independently of each other and of what they do");
  add_if(any_pool([](const Pool& pool) { return pool.reclaims.has_value(); }),
         "units of a spot market are reclaimed independently of each other and of what they do");
  add_if(any_pool([](const Pool& pool) { return pool.market == MarketKind::spot; }),
         "units are reclaimed without notice: a gang has no time to save its progress");
  add_if(any_pool([](const Pool& pool) { return pool.accelerator.has_value(); }),
         "a chip draws its idle or its busy power, and nothing between");
  add_if(any_pool([](const Pool& pool) { return pool.storage.has_value(); }),
         "gangs do not share storage: each has all the bandwidth of its pool's");
  const bool has_data = !platform.data_sets.empty();
  add_if(has_data, "estimates do not count staging, and policies do not look at where data are");
  add_if(has_data, "copies of data sets are free to keep, and there is room for all of them");
  add_if(elastic,
         "an elastic gang keeps its size until it ends or is interrupted: none grows or shrinks "
         "while it runs");
  add_if(std::ranges::any_of(platform.reservations,
                             [](const Reservation& place) { return place.left_by.valid(); }),
         "what drains is charged at the list price: no contract covers it, and no policy counts on "
         "its ends");
  add_if(contracted,
         "contracts take chip-time in a fixed order, hour by hour, which need not cost the least");
  add_if(policy.pool_choice == PoolChoice::cheapest,
         "the cheapest place is chosen by list prices: contracts, egress, starts and interruptions "
         "do not count");
  add_if(policy.preemption != Preemption::none,
         "a gang that is preempted stops at once: it has no time to save its progress");
  return left_out;
}

std::vector<std::string> assumed_values(const Platform& platform, bool communicating) {
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const Pool& pool : platform.pools) {
    if (!pool.accelerator || !seen.insert(pool.accelerator->name).second) continue;
    for (const SourcedValue& value : pool.accelerator->values) {
      const bool is_read = is_one_of(value.key, kReadAlways) ||
                           (communicating && is_one_of(value.key, kReadByFabrics));
      if (!is_read || value.confidence != SourceConfidence::assumed) continue;
      names.push_back(pool.accelerator->name + "." + value.key);
    }
  }
  return names;
}

}  // namespace drawdown
