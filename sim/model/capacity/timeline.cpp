#include "sim/model/capacity/timeline.hpp"

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/model/markets/recorded_reclaims.hpp"

namespace drawdown {
namespace {

using Kind = CapacityChange::Kind;

PoolUnits all_units(PoolId id, const Pool& pool) {
  return {id, {0, static_cast<std::int32_t>(pool.units.value()) - 1}};
}

std::vector<PoolUnits> units_at(SiteId site, const Platform& platform) {
  std::vector<PoolUnits> units;
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    if (platform.pools[i].site == site) units.push_back(all_units(PoolId{i}, platform.pools[i]));
  }
  return units;
}

}  // namespace

CapacityTimeline::CapacityTimeline(const Platform& platform, std::uint64_t seed) {
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    add_pool(PoolId{i}, platform.pools[i], seed);
  }
  for (std::size_t i = 0; i < platform.sites.size(); ++i) {
    const Site& site = platform.sites[i];
    add_outages(site.outages, units_at(SiteId{i}, platform),
                fmt::format("site_outages/{}", site.name), seed);
  }
  draw_next();
}

void CapacityTimeline::add_pool(PoolId id, const Pool& pool, std::uint64_t seed) {
  std::vector<Tranche> tranches = tranches_of(pool, seed);
  std::int64_t deliveries = 0;
  for (const Tranche& tranche : tranches) {
    if (tranche.delivered && tranche.until <= tranche.from) continue;
    if (tranche.delivered) {
      pending_.push({tranche.from, Kind::deliver, id, tranche.units});
      ++deliveries;
    }
    if (tranche.until != kNever) pending_.push({tranche.until, Kind::retire, id, tranche.units});
  }
  deliveries_to_come_.push_back(deliveries);
  for (const Window& window : pool.maintenance) {
    add_down(pending_, DownReason::maintenance, all_units(id, pool), window);
  }
  add_outages(pool.outages, {all_units(id, pool)}, fmt::format("outages/{}", pool.name), seed);
  add_failures(all_units(id, pool), pool, DownReason::failure, tranches, seed);
  add_failures(all_units(id, pool), pool, DownReason::reclaim, tranches, seed);
  if (pool.availability) {
    add(std::make_unique<RecordedReclaims>(all_units(id, pool), *pool.availability, pending_));
  }
}

void CapacityTimeline::add_failures(const PoolUnits& all, const Pool& pool, DownReason reason,
                                    const std::vector<Tranche>& tranches, std::uint64_t seed) {
  const bool is_reclaim = reason == DownReason::reclaim;
  const std::optional<FailureSpec>& spec = is_reclaim ? pool.reclaims : pool.failures;
  if (!spec) return;
  RandomStream draws(seed, fmt::format("{}s/{}", name_of(reason), pool.name));
  auto failures = std::make_unique<Failures>(all, reason, *spec, tranches, std::move(draws));
  failures_.emplace(std::pair(all.pool, reason), failures.get());
  add(std::move(failures));
}

void CapacityTimeline::add_outages(const std::vector<OutageSpec>& outages,
                                   const std::vector<PoolUnits>& all, std::string_view stream,
                                   std::uint64_t seed) {
  if (all.empty()) return;
  int drawn = 0;
  for (const OutageSpec& outage : outages) {
    std::vector<PoolUnits> units;
    for (const UnitRange& range : outage.units) units.push_back({all.front().pool, range});
    if (units.empty()) units = all;
    if (const auto* window = std::get_if<Window>(&outage.when)) {
      for (const PoolUnits& which : units) add_down(pending_, DownReason::outage, which, *window);
    } else {
      add(std::make_unique<Outages>(std::get<DrawnOutages>(outage.when), std::move(units),
                                    RandomStream(seed, fmt::format("{}/{}", stream, drawn++))));
    }
  }
}

void CapacityTimeline::add(std::unique_ptr<Downs> downs) {
  turns_.emplace(downs->next(), downs_.size());
  downs_.push_back(std::move(downs));
}

// Lets moments happen up to the next change. Whether a failure counts depends on what is in
// repair: the ups of its instant, which come before it, are taken first.
void CapacityTimeline::draw_next() {
  while (!turns_.empty() && turns_.top().first != kNever) {
    const auto [at, index] = turns_.top();
    if (!pending_.empty() &&
        std::pair(pending_.top().at, pending_.top().kind) < std::pair(at, Kind::down)) {
      return;
    }
    turns_.pop();
    downs_[index]->happen(pending_);
    turns_.emplace(downs_[index]->next(), index);
  }
}

CapacityChange CapacityTimeline::take() {
  require(!pending_.empty(), "capacity is asked for a change where there is none");
  const CapacityChange change = pending_.top();
  pending_.pop();
  if (change.kind == Kind::deliver) --deliveries_to_come_[change.pool.index()];
  if (change.kind == Kind::up) {
    const auto process = failures_.find({change.pool, change.reason});
    if (process != failures_.end()) process->second->repaired(change.units.first);
  }
  draw_next();
  return change;
}

}  // namespace drawdown
