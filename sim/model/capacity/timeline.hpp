// What becomes of the capacity of a platform, as one stream of changes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/model/capacity/capacity_change.hpp"
#include "sim/model/capacity/random_downs.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// Every change to a platform's capacity, by the rules of docs/platforms.md, "Time". It depends on
/// the platform and the seed alone, and a pool's part of it on no other pool; changes are drawn as
/// they are taken, and what is kept grows with the units that are down (and a bit a unit).
///
/// They are ordered by moment, kind, reason, pool and first unit. Each down has its up, also of
/// units that have not come yet or have left by then (of reclaims as recorded: if more units are
/// ever available again). A unit can be down for several reasons at
/// once, and by several outages: it is up when each down of it has had its up.
class CapacityTimeline {
 public:
  CapacityTimeline(const Platform& platform, std::uint64_t seed);

  /// The moment of the next change; kNever: nothing changes any more.
  Instant next() const { return pending_.empty() ? kNever : pending_.top().at; }
  /// The next change; there must be one.
  CapacityChange take();
  /// How many deliveries to this pool have not been taken yet.
  std::int64_t deliveries_to_come(PoolId pool) const { return deliveries_to_come_[pool.index()]; }

 private:
  void add_pool(PoolId id, const Pool& pool, std::uint64_t seed);
  void add_outages(const std::vector<OutageSpec>& outages, const std::vector<PoolUnits>& all,
                   std::string_view stream, std::uint64_t seed);
  void add_failures(const PoolUnits& all, const Pool& pool, DownReason reason,
                    const std::vector<Tranche>& tranches, std::uint64_t seed);
  void add(std::unique_ptr<Downs> downs);
  void draw_next();

  PendingChanges pending_;
  std::vector<std::int64_t> deliveries_to_come_;  // by pool
  std::vector<std::unique_ptr<Downs>> downs_;
  std::map<std::pair<PoolId, DownReason>, Failures*> failures_;  // among downs_
  using Turn = std::pair<Instant, std::size_t>;                  // of one of downs_
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
};

}  // namespace drawdown
