#include "sim/policy/conservative.hpp"

#include <algorithm>

namespace drawdown {

void ConservativePolicy::decide(const View& view, Decision& decision) {
  room_.begin(view);
  waiting_.clear();
  const auto all = [](DemandId) { return Filter::everything(); };
  view.queue.walk(all, [&](const Waiting& gang) { waiting_.push_back(gang); });

  if (is_surprised(view)) {
    plan_all(view);
  } else {
    // All goes as planned: nobody can move, and only new gangs need a plan.
    for (Profile& profile : profiles_) profile.advance(view.now);
    for (const Waiting& gang : waiting_) {
      if (plan_of(gang)->at == kNever) move_earlier(view, gang);
    }
  }
  for (const Waiting& gang : waiting_) {
    Plan& plan = *plan_of(gang);
    // A reservation that opens later in this instant can be promised from now, and not be used yet.
    auto start =
        plan.at <= view.now ? room_.smallest_start(view, gang, plan.partition) : std::nullopt;
    if (start) {
      room_.carry_out(view, *std::move(start), decision);
      plan.at = kNever;  // it may come back
    } else if (plan.at != kNever) {
      decision.promises.push_back({gang, plan.partition, plan.at, {}});
    }
  }
}

// Whether chips came free at another moment than planned, or this decision comes too late for a
// plan.
bool ConservativePolicy::is_surprised(const View& view) {
  const bool any_new = view.surprises != surprises_;
  surprises_ = view.surprises;
  const bool any_overrun =
      std::any_of(view.partitions.begin(), view.partitions.end(), [&](const Partition& partition) {
        return !partition.busy_until.empty() && partition.busy_until.begin()->at <= view.now;
      });
  const bool any_late = std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& gang) {
    return plan_of(gang)->at < view.now;
  });
  return any_new || any_overrun || any_late || profiles_.empty();
}

void ConservativePolicy::plan_all(const View& view) {
  build_profiles(view);
  if (!keep_promises(view)) {
    for (const Waiting& gang : waiting_) *plan_of(gang) = {gang.sequence, {}, kNever};
    build_profiles(view);
  }
  for (bool moved = true; moved;) {
    moved = false;
    for (const Waiting& gang : waiting_) moved = move_earlier(view, gang) || moved;
  }
}

void ConservativePolicy::build_profiles(const View& view) {
  profiles_.clear();
  for (const Partition& partition : view.partitions) profiles_.emplace_back(partition, view.now);
}

// The plan of this gang, empty if it has none yet.
ConservativePolicy::Plan* ConservativePolicy::plan_of(const Waiting& gang) {
  const std::size_t index = gang.gang.index();
  if (plans_.size() <= index) plans_.resize(index + 1);
  Plan& plan = plans_[index];
  if (plan.sequence != gang.sequence) plan = {gang.sequence, {}, kNever};
  return &plan;
}

// False if the promises made so far no longer all fit: an overrun, or a decision that comes late.
bool ConservativePolicy::keep_promises(const View& view) {
  for (const Waiting& gang : waiting_) {
    Plan& plan = *plan_of(gang);
    if (plan.at == kNever) continue;
    plan.at = std::max(plan.at, view.now);
    const Partition& partition = view.partitions[plan.partition.index()];
    Profile& profile = profiles_[plan.partition.index()];
    const Chips taken = partition.whole_units(gang.chips);
    if (!partition.lasts(plan.at, gang.estimate)) return false;
    const Duration length = planned_length(gang.estimate);
    if (!profile.fits(taken, plan.at, length)) return false;
    profile.take(taken, plan.at, length);
  }
  return true;
}

bool ConservativePolicy::move_earlier(const View& view, const Waiting& gang) {
  Plan& plan = *plan_of(gang);
  const auto taken_in = [&](PartitionId id) {
    return view.partitions[id.index()].whole_units(gang.chips);
  };
  const Duration length = planned_length(gang.estimate);
  if (plan.at <= view.now) return false;
  if (plan.at != kNever) {
    profiles_[plan.partition.index()].give_back(taken_in(plan.partition), plan.at, length);
  }
  bool moved = false;
  for (const PartitionId id : view.demands[gang.demand.index()].usable) {
    const Instant at = profiles_[id.index()].earliest(taken_in(id), length);
    if (at < plan.at && view.partitions[id.index()].lasts(at, gang.estimate)) {
      plan.at = at;
      plan.partition = id;
      moved = true;
    }
  }
  if (plan.at != kNever) {
    profiles_[plan.partition.index()].take(taken_in(plan.partition), plan.at, length);
  }
  return moved;
}

}  // namespace drawdown
