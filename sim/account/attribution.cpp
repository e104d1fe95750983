#include "sim/account/attribution.hpp"

#include <algorithm>

#include "sim/policy/opening.hpp"

namespace drawdown {
namespace {

// Moves up to `wanted` of what is left to a cause.
void explain_with(Cause cause, Chips wanted, ChipsByCause& chips, Chips& left) {
  const Chips explained = std::min(wanted, left);
  at(chips, cause) += explained;
  left -= explained;
}

Cause cause_of(Stage stage) {
  switch (stage) {
    case Stage::staging:
    case Stage::starting:
      return Cause::starting;
    case Stage::recomputing:
      return Cause::recomputing;
    case Stage::productive:
      return Cause::productive;
  }
  throw Bug("a stage without a cause");
}

Cause cause_of(const Gang& gang) {
  return gang.overprovisioned ? Cause::overprovisioned : cause_of(gang.stage);
}

}  // namespace

Attribution::Attribution(const RunState& state)
    : state_(state),
      promises_(state.scenario->policy.backfill != Backfill::none),
      chips_(state.view.partitions.size()) {}

void Attribution::closed(PartitionId partition, const UnitRanges&) {
  chips_[partition.index()] = {};
}

void Attribution::queued(const Gang& gang) {
  join(gang);
}

void Attribution::join(const Gang& gang) {
  const Instant now = state_.view.now;
  WaitingGroup& group = groups_.join(gang.demand, gang.job.least());
  group.turn(group.reason, now);
  if (waits_.size() <= gang.id.index()) waits_.resize(gang.id.index() + 1);
  waits_[gang.id.index()] = {};
  waits_[gang.id.index()].before = group.waited;
  waits_[gang.id.index()].estimate = gang.estimate;
  if (gang.estimate != kForever) longest_estimate_ = std::max(longest_estimate_, gang.estimate);
}

void Attribution::started(const Gang& gang) {
  leave(gang);
  if (gang.estimate != waits_[gang.id.index()].estimate) starts_differ_ = true;
  hold(gang, gang.partition);
}

void Attribution::hold(const Gang& gang, PartitionId partition) {
  ChipsByCause& chips = chips_[partition.index()];
  at(chips, cause_of(gang)) += gang.chips;
  at(chips, Cause::rounding) += gang.rounding();
}

void Attribution::staged(const Gang& gang, Stage before) {
  ChipsByCause& chips = chips_[gang.partition.index()];
  at(chips, cause_of(before)) -= gang.chips;
  at(chips, cause_of(gang)) += gang.chips;
}

void Attribution::interrupted(const Gang& gang, std::string_view) {
  release(gang);
  join(gang);
}

void Attribution::drained(const Gang& gang, PartitionId to) {
  release(gang);
  hold(gang, to);
}

void Attribution::ended(const Gang& gang, EndState) {
  release(gang);
}

void Attribution::released(const Gang& gang) {
  if (gang.running()) {
    release(gang);
  } else {
    leave(gang);
  }
}

void Attribution::rated(const Gang& gang) {
  ChipsByCause& chips = chips_[gang.partition.index()];
  at(chips, gang.overprovisioned ? Cause::productive : Cause::overprovisioned) -= gang.chips;
  at(chips, cause_of(gang)) += gang.chips;
}

void Attribution::release(const Gang& gang) {
  ChipsByCause& chips = chips_[gang.partition.index()];
  at(chips, cause_of(gang)) -= gang.chips;
  at(chips, Cause::rounding) -= gang.rounding();
}

void Attribution::leave(const Gang& gang) {
  groups_.leave(gang.demand, gang.job.least());
}

WaitByReason Attribution::waited(const Gang& gang) const {
  const Instant now = state_.view.now;
  const WaitingGroup& group = groups_.find(gang.demand, gang.job.least());
  const GangWait& wait = waits_[gang.id.index()];
  WaitByReason waited = group.waited;
  at(waited, group.reason) += now - group.since;
  for (std::size_t i = 0; i < kWaitReasons; ++i) waited[i] -= wait.before[i];
  Duration policy_held = wait.policy_held;
  if (wait.policy_held_since != kNever) policy_held += now - wait.policy_held_since;
  at(waited, WaitReason::held_for_start) -= policy_held;
  at(waited, WaitReason::policy_held) += policy_held;
  return waited;
}

void Attribution::sampled(Instant now) {
  ++samples_;
  profiles_.clear();
  beside_promises_.clear();
  groups_.measure(state_.view);
  each_gang_ = looks_at_each_gang();
  starts_differ_ = false;
  std::vector<GangId> policy_held;
  if (each_gang_) policy_held = look_at_each_gang();
  settle_policy_held(now);
  policy_held_.swap(policy_held);
  auto& by_demand = groups_.by_demand();
  for (std::size_t demand = 0; demand < by_demand.size(); ++demand) {
    for (WaitingGroup& group : by_demand[demand]) {
      if (group.gangs == 0) continue;
      const WaitReason reason = reason_of(group, state_.view.demands[demand]);
      if (reason != group.reason) group.turn(reason, now);
    }
  }
  for (std::size_t i = 0; i < chips_.size(); ++i) explain(PartitionId{i});
}

// A gang that fits was passed over by the decision of this instant: for the sake of a promise,
// where the policy makes promises, and for its order otherwise. Only where the decision is older
// than the state, or knew less of the gangs that it started than their places say, or a
// reservation's end may have been the reason, must each gang be asked.
bool Attribution::looks_at_each_gang() const {
  if (state_.view.queue.size() == 0) return false;
  if (state_.scenario->policy.cadence.kind == Cadence::Kind::every) return true;
  if (promises_) return starts_differ_;
  return std::any_of(state_.view.partitions.begin(), state_.view.partitions.end(),
                     [this](const Partition& partition) {
                       return partition.open &&
                              !partition.lasts(state_.view.now, longest_estimate_);
                     });
}

// Those that fit and that only the policy holds.
std::vector<GangId> Attribution::look_at_each_gang() {
  const Instant now = state_.view.now;
  fitting_.assign(chips_.size(), {});
  Filter filter;
  for (const Partition& partition : state_.view.partitions) {
    if (partition.open) filter.any = std::max(filter.any, partition.free);
  }
  std::vector<GangId> policy_held;
  state_.view.queue.walk([&](DemandId) { return filter; },
                         [&](const Waiting& gang) {
                           if (reason_of(gang) == WaitReason::policy_held) {
                             GangWait& wait = waits_[gang.gang.index()];
                             if (wait.policy_held_since == kNever) wait.policy_held_since = now;
                             wait.seen = samples_;
                             policy_held.push_back(gang.gang);
                           }
                         });
  return policy_held;
}

// Ends the time of those that the last sample found held by the policy and this one did not.
void Attribution::settle_policy_held(Instant now) {
  for (const GangId id : policy_held_) {
    GangWait& wait = waits_[id.index()];
    if (wait.seen == samples_ || wait.policy_held_since == kNever) continue;
    wait.policy_held += now - wait.policy_held_since;
    wait.policy_held_since = kNever;
  }
}

// Of a gang alone; none where it fits nowhere. Adds what it explains to `fitting_`.
std::optional<WaitReason> Attribution::reason_of(const Waiting& gang) {
  std::optional<WaitReason> reason;
  const WaitingGroup& group = groups_.find(gang.demand, gang.chips);
  for (const PartitionId id : state_.view.demands[gang.demand.index()].usable) {
    const Partition& partition = state_.view.partitions[id.index()];
    const Fit& fit = group.fits[id.index()];
    if (!partition.open || !fit.has_place) continue;
    const bool held =
        !partition.lasts(state_.view.now, gang.estimate) || delays_a_promise(gang, id);
    Fitting& fitting = fitting_[id.index()];
    (held ? fitting.held_for_start : fitting.policy_held) += fit.need;
    reason = std::max(reason.value_or(WaitReason::held_for_start),
                      held ? WaitReason::held_for_start : WaitReason::policy_held);
  }
  return reason;
}

// Whether chips that it would take, running from now as long as predicted, are promised to another.
bool Attribution::delays_a_promise(const Waiting& gang, PartitionId id) {
  const Partition& partition = state_.view.partitions[id.index()];
  const Instant now = state_.view.now;
  const auto& promises = state_.view.promises;
  const auto other = std::ranges::find_if(promises, [&](const Promise& promise) {
    return promise.partition == id && promise.gang.sequence != gang.sequence;
  });
  if (other == promises.end()) return false;
  if (partition.geometry != nullptr) {
    // A policy that plans places makes one promise in a reservation.
    if (now + planned_length(gang.estimate) <= other->at) return false;
    return !beside(*other).fits(state_.view.ask_of(gang));
  }
  Profile profile = profiles()[id.index()];
  const Chips need = partition.whole_units(gang.chips);
  for (const Promise& promise : promises) {
    if (promise.partition != id || promise.gang.sequence != gang.sequence) continue;
    profile.give_back(need, std::max(promise.at, now), planned_length(gang.estimate));
  }
  return !profile.fits(need, now, planned_length(gang.estimate));
}

// What is free now, and at the promised moment beside the promised place.
const Space& Attribution::beside(const Promise& promise) {
  beside_promises_.resize(chips_.size());
  auto& space = beside_promises_[promise.partition.index()];
  if (!space) {
    const Partition& partition = state_.view.partitions[promise.partition.index()];
    space =
        free_beside(partition, {}, *partition.space, {promise.at, promise.place}, state_.view.now);
  }
  return *space;
}

// By predicted ends, less all promises.
const std::vector<Profile>& Attribution::profiles() {
  if (!profiles_.empty()) return profiles_;
  const Instant now = state_.view.now;
  for (const Partition& partition : state_.view.partitions) profiles_.emplace_back(partition, now);
  for (const Promise& promise : state_.view.promises) {
    const Partition& partition = state_.view.partitions[promise.partition.index()];
    if (partition.geometry != nullptr) continue;
    profiles_[promise.partition.index()].take(partition.whole_units(promise.gang.chips),
                                              std::max(promise.at, now),
                                              planned_length(promise.gang.estimate));
  }
  return profiles_;
}

// The best over the reservations for which the group is eligible.
WaitReason Attribution::reason_of(const WaitingGroup& group, const Demand& demand) const {
  WaitReason best = WaitReason::no_capacity_yet;
  for (std::size_t i = 0; i < demand.relations.size(); ++i) {
    const Partition& partition = state_.view.partitions[i];
    if (!partition.open || demand.relations[i] == Relation::ineligible) continue;
    WaitReason reason = WaitReason::no_capacity_yet;
    if (demand.relations[i] == Relation::not_admitted) {
      reason = WaitReason::reserved_for_others;
    } else if (group.fits[i].has_place) {
      reason = promises_ || each_gang_ ? WaitReason::held_for_start : WaitReason::policy_held;
    } else if (group.fits[i].need <= partition.free) {
      reason = WaitReason::fragmented;
    } else if (group.fits[i].need <= partition.in_service()) {
      reason = WaitReason::busy;
    }
    best = std::max(best, reason);
  }
  return best;
}

void Attribution::explain(PartitionId id) {
  const Partition& partition = state_.view.partitions[id.index()];
  ChipsByCause& chips = chips_[id.index()];
  std::fill(chips.begin(), chips.begin() + static_cast<std::ptrdiff_t>(kFirstHeld), Chips{0});
  // What nobody uses of a market nobody pays for.
  if (!partition.open || partition.market) return;
  at(chips, Cause::undelivered) = partition.lacking();
  at(chips, Cause::in_repair) = partition.down;
  at(chips, Cause::spare) = partition.spare;
  Chips left = partition.free;
  if (left > Chips{0} && state_.view.queue.size() > 0) {
    explain_by_usable(id, chips, left);
    explain_with(Cause::reserved_for_others, wanted_by(Relation::not_admitted, id, left), chips,
                 left);
    explain_with(Cause::ineligible_demand, wanted_by(Relation::ineligible, id, left), chips, left);
  }
  explain_with(Cause::no_demand, left, chips, left);
}

// By the gangs that may use the reservation: those that fit, then those that do not.
void Attribution::explain_by_usable(PartitionId id, ChipsByCause& chips, Chips& left) {
  const Partition& partition = state_.view.partitions[id.index()];
  auto& by_demand = groups_.by_demand();
  Chips fitting;
  Chips fragmented;
  bool any_short = false;
  for (std::size_t demand = 0; demand < by_demand.size(); ++demand) {
    if (state_.view.demands[demand].relations[id.index()] != Relation::usable) continue;
    for (const WaitingGroup& group : by_demand[demand]) {
      if (group.gangs == 0) continue;
      const Fit& fit = group.fits[id.index()];
      if (fit.need > partition.free) {
        any_short = true;
      } else {
        (fit.has_place ? fitting : fragmented) += fit.need * group.gangs;
      }
    }
  }
  if (each_gang_) {
    explain_with(Cause::policy_held, fitting_[id.index()].policy_held, chips, left);
    explain_with(Cause::held_for_start, fitting_[id.index()].held_for_start, chips, left);
  } else {
    explain_with(promises_ ? Cause::held_for_start : Cause::policy_held, fitting, chips, left);
  }
  explain_with(Cause::fragmented, fragmented, chips, left);
  if (any_short) explain_with(Cause::gang_short, left, chips, left);
}

// What waiting gangs with this relation to the reservation need, counted up to `at_most`.
Chips Attribution::wanted_by(Relation relation, PartitionId id, Chips at_most) {
  auto& by_demand = groups_.by_demand();
  Chips wanted;
  for (std::size_t demand = 0; demand < by_demand.size() && wanted < at_most; ++demand) {
    if (state_.view.demands[demand].relations[id.index()] != relation) continue;
    for (const WaitingGroup& group : by_demand[demand]) {
      if (group.gangs > 0) wanted += group.fits[id.index()].need * group.gangs;
    }
  }
  return wanted;
}

}  // namespace drawdown
