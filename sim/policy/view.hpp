// What a policy sees of a run: enough to choose, nothing to act with.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/capacity/timeline.hpp"
#include "sim/model/geometry/geometry.hpp"
#include "sim/model/money.hpp"
#include "sim/policy/predicted_ends.hpp"
#include "sim/policy/queue.hpp"

namespace drawdown {

/// The place of a running gang, and when it is predicted to give it back.
struct HeldPlace {
  Instant until;
  const Placement* place;
};

/// A running gang that may lose its place to one of higher priority.
struct Preemptible {
  Priority priority;
  std::uint64_t start = 0;  ///< order of the starts, unique
  GangId gang;
  const Placement* place = nullptr;

  bool operator<(const Preemptible& other) const {
    return std::tie(priority, start) < std::tie(other.priority, other.start);
  }
};

/// A reservation or a market, as the place where gangs run.
struct Partition {
  PoolId pool;
  ReservationId reservation;
  std::optional<MarketKind> market{};
  Chips chips_per_unit;
  Units units;        ///< that are reserved
  Units handed_back;  ///< of these, up to now
  Units spares;       ///< how many of the others it keeps aside
  Instant from;
  Instant until;  ///< outside; kNever: for ever
  /// What a chip-hour costs now in a market, if the policy chooses by it; nothing in a reservation.
  Price price;
  /// Where gangs that run at its end go on; none: they are cut then.
  PartitionId drains_to{};
  bool drained = false;  ///< it is such a place: nothing starts there, and no plan knows of it
  /// Announced maintenance of its pool, in order of time, apart from each other.
  std::span<const Window> maintenance;

  bool known = true;  ///< policies may count on it; what is open is known
  bool open = false;
  bool more_to_come = false;  ///< units of its pool are still to be delivered, or drain
  // Chips of the units that it binds, and of those: down, set aside, free for gangs.
  Chips bound;
  Chips down;
  Chips spare;
  Chips free;
  std::uint64_t changes = 0;  ///< how many times `free` or `space` changed

  /// The geometry of its pool; null where any units will do: then plans need no more than counts.
  const Geometry* geometry = nullptr;
  const Space* space = nullptr;  ///< its free chips
  const Space* whole = nullptr;  ///< the same, were all its units up, in service and free

  // Running gangs by predicted end: where any units will do their chips, elsewhere their places. An
  // end that is past counts for the next millisecond.
  PredictedEnds busy_until;
  std::vector<HeldPlace> held;
  std::set<Preemptible> preemptible;  ///< of those; empty unless the policy preempts

  bool is_over(Instant now) const { return until <= now; }
  bool is_in_base() const { return !market && !drained; }
  Chips total() const { return chips_per_unit * units.value(); }
  /// How many units it asks for.
  Units wanted() const { return units - handed_back; }
  /// The most that gangs can hold at once.
  Chips target() const { return chips_per_unit * (wanted() - spares).value(); }
  /// What is reserved and not bound: what it asks for, and what it has handed back.
  Chips lacking() const { return open ? total() - bound : Chips{0}; }
  Chips awaited() const { return open ? chips_per_unit * wanted().value() - bound : Chips{0}; }
  Chips in_service() const { return bound - down - spare; }

  /// The chips of the whole units that a gang of `chips` takes where any units will do.
  Chips whole_units(Chips chips) const {
    const std::int64_t size = chips_per_unit.value();
    return Chips{(chips.value() + size - 1) / size * size};
  }
  /// The chips that a gang takes here; nothing where it is too large for any place.
  std::optional<Chips> need(const Ask& ask) const {
    return geometry == nullptr ? whole_units(ask.chips) : geometry->need(ask);
  }
  /// A gang has this place, which stays where it is until it lets go.
  void hold(Instant predicted_end, const Placement& place);
  void let_go(Instant predicted_end, const Placement& place);

  /// Whether pools of this geometry have such places at all.
  bool has_place_for(const Ask& ask) const {
    if (geometry != nullptr) return geometry->need(ask).has_value();
    return !ask.shape.given() && !ask.limit.binds();
  }
  /// Whether the gang fits now.
  bool fits(const Ask& ask) const {
    return geometry == nullptr ? ask.chips <= free : space->fits(ask);
  }

  /// Whether a gang that ran from `start` for `estimate` would be done before the reservation ends,
  /// if it does not drain, and before the next maintenance. One that runs for ever makes do with
  /// what there is.
  bool lasts(Instant start, Duration estimate) const {
    if (!ends_after(start, estimate)) return false;
    if (estimate == kForever) return true;
    const auto next = std::ranges::find_if(
        maintenance, [&](const Window& window) { return window.until > start; });
    return next == maintenance.end() || start + estimate <= next->from;
  }
  bool ends_after(Instant start, Duration estimate) const {
    const bool any = estimate == kForever || drains_to.valid();
    return start < until && (any || estimate <= until - start);
  }
  /// Whether a gang that may use it is, from now on, neither too large nor too long.
  bool may_ever_run(const Ask& ask, Duration estimate, Instant now) const {
    if (!ends_after(std::max(from, now), estimate)) return false;
    const auto chips = need(ask);
    if (!chips || *chips > target()) return false;
    if (!open || more_to_come) return true;
    return geometry == nullptr ? *chips <= bound : whole->fits(ask);
  }
};

enum class Relation {
  usable,
  not_admitted,  ///< the reservation does not admit the tenant
  /// The job names another pool, asks for what the pool's geometry lacks, or reads what cannot come
  /// to the pool's site.
  ineligible,
};

/// Which reservations the gangs of one demand may use, and what they ask of their place.
struct Demand {
  Shape shape;
  PlacementLimit limit;
  std::vector<Relation> relations;  ///< by partition
  std::vector<PartitionId> usable;  ///< in the order in which the policy tries them
  /// By partition, if the policy chooses by it: the speed of the gangs' work in usable markets.
  std::vector<double> speeds{};
};

/// A start that a policy has promised to a waiting gang.
struct Promise {
  Waiting gang;
  PartitionId partition;
  Instant at;
  Placement place;  ///< in an open reservation of a pool whose units are not alike
};

/// The state of a run at the moment of a decision.
struct View {
  Instant now = kRunStart;
  std::vector<Partition> partitions;
  std::vector<Demand> demands;
  Queue queue;  ///< in the policy's order
  /// The same gangs, in the order in which backfilling tries them, where that is another.
  std::optional<Queue> backfill_queue;
  /// How many times chips came or went at another moment than predicted, or a gang that waits went:
  /// plans can be improved, or do not hold.
  std::uint64_t surprises = 0;
  std::vector<Promise> promises;  ///< of the last decision, less those that were kept
  /// What an interruption now would cost a running gang: the progress that it loses x the chips
  /// that it asked for, in its largest size.
  std::function<ChipTime(GangId)> would_lose;

  /// What a waiting gang asks of its place in one of its sizes; by default in the smallest.
  Ask ask_of(const Waiting& gang, Chips chips) const {
    const Demand& demand = demands[gang.demand.index()];
    return {chips, demand.shape, demand.limit};
  }
  Ask ask_of(const Waiting& gang) const { return ask_of(gang, gang.chips); }

  View(QueueOrder order, QueueOrder backfill) : queue(order) {
    if (backfill != order) backfill_queue.emplace(backfill);
  }
};

}  // namespace drawdown
