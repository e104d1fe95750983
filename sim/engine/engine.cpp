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
      market_prices_(state_),
      fabrics_(scenario.platform),
      kernel_(fabrics_.link_bytes_per_s()),
      transfers_(state_, kernel_, fabrics_, observers_),
      gangs_(state_, inventory_, kernel_, fabrics_, transfers_, observers_),
      services_(state_, gangs_),
      policy_(make_policy(scenario.policy)),
      agenda_(scenario.platform, inventory_, timeline_),
      bound_(state_.view.partitions.size()),
      month_(scenario.start) {
  observers_.add(services_);
}

void Engine::run() {
  read_next_job();
  kernel_.run([this](Instant now, std::span<const ActivityId> done) { at_moment(now, done); });
  gangs_.audit();
}

void Engine::at_moment(Instant now, std::span<const ActivityId> done) {
  state_.view.now = now;
  if (now > kLastMoment) {
    throw InputError(scenario_.file + ": the run goes on for 1,000 years: give it an end");
  }
  if (now >= month_.end()) close_month();
  if (scenario_.end && now >= *scenario_.end) return finish(*scenario_.end);
  market_prices_.begin(now);
  transfers_.collect_done(done);
  gangs_.collect_done(done);
  agenda_.begin(now);
  if (anything_due()) {
    decided_ = false;
    vacate();
    // Decisions between the events of one instant count on the ends that were predicted for it.
    if (scenario_.policy.cadence.kind == Cadence::Kind::every_event) gangs_.hand_over();
    capacity_up();
    arrivals();
    transfers_.tell_complete();
    gangs_.advance();
    ends();
    capacity_down();
    scale();
    decide_once();
    // Gangs of no length end in the instant in which they start.
    while (gangs_.any_to_end()) {
      ends();
      decide_once();
    }
    services_.rate();
    observers_.tell([&](Observer& observer) { observer.sampled(now); });
    if (is_over()) return finish(now);
  }
  first_moment_ = false;
  kernel_.wake_at(next_due());
}

bool Engine::anything_due() const {
  const bool job = next_job_ && next_job_->submit <= state_.view.now;
  const bool step = services_.next() <= state_.view.now;
  return first_moment_ || job || step || !agenda_.due().empty() || transfers_.any_complete() ||
         gangs_.any_due() || tick_due();
}

// Whether the cadence is a duration, and this is one of its multiples, and somebody waits for it.
bool Engine::tick_due() const {
  const Cadence& cadence = scenario_.policy.cadence;
  return cadence.kind == Cadence::Kind::every && state_.view.queue.size() > 0 &&
         to_ms(state_.view.now) % cadence.period.count() == 0;
}

Instant Engine::next_due() const {
  Instant next = std::min(scenario_.end.value_or(kNever), agenda_.next());
  if (gangs_.running() > 0) next = std::min(next, month_.end());
  next = std::min(next, services_.next());
  if (next_job_) next = std::min(next, next_job_->submit);
  const Cadence& cadence = scenario_.policy.cadence;
  if (cadence.kind == Cadence::Kind::every && state_.view.queue.size() > 0) {
    const std::int64_t periods = to_ms(state_.view.now) / cadence.period.count() + 1;
    next = std::min(next, kRunStart + cadence.period * periods);
  }
  return next;
}

// A run without an end date is over when all services are and no job is left, or none of those that
// wait can ever run.
bool Engine::is_over() const {
  if (scenario_.end || services_.next() != kNever || next_job_ || gangs_.running() > 0)
    return false;
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
  gangs_.settle();
  while (month_.end() <= state_.view.now) month_.advance();
}

void Engine::capacity_up() {
  for (const CapacityChange& change : agenda_.due().ups) {
    carry_out(change);
    decide_after_event();
  }
  for (const auto& notice : agenda_.due().notices) {
    announce(notice.partition);
    decide_after_event();
  }
  for (const auto& opening : agenda_.due().openings) {
    open(opening.partition);
    decide_after_event();
  }
}

void Engine::arrivals() {
  while (next_job_ && next_job_->submit <= state_.view.now) {
    gangs_.submit(std::move(*next_job_));
    read_next_job();
    decide_after_event();
  }
}

void Engine::ends() {
  while (gangs_.end_next()) decide_after_event();
}

void Engine::capacity_down() {
  for (const CapacityChange& change : agenda_.due().downs) {
    interrupt_gangs_on(change);
    carry_out(change);
    decide_after_event();
  }
  for (const auto& part : agenda_.due().hand_backs) {
    hand_back(part.partition, part.units);
    decide_after_event();
  }
  for (const auto& closing : agenda_.due().closings) {
    close(closing.partition);
    decide_after_event();
  }
}

void Engine::scale() {
  services_.scale([this] { decide_after_event(); });
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
  for (;;) {
    decision_.clear();
    policy_->decide(state_.view, decision_);
    carry_out(decision_);
    if (!decision_.preempts()) break;
    keep_promises(state_, decision_.starts);
  }
  replace_promises(
      state_, decision_.promises,
      [this](const Promise& promise) {
        observers_.tell([&](Observer& observer) { observer.promised(promise); });
      },
      [this](const Promise& promise) {
        observers_.tell([&](Observer& observer) { observer.withdrawn(promise); });
      });
}

void Engine::carry_out(Decision& decision) {
  for (Start& choice : decision.starts) {
    for (const GangId victim : choice.victims) {
      check_victim(state_, victim, choice);
      gangs_.preempt(victim);
    }
    check_choice(state_, choice);
    gangs_.start(choice);
  }
}

// Reservations that close at this instant let go of their units first, so that those that open at
// it can bind them, but for those that drain; their other gangs end, or are cut, later in it.
void Engine::vacate() {
  for (const auto& closing : agenda_.due().closings) {
    const PartitionId id = closing.partition;
    gangs_.drain(id);
    bound_[id.index()] = inventory_.bound(id);
    inventory_.vacate(id);
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

void Engine::carry_out(const CapacityChange& change) {
  observers_.tell([&](Observer& observer) { observer.changed(change); });
  observers_.tell_effects(inventory_.apply(change));
}

void Engine::interrupt_gangs_on(const CapacityChange& change) {
  const bool retires = change.kind == CapacityChange::Kind::retire;
  gangs_.interrupt_on(change.pool, change.units, retires ? "retirement" : name_of(change.reason));
}

void Engine::announce(PartitionId id) {
  state_.view.partitions[id.index()].known = true;
  ++state_.view.surprises;
  observers_.tell([&](Observer& observer) { observer.announced(id); });
}

void Engine::open(PartitionId id) {
  const auto effects = inventory_.open(id);
  observers_.tell([&](Observer& observer) { observer.opened(id, effects.front().units); });
  observers_.tell_effects(std::span(effects).subspan(1));
}

void Engine::hand_back(PartitionId id, Units units) {
  const UnitRanges gone = inventory_.beyond(id, units);
  gangs_.interrupt_on(id, gone, "handed_back");
  observers_.tell([&](Observer& observer) { observer.handed_back(id, gone); });
  observers_.tell_effects(inventory_.hand_back(id, units));
}

void Engine::close(PartitionId id) {
  gangs_.cut(id);
  state_.view.partitions[id.index()].open = false;
  observers_.tell([&](Observer& observer) { observer.closed(id, bound_[id.index()]); });
  bound_[id.index()].clear();
}

void Engine::finish(Instant horizon) {
  state_.view.now = horizon;
  gangs_.censor();
  observers_.tell([&](Observer& observer) { observer.finished(horizon); });
  kernel_.stop();
}

}  // namespace drawdown
