#include "sim/engine/engine.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/engine/choice.hpp"
#include "sim/engine/promises.hpp"

namespace drawdown {

Engine::Engine(const Scenario& scenario, JobSource& jobs)
    : scenario_(scenario),
      jobs_(jobs),
      state_(scenario),
      timeline_(scenario.platform, scenario.seed),
      inventory_(scenario.platform, timeline_, state_.view),
      roster_(state_),
      fabrics_(scenario.platform),
      kernel_(fabrics_.link_bytes_per_s()),
      runner_(kernel_, fabrics_, state_),
      policy_(make_policy(scenario.policy)),
      agenda_(scenario.platform, inventory_, timeline_),
      bound_(state_.view.partitions.size()),
      month_(scenario.start) {}

void Engine::run() {
  read_next_job();
  kernel_.run([this](Instant now, std::span<const GangId> done) { at_moment(now, done); });
  audit();
}

void Engine::at_moment(Instant now, std::span<const GangId> done) {
  state_.view.now = now;
  if (now > kLastMoment) {
    throw InputError(scenario_.file + ": the run goes on for 1,000 years: give it an end");
  }
  if (now >= month_.end()) close_month();
  if (scenario_.end && now >= *scenario_.end) return finish(*scenario_.end);
  collect_done(done);
  agenda_.begin(now);
  if (anything_due()) {
    decided_ = false;
    vacate();
    hand_over();
    capacity_up();
    arrivals();
    progress();
    ends();
    capacity_down();
    decide_once();
    // Gangs of no length end in the instant in which they start.
    while (!ended_.empty()) {
      ends();
      decide_once();
    }
    tell([&](Observer& observer) { observer.sampled(now); });
    if (is_over()) return finish(now);
  }
  first_moment_ = false;
  kernel_.wake_at(next_due());
}

bool Engine::anything_due() const {
  const bool job = next_job_ && next_job_->submit <= state_.view.now;
  return first_moment_ || job || !agenda_.due().empty() || !advanced_.empty() || !ended_.empty() ||
         tick_due();
}

// Whether the cadence is a duration, and this is one of its multiples, and somebody waits for it.
bool Engine::tick_due() const {
  const Cadence& cadence = scenario_.policy.cadence;
  return cadence.kind == Cadence::Kind::every && state_.view.queue.size() > 0 &&
         to_ms(state_.view.now) % cadence.period.count() == 0;
}

Instant Engine::next_due() const {
  Instant next = std::min(scenario_.end.value_or(kNever), agenda_.next());
  if (running_ > 0) next = std::min(next, month_.end());
  if (next_job_) next = std::min(next, next_job_->submit);
  const Cadence& cadence = scenario_.policy.cadence;
  if (cadence.kind == Cadence::Kind::every && state_.view.queue.size() > 0) {
    const std::int64_t periods = to_ms(state_.view.now) / cadence.period.count() + 1;
    next = std::min(next, kRunStart + cadence.period * periods);
  }
  return next;
}

// A run without an end date is over when no job is left, or none of those that wait can ever run.
bool Engine::is_over() const {
  if (scenario_.end || next_job_ || running_ > 0) return false;
  if (decided_ && agenda_.next() == kNever) return true;
  bool any_hope = false;
  const auto filter_of = [&](DemandId) { return any_hope ? Filter{} : Filter::everything(); };
  state_.view.queue.walk(filter_of, [&](const Waiting& gang) {
    const auto& usable = state_.view.demands[gang.demand.index()].usable;
    any_hope = std::ranges::any_of(usable, [&](PartitionId id) {
      return state_.view.partitions[id.index()].may_ever_run(state_.view.ask_of(gang),
                                                             gang.estimate, state_.view.now);
    });
  });
  return !any_hope;
}

// What gangs did in a month is settled before anything of the next one happens.
void Engine::close_month() {
  for (const GangId id : running_gangs([](const Gang&) { return true; })) {
    settle(state_.gangs[id.index()]);
  }
  while (month_.end() <= state_.view.now) month_.advance();
}

void Engine::capacity_up() {
  for (const CapacityChange& change : agenda_.due().ups) {
    carry_out(change);
    decide_after_event();
  }
  for (const PartitionId partition : agenda_.due().openings) {
    open(partition);
    decide_after_event();
  }
}

void Engine::arrivals() {
  while (next_job_ && next_job_->submit <= state_.view.now) {
    submit();
    decide_after_event();
  }
}

void Engine::progress() {
  for (const GangId id : advanced_) {
    Gang& gang = state_.gangs[id.index()];
    settle(gang);
    const Stage before = gang.stage;
    runner_.advance(gang);
    tell([&](Observer& observer) { observer.staged(gang, before); });
  }
  advanced_.clear();
}

void Engine::ends() {
  // Gangs of no length that start meanwhile end after those that are due.
  for (std::size_t i = 0; i < ended_.size(); ++i) {
    Gang& gang = state_.gangs[ended_[i].index()];
    const bool killed =
        scenario_.policy.overrun == Overrun::kill && gang.job.run > gang.job.requested;
    end(gang, killed ? EndState::killed : EndState::done);
    decide_after_event();
  }
  ended_.clear();
}

void Engine::capacity_down() {
  for (const CapacityChange& change : agenda_.due().downs) {
    interrupt_gangs_on(change);
    carry_out(change);
    decide_after_event();
  }
  for (const PartitionId partition : agenda_.due().closings) {
    close(partition);
    decide_after_event();
  }
}

void Engine::decide_once() {
  decide_if(scenario_.policy.cadence.kind == Cadence::Kind::every_instant || tick_due());
}

void Engine::decide_after_event() {
  decide_if(scenario_.policy.cadence.kind == Cadence::Kind::every_event);
}

void Engine::decide_if(bool cadence_asks) {
  if (cadence_asks && state_.view.queue.size() > 0) decide();
}

void Engine::decide() {
  decided_ = true;
  decision_.clear();
  policy_->decide(state_.view, decision_);
  for (Start& choice : decision_.starts) {
    check_choice(state_, choice);
    start(choice);
  }
  replace_promises(
      state_, decision_.promises,
      [this](const Promise& promise) {
        tell([&](Observer& observer) { observer.promised(promise); });
      },
      [this](const Promise& promise) {
        tell([&](Observer& observer) { observer.withdrawn(promise); });
      });
}

// Gangs that SimGrid reports at the end of a stage, in the order of their starts.
void Engine::collect_done(std::span<const GangId> done) {
  for (const GangId id : done) {
    const bool is_done = runner_.finish_stage(state_.gangs[id.index()]);
    (is_done ? ended_ : advanced_).push_back(id);
  }
  const auto by_start = [this](GangId id) { return state_.gang(id).start_sequence; };
  std::ranges::sort(advanced_, {}, by_start);
  std::ranges::sort(ended_, {}, by_start);
}

// Reservations that close at this instant let go of their units first, so that those that open at
// it can bind them; their gangs end, or are cut, later in it.
void Engine::vacate() {
  for (const PartitionId id : agenda_.due().closings) {
    bound_[id.index()] = inventory_.bound(id);
    inventory_.vacate(id);
  }
}

// Decisions between the events of one instant count on the ends that were predicted for it.
void Engine::hand_over() {
  if (scenario_.policy.cadence.kind != Cadence::Kind::every_event) return;
  for (const GangId id : ended_) {
    Gang& gang = state_.gangs[id.index()];
    if (gang.predicted_end == state_.view.now) release(gang);
  }
}

void Engine::read_next_job() {
  if (!next_job_) next_job_.emplace();
  if (!jobs_.next(*next_job_)) {
    next_job_.reset();
    return;
  }
  require(next_job_->submit >= last_submit_, "job {} arrives before the one before it",
          next_job_->id);
  last_submit_ = next_job_->submit;
}

void Engine::submit() {
  Gang& gang = roster_.admit(std::move(*next_job_), submitted_++);
  tell([&](Observer& observer) { observer.submitted(gang); });
  const std::string_view reason = roster_.refusal(gang);
  if (reason.empty()) {
    put_in_queue(gang);
  } else {
    tell([&](Observer& observer) { observer.refused(gang, reason); });
    roster_.dismiss(gang);
    ++closed_jobs_;
  }
  read_next_job();
}

void Engine::put_in_queue(const Gang& gang) {
  state_.view.queue.insert(gang.waiting());
  if (state_.view.backfill_queue) state_.view.backfill_queue->insert(gang.waiting());
}

// Those of which this is so, in the order of their starts.
template <class Is>
std::vector<GangId> Engine::running_gangs(Is&& is) const {
  std::vector<GangId> gangs;
  for (const Gang& gang : state_.gangs) {
    if (gang.running() && is(gang)) gangs.push_back(gang.id);
  }
  std::ranges::sort(gangs, {}, [this](GangId id) { return state_.gang(id).start_sequence; });
  return gangs;
}

void Engine::carry_out(const CapacityChange& change) {
  tell([&](Observer& observer) { observer.changed(change); });
  tell_effects(inventory_.apply(change));
}

void Engine::interrupt_gangs_on(const CapacityChange& change) {
  const auto is_on = [&](const Gang& gang) {
    return state_.partition(gang).pool == change.pool &&
           std::ranges::any_of(gang.place.units, [&](const UnitRange& range) {
             return range.first <= change.units.last && change.units.first <= range.last;
           });
  };
  const bool retires = change.kind == CapacityChange::Kind::retire;
  const std::string_view why = retires ? "retirement" : name_of(change.reason);
  for (const GangId id : running_gangs(is_on)) interrupt(state_.gangs[id.index()], why);
}

void Engine::open(PartitionId id) {
  const auto effects = inventory_.open(id);
  tell([&](Observer& observer) { observer.opened(id, effects.front().units); });
  tell_effects(std::span(effects).subspan(1));
}

void Engine::tell_effects(std::span<const CapacityEffect> effects) {
  for (const CapacityEffect& effect : effects) {
    tell([&](Observer& observer) { observer.affected(effect); });
  }
}

void Engine::close(PartitionId id) {
  for (const GangId gang : running_gangs([&](const Gang& g) { return g.partition == id; })) {
    runner_.cut(state_.gangs[gang.index()]);
    std::erase(ended_, gang);
    end(state_.gangs[gang.index()], EndState::cut);
  }
  state_.view.partitions[id.index()].open = false;
  tell([&](Observer& observer) { observer.closed(id, bound_[id.index()]); });
  bound_[id.index()].clear();
}

void Engine::start(Start& choice) {
  Gang& gang = state_.gangs[choice.gang.gang.index()];
  Partition& partition = state_.view.partitions[choice.partition.index()];
  state_.view.queue.erase(choice.gang);
  if (state_.view.backfill_queue) state_.view.backfill_queue->erase(choice.gang);
  gang.status = GangStatus::running;
  gang.partition = choice.partition;
  gang.start = state_.view.now;
  if (!gang.has_started()) gang.first_start = gang.start;
  gang.start_sequence = starts_++;
  gang.predicted_end = gang.start + gang.estimate;
  gang.handed_over = false;
  const bool any = partition.geometry == nullptr;
  gang.place = any ? inventory_.any_place(gang.partition, state_.view.ask_of(choice.gang))
                   : std::move(choice.place);
  inventory_.take(gang.partition, gang.place);
  partition.hold(gang.predicted_end, gang.place);
  ++running_;
  if (!runner_.begin(gang)) ended_.push_back(gang.id);
  tell([&](Observer& observer) { observer.started(gang); });
}

void Engine::settle(Gang& gang) {
  const Spell spell = runner_.settle(gang);
  gang.worked += spell.productive;
  tell([&](Observer& observer) { observer.settled(gang, spell); });
}

void Engine::interrupt(Gang& gang, std::string_view why) {
  settle(gang);
  gang.lost += runner_.interrupt(gang);
  std::erase(ended_, gang.id);
  ++gang.interruptions;
  gang.held = gang.held_by(state_.view.now);
  ++state_.view.surprises;
  release(gang);
  --running_;
  gang.status = GangStatus::waiting;
  gang.estimate = gang.course.estimate(gang.estimated_work);
  tell([&](Observer& observer) { observer.interrupted(gang, why); });
  put_in_queue(gang);
}

void Engine::end(Gang& gang, EndState how) {
  const Instant now = state_.view.now;
  settle(gang);
  // Plans count on a millisecond for a gang of no length.
  const bool had_no_length = gang.start == now;
  if (gang.predicted_end != now || had_no_length) ++state_.view.surprises;
  if (!gang.handed_over) release(gang);
  --running_;
  tell([&](Observer& observer) { observer.ended(gang, how); });
  roster_.dismiss(gang);
  ++closed_jobs_;
}

void Engine::release(Gang& gang) {
  inventory_.give_back(gang.partition, gang.place);
  state_.view.partitions[gang.partition.index()].let_go(gang.predicted_end, gang.place);
  gang.handed_over = true;
}

void Engine::finish(Instant horizon) {
  state_.view.now = horizon;
  std::vector<GangId> open_gangs;
  for (const Gang& gang : state_.gangs) {
    if (gang.status != GangStatus::absent) open_gangs.push_back(gang.id);
  }
  std::ranges::sort(open_gangs, {}, [this](GangId id) { return state_.gang(id).number; });
  for (const GangId id : open_gangs) {
    Gang& gang = state_.gangs[id.index()];
    if (gang.running()) settle(gang);
    tell([&](Observer& observer) { observer.censored(gang); });
    ++closed_jobs_;
  }
  tell([&](Observer& observer) { observer.finished(horizon); });
  kernel_.stop();
}

void Engine::audit() const {
  require(closed_jobs_ == submitted_, "{} jobs were submitted, and {} ended, censored or refused",
          submitted_, closed_jobs_);
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

}  // namespace drawdown
