#include "sim/engine/gangs/gangs.hpp"

#include <algorithm>
#include <map>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

bool holds_any(const Gang& gang, UnitRange units) {
  return std::ranges::any_of(gang.place.units, [&](const UnitRange& range) {
    return range.first <= units.last && units.first <= range.last;
  });
}

}  // namespace

Gangs::Gangs(RunState& state, Inventory& inventory, Kernel& kernel, const Fabrics& fabrics,
             Transfers& transfers, const Observers& observers)
    : state_(state),
      inventory_(inventory),
      transfers_(transfers),
      observers_(observers),
      roster_(state),
      runner_(kernel, fabrics, state),
      preempts_(state.scenario->policy.preemption == Preemption::priority) {
  state.view.would_lose = [this](GangId id) {
    const Gang& gang = state_.gang(id);
    return gang.job.chips * runner_.would_lose(gang);
  };
}

void Gangs::submit(Job&& job) {
  Gang& gang = roster_.admit(std::move(job), submitted_++);
  observers_.tell_of(gang, [&](Observer& observer) { observer.submitted(gang); });
  const Dependencies::Standing standing = dependencies_.submit(gang);
  // A replica that can run nowhere waits: its service would only ask for another.
  const std::string_view reason = gang.is_replica() ? "" : refusal(gang, standing);
  if (!reason.empty()) return refuse(gang, reason);
  if (standing == Dependencies::Standing::blocked) {
    gang.status = GangStatus::blocked;
  } else {
    enter_queue(gang);
  }
}

// Why it can never run; empty if it may.
std::string_view Gangs::refusal(const Gang& gang, Dependencies::Standing standing) const {
  const std::string_view reason = roster_.refusal(gang);
  if (!reason.empty()) return reason;
  if (standing == Dependencies::Standing::unknown) return "unknown_dependency";
  return standing == Dependencies::Standing::failed ? "dependency_failed" : "";
}

void Gangs::refuse(Gang& gang, std::string_view reason) {
  observers_.tell_of(gang, [&](Observer& observer) { observer.refused(gang, reason); });
  close(gang, false);
}

void Gangs::enter_queue(Gang& gang) {
  gang.status = GangStatus::waiting;
  gang.queued = state_.view.now;
  observers_.tell_of(gang, [&](Observer& observer) { observer.queued(gang); });
  put_in_queue(gang);
}

// The job is over: those that depend on it are released, or can never run, and with them those that
// depend on these, in order of submission.
void Gangs::close(Gang& gang, bool done) {
  std::map<std::uint64_t, Dependencies::Follower> decided;
  const auto leave = [&](Gang& over, bool is_done) {
    for (const Dependencies::Follower& follower : dependencies_.close(over, is_done)) {
      decided.emplace(state_.gang(follower.gang).number, follower);
    }
    roster_.dismiss(over);
    ++closed_;
  };
  leave(gang, done);
  while (!decided.empty()) {
    const Dependencies::Follower follower = decided.extract(decided.begin()).mapped();
    Gang& next = state_.gangs[follower.gang.index()];
    if (follower.failed) {
      observers_.tell_of(next,
                         [&](Observer& observer) { observer.refused(next, "dependency_failed"); });
      leave(next, false);
    } else {
      observers_.tell_of(next, [&](Observer& observer) { observer.unblocked(next); });
      enter_queue(next);
    }
  }
}

void Gangs::put_in_queue(const Gang& gang) {
  state_.view.queue.insert(gang.waiting());
  if (state_.view.backfill_queue) state_.view.backfill_queue->insert(gang.waiting());
}

void Gangs::take_off_queue(const Waiting& gang) {
  state_.view.queue.erase(gang);
  if (state_.view.backfill_queue) state_.view.backfill_queue->erase(gang);
}

void Gangs::start(Start& choice) {
  Gang& gang = state_.gangs[choice.gang.gang.index()];
  Partition& partition = state_.view.partitions[choice.partition.index()];
  take_off_queue(choice.gang);
  gang.chips = choice.chips;
  gang.course.set_terms(roster_.terms_of_start(gang, partition));
  gang.estimate = gang.course.estimate(gang.estimated_work);
  // It may give its units back before plans count on it.
  if (gang.estimate != choice.gang.estimate) ++state_.view.surprises;
  gang.status = GangStatus::running;
  gang.partition = choice.partition;
  gang.start = state_.view.now;
  if (!gang.has_started()) gang.first_start = gang.start;
  gang.start_sequence = starts_++;
  gang.predicted_end = gang.start + gang.estimate;
  gang.handed_over = false;
  gang.overprovisioned = false;
  const bool any = partition.geometry == nullptr;
  gang.place =
      any ? inventory_.any_place(gang.partition, state_.view.ask_of(choice.gang, gang.chips))
          : std::move(choice.place);
  inventory_.take(gang.partition, gang.place);
  partition.hold(gang.predicted_end, gang.place);
  ++running_;
  if (!runner_.begin(gang, transfers_.has_data(gang))) {
    ended_.push_back(gang.id);
  } else if (preempts_ && gang.job.standing.preemptible) {
    partition.preemptible.insert(preemptible(gang));
  }
  observers_.tell_of(gang, [&](Observer& observer) { observer.started(gang); });
  if (gang.stage == Stage::staging) transfers_.bring_data(gang);
}

void Gangs::collect_done(std::span<const ActivityId> done) {
  for (const ActivityId activity : done) {
    const auto* const id = std::get_if<GangId>(&activity);
    if (id != nullptr) finish_stage(state_.gangs[id->index()]);
  }
  if (transfers_.any_complete()) {
    const auto has_its_data = [this](const Gang& gang) {
      return gang.stage == Stage::staging && transfers_.has_data(gang);
    };
    for (const GangId id : running_gangs(has_its_data)) finish_stage(state_.gangs[id.index()]);
  }
  const auto by_start = [this](GangId id) { return state_.gang(id).start_sequence; };
  std::ranges::sort(advanced_, {}, by_start);
  std::ranges::sort(ended_, {}, by_start);
}

void Gangs::finish_stage(Gang& gang) {
  if (runner_.finish_stage(gang)) {
    ended_.push_back(gang.id);
    state_.view.partitions[gang.partition.index()].preemptible.erase(preemptible(gang));
  } else {
    advanced_.push_back(gang.id);
  }
}

void Gangs::hand_over() {
  for (const GangId id : ended_) {
    Gang& gang = state_.gangs[id.index()];
    // No decision counts on the ends of those that drain.
    if (gang.predicted_end == state_.view.now && !state_.partition(gang).drained) give_back(gang);
  }
}

void Gangs::advance() {
  for (const GangId id : advanced_) {
    Gang& gang = state_.gangs[id.index()];
    settle(gang);
    const Stage before = gang.stage;
    runner_.advance(gang);
    observers_.tell_of(gang, [&](Observer& observer) { observer.staged(gang, before); });
  }
  advanced_.clear();
}

bool Gangs::end_next() {
  if (ended_.empty()) return false;
  Gang& gang = state_.gangs[ended_.front().index()];
  ended_.pop_front();
  const bool killed =
      state_.scenario->policy.overrun == Overrun::kill && gang.job.run > gang.job.requested;
  end(gang, killed ? EndState::killed : EndState::done);
  return true;
}

void Gangs::interrupt_on(PoolId pool, UnitRange units, std::string_view why) {
  const auto is_on = [&](const Gang& gang) {
    return state_.partition(gang).pool == pool && holds_any(gang, units);
  };
  for (const GangId id : running_gangs(is_on)) interrupt(state_.gangs[id.index()], why);
}

void Gangs::interrupt_on(PartitionId partition, const UnitRanges& units, std::string_view why) {
  const auto is_on = [&](const Gang& gang) {
    return gang.partition == partition &&
           std::ranges::any_of(units, [&](UnitRange range) { return holds_any(gang, range); });
  };
  for (const GangId id : running_gangs(is_on)) interrupt(state_.gangs[id.index()], why);
}

void Gangs::preempt(GangId id) {
  Gang& gang = state_.gangs[id.index()];
  const Duration lost_before = gang.lost;
  interrupt(gang, kPreemption);
  gang.lost_to_preemption += gang.lost - lost_before;
  ++gang.preemptions;
}

void Gangs::drain(PartitionId from) {
  const PartitionId to = state_.view.partitions[from.index()].drains_to;
  if (!to.valid()) return;
  const std::vector<GangId> gangs = running_gangs([&](const Gang& gang) {
    return gang.partition == from && std::ranges::find(ended_, gang.id) == ended_.end();
  });
  std::vector<const Placement*> places;
  for (const GangId id : gangs) places.push_back(&state_.gang(id).place);
  inventory_.drain(to, places);
  Partition& partition = state_.view.partitions[from.index()];
  for (const GangId id : gangs) {
    Gang& gang = state_.gangs[id.index()];
    settle(gang);
    observers_.tell_of(gang, [&](Observer& observer) { observer.drained(gang, to); });
    partition.let_go(gang.predicted_end, gang.place);
    partition.preemptible.erase(preemptible(gang));
    gang.partition = to;
  }
}

void Gangs::cut(PartitionId partition) {
  for (const GangId id : running_gangs([&](const Gang& g) { return g.partition == partition; })) {
    runner_.cut(state_.gangs[id.index()]);
    std::erase(ended_, id);
    end(state_.gangs[id.index()], EndState::cut);
  }
}

void Gangs::release(GangId id) {
  Gang& gang = state_.gangs[id.index()];
  ++state_.view.surprises;
  std::vector<CapacityEffect> effects;
  if (gang.running()) {
    settle(gang);
    runner_.cut(gang);
    effects = give_back(gang);
    --running_;
  } else {
    take_off_queue(gang.waiting());
    const auto is_its = [&](const Promise& promise) { return promise.gang.gang == gang.id; };
    std::erase_if(state_.view.promises, is_its);
  }
  observers_.tell_of(gang, [&](Observer& observer) { observer.released(gang); });
  observers_.tell_effects(effects);
  roster_.dismiss(gang);
  ++closed_;
}

void Gangs::rate(GangId id, bool overprovisioned) {
  Gang& gang = state_.gangs[id.index()];
  settle(gang);
  gang.overprovisioned = overprovisioned;
  observers_.tell_of(gang, [&](Observer& observer) { observer.rated(gang); });
}

void Gangs::settle() {
  for (const GangId id : running_gangs([](const Gang&) { return true; })) {
    settle(state_.gangs[id.index()]);
  }
}

void Gangs::censor() {
  std::vector<GangId> open;
  for (const Gang& gang : state_.gangs) {
    if (gang.status != GangStatus::absent) open.push_back(gang.id);
  }
  std::ranges::sort(open, {}, [this](GangId id) { return state_.gang(id).number; });
  for (const GangId id : open) {
    Gang& gang = state_.gangs[id.index()];
    if (gang.running()) settle(gang);
    observers_.tell_of(gang, [&](Observer& observer) { observer.censored(gang); });
    ++closed_;
  }
}

void Gangs::audit() const {
  require(closed_ == submitted_, "{} jobs were submitted, and {} ended, censored or refused",
          submitted_, closed_);
  std::vector<Chips> held(state_.view.partitions.size());
  for (const Gang& gang : state_.gangs) {
    if (gang.running()) held[gang.partition.index()] += gang.place.taken;
  }
  for (std::size_t i = 0; i < held.size(); ++i) {
    const Partition& partition = state_.view.partitions[i];
    require(partition.free + held[i] == partition.in_service(),
            "{} chips are free and {} held by open jobs, of {} in service", partition.free.value(),
            held[i].value(), partition.in_service().value());
    inventory_.audit(PartitionId{i});
  }
}

// Those of which this is so, in the order of their starts.
std::vector<GangId> Gangs::running_gangs(const std::function<bool(const Gang&)>& is) const {
  std::vector<GangId> gangs;
  for (const Gang& gang : state_.gangs) {
    if (gang.running() && is(gang)) gangs.push_back(gang.id);
  }
  std::ranges::sort(gangs, {}, [this](GangId id) { return state_.gang(id).start_sequence; });
  return gangs;
}

void Gangs::settle(Gang& gang) {
  const Spell spell = runner_.settle(gang);
  gang.worked += gang.chips * spell.productive;
  observers_.tell_of(gang, [&](Observer& observer) { observer.settled(gang, spell); });
}

void Gangs::interrupt(Gang& gang, std::string_view why) {
  settle(gang);
  gang.lost += runner_.interrupt(gang);
  std::erase(advanced_, gang.id);
  std::erase(ended_, gang.id);
  ++gang.interruptions;
  gang.held = gang.held_by(state_.view.now);
  ++state_.view.surprises;
  const std::vector<CapacityEffect> effects = give_back(gang);
  --running_;
  gang.status = GangStatus::waiting;
  gang.course.set_terms(gang.awaited);
  gang.estimate = gang.course.estimate(gang.estimated_work);
  observers_.tell_of(gang, [&](Observer& observer) { observer.interrupted(gang, why); });
  observers_.tell_effects(effects);
  put_in_queue(gang);
}

void Gangs::end(Gang& gang, EndState how) {
  const Instant now = state_.view.now;
  settle(gang);
  // Plans count on a millisecond for a gang of no length.
  const bool had_no_length = gang.start == now;
  if (gang.predicted_end != now || had_no_length) ++state_.view.surprises;
  std::vector<CapacityEffect> effects;
  if (!gang.handed_over) effects = give_back(gang);
  --running_;
  observers_.tell_of(gang, [&](Observer& observer) { observer.ended(gang, how); });
  observers_.tell_effects(effects);
  close(gang, how == EndState::done);
}

// Says what became of the units, if anything did.
std::vector<CapacityEffect> Gangs::give_back(Gang& gang) {
  Partition& partition = state_.view.partitions[gang.partition.index()];
  if (!partition.drained) partition.let_go(gang.predicted_end, gang.place);
  partition.preemptible.erase(preemptible(gang));
  gang.handed_over = true;
  return inventory_.give_back(gang.partition, gang.place);
}

Preemptible Gangs::preemptible(const Gang& gang) const {
  return {gang.job.standing.priority, gang.start_sequence, gang.id, &gang.place};
}

}  // namespace drawdown
