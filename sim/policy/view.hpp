// What a policy sees of a run: enough to choose, nothing to act with.
#pragma once

#include <optional>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/policy/predicted_ends.hpp"
#include "sim/policy/queue.hpp"

namespace drawdown {

/// A reservation, as the place where gangs run. Chips are counted in whole units.
struct Partition {
  PoolId pool;
  ReservationId reservation;
  Chips chips_per_unit;
  Units units;  ///< how many it has while it is open
  Instant from;
  Instant until;  ///< outside; kNever: for ever
  bool open = false;
  Chips free;  ///< whole free units
  /// Chips of running gangs by predicted end. An end that is past counts for the next millisecond.
  PredictedEnds busy_until;

  bool is_over(Instant now) const { return until <= now; }
  Chips total() const { return chips_per_unit * units.value(); }
  /// The chips of the whole units that a gang of `chips` takes here.
  Chips taken_by(Chips chips) const {
    const std::int64_t size = chips_per_unit.value();
    return Chips{(chips.value() + size - 1) / size * size};
  }
  /// Whether a gang that ran from `start` for `estimate` would be done before the reservation ends.
  bool lasts(Instant start, Duration estimate) const {
    return start < until && estimate <= until - start;
  }
  /// Whether a gang that may use it is neither too large for it nor, from now on, too long.
  bool may_ever_run(const Waiting& gang, Instant now) const {
    return gang.chips <= total() && lasts(from > now ? from : now, gang.estimate);
  }
};

enum class Relation {
  usable,
  not_admitted,  ///< the reservation does not admit the tenant
  ineligible,    ///< the job names another pool
};

/// Which reservations the gangs of one demand may use.
struct Demand {
  std::vector<Relation> relations;  ///< by partition
  std::vector<PartitionId> usable;  ///< in platform order
};

/// A start that a policy has promised to a waiting gang.
struct Promise {
  Waiting gang;
  PartitionId partition;
  Instant at;
};

/// The state of a run at the moment of a decision.
struct View {
  Instant now = kRunStart;
  std::vector<Partition> partitions;
  std::vector<Demand> demands;
  Queue queue;  ///< in the policy's order
  /// The same gangs, in the order in which backfilling tries them, where that is another.
  std::optional<Queue> backfill_queue;
  /// How many gangs have ended at another moment than predicted: plans can be improved.
  std::uint64_t unpredicted_ends = 0;
  std::vector<Promise> promises;  ///< of the last decision, less those that were kept

  View(QueueOrder order, QueueOrder backfill) : queue(order) {
    if (backfill != order) backfill_queue.emplace(backfill);
  }
};

}  // namespace drawdown
