#include "sim/engine/engine.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {

Engine::Engine(const Scenario& scenario, JobSource& jobs)
    : scenario_(scenario),
      jobs_(jobs),
      state_(scenario),
      roster_(state_),
      kernel_({}),
      policy_(make_policy(scenario.policy)) {
  const Platform& platform = scenario.platform;
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    const Pool& pool = platform.pools[i];
    const std::int64_t size = pool.units.value();
    unbound_.emplace_back(size);
    if (size > 0) unbound_.back().insert({{0, static_cast<std::int32_t>(size) - 1}});
  }
  // Partitions are in platform order, their events in the order of the file.
  std::vector<PartitionId> by_reservation(platform.reservations.size());
  for (std::size_t pool = 0; pool < platform.pools.size(); ++pool) {
    for (std::size_t i = 0; i < platform.reservations.size(); ++i) {
      const Reservation& reservation = platform.reservations[i];
      if (reservation.pool != PoolId{pool}) continue;
      by_reservation[i] = PartitionId{state_.view.partitions.size()};
      Partition partition;
      partition.pool = reservation.pool;
      partition.reservation = ReservationId{i};
      partition.chips_per_unit = platform.pools[pool].chips_per_unit;
      partition.units = reservation.units;
      partition.from = reservation.from;
      partition.until = reservation.until;
      state_.view.partitions.push_back(std::move(partition));
      free_.emplace_back(platform.pools[pool].units.value());
      bound_.emplace_back();
    }
  }
  for (std::size_t i = platform.reservations.size(); i-- > 0;) {
    const Reservation& reservation = platform.reservations[i];
    if (reservation.until <= kRunStart) continue;  // it is over
    openings_.push_back({reservation.from, by_reservation[i]});
    if (reservation.until != kNever) closings_.push_back({reservation.until, by_reservation[i]});
  }
  const auto later = [](const CapacityEvent& a, const CapacityEvent& b) { return a.at > b.at; };
  std::stable_sort(openings_.begin(), openings_.end(), later);
  std::stable_sort(closings_.begin(), closings_.end(), later);
}

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
  if (scenario_.end && now >= *scenario_.end) return finish(*scenario_.end);
  collect_ended(done);
  if (anything_due()) {
    vacate();
    hand_over();
    do {
      capacity_up();
      arrivals();
      ends();
      capacity_down();
      decide_if(scenario_.policy.cadence.kind == Cadence::Kind::every_instant || tick_due());
    } while (!ended_.empty());
    tell([&](Observer& observer) { observer.sampled(now); });
    if (is_over()) return finish(now);
  }
  first_moment_ = false;
  kernel_.wake_at(next_due());
}

bool Engine::anything_due() const {
  const Instant now = state_.view.now;
  const bool job = next_job_ && next_job_->submit <= now;
  const bool opening = !openings_.empty() && openings_.back().at <= now;
  const bool closing = !closings_.empty() && closings_.back().at <= now;
  return first_moment_ || job || opening || closing || !ended_.empty() || tick_due();
}

// Whether the cadence is a duration, and this is one of its multiples, and somebody waits for it.
bool Engine::tick_due() const {
  const Cadence& cadence = scenario_.policy.cadence;
  return cadence.kind == Cadence::Kind::every && state_.view.queue.size() > 0 &&
         to_ms(state_.view.now) % cadence.period.count() == 0;
}

Instant Engine::next_due() const {
  Instant next = scenario_.end.value_or(kNever);
  if (next_job_) next = std::min(next, next_job_->submit);
  if (!openings_.empty()) next = std::min(next, openings_.back().at);
  if (!closings_.empty()) next = std::min(next, closings_.back().at);
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
  bool any_hope = false;
  const auto filter_of = [&](DemandId) { return any_hope ? Filter{} : Filter::everything(); };
  state_.view.queue.walk(filter_of, [&](const Waiting& gang) {
    const auto& usable = state_.view.demands[gang.demand.index()].usable;
    any_hope = std::any_of(usable.begin(), usable.end(), [&](PartitionId id) {
      return state_.view.partitions[id.index()].may_ever_run(gang, state_.view.now);
    });
  });
  return !any_hope;
}

void Engine::capacity_up() {
  while (!openings_.empty() && openings_.back().at <= state_.view.now) {
    open(openings_.back().partition);
    openings_.pop_back();
    decide_if(scenario_.policy.cadence.kind == Cadence::Kind::every_event);
  }
}

void Engine::arrivals() {
  while (next_job_ && next_job_->submit <= state_.view.now) {
    submit();
    decide_if(scenario_.policy.cadence.kind == Cadence::Kind::every_event);
  }
}

void Engine::ends() {
  // Gangs of no length that start meanwhile end after those that are due.
  for (std::size_t i = 0; i < ended_.size(); ++i) {
    const GangId id = ended_[i];
    const Job& job = state_.gang(id).job;
    const bool killed = scenario_.policy.overrun == Overrun::kill && job.run > job.requested;
    end(id, killed ? EndState::killed : EndState::done);
    decide_if(scenario_.policy.cadence.kind == Cadence::Kind::every_event);
  }
  ended_.clear();
}

void Engine::capacity_down() {
  while (!closings_.empty() && closings_.back().at <= state_.view.now) {
    close(closings_.back().partition);
    closings_.pop_back();
    decide_if(scenario_.policy.cadence.kind == Cadence::Kind::every_event);
  }
}

void Engine::decide_if(bool cadence_asks) {
  if (cadence_asks && state_.view.queue.size() > 0) decide();
}

void Engine::decide() {
  decision_.clear();
  policy_->decide(state_.view, decision_);
  for (const Start& choice : decision_.starts) {
    check(choice);
    start(choice);
  }
  replace_promises();
}

void Engine::check(const Start& choice) const {
  const Gang& gang = state_.gang(choice.gang.gang);
  const std::size_t index = choice.partition.index();
  require(index < state_.view.partitions.size(), "the policy chose no reservation");
  const Partition& partition = state_.view.partitions[index];
  require(gang.number == choice.gang.sequence && !gang.running(),
          "the policy started job {}, which does not wait", gang.job.id);
  require(state_.view.demands[gang.demand.index()].relations[index] == Relation::usable,
          "the policy started job {} where it may not run", gang.job.id);
  require(partition.open && gang.job.chips <= partition.free,
          "the policy started job {} where there are not enough chips", gang.job.id);
  require(partition.lasts(state_.view.now, gang.estimate),
          "the policy started job {} too late for its reservation", gang.job.id);
}

// Gangs that SimGrid reports as done, in the order of their starts.
void Engine::collect_ended(std::span<const GangId> done) {
  for (const GangId id : done) {
    require(state_.gang(id).end == state_.view.now, "job {} ended at {} ms instead of {} ms",
            state_.gang(id).job.id, to_ms(state_.view.now), to_ms(state_.gang(id).end));
    ended_.push_back(id);
  }
  std::sort(ended_.begin(), ended_.end(), [this](GangId a, GangId b) {
    return state_.gang(a).start_sequence < state_.gang(b).start_sequence;
  });
}

// Reservations that close at this instant let go of their units first, so that those that open at
// it can bind them; their gangs end, or are cut, later in it.
void Engine::vacate() {
  for (std::size_t i = closings_.size(); i-- > 0 && closings_[i].at <= state_.view.now;) {
    const PartitionId id = closings_[i].partition;
    Partition& partition = state_.view.partitions[id.index()];
    free_[id.index()].take_lowest(free_[id.index()].size());
    unbound_[partition.pool.index()].insert(bound_[id.index()]);
    partition.free = Chips{0};
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
    state_.view.queue.insert(gang.waiting());
    if (state_.view.backfill_queue) state_.view.backfill_queue->insert(gang.waiting());
  } else {
    tell([&](Observer& observer) { observer.refused(gang, reason); });
    roster_.dismiss(gang);
    ++closed_jobs_;
  }
  read_next_job();
}

// Those that run in this partition, in the order of their starts.
std::vector<GangId> Engine::running_gangs(PartitionId in) const {
  std::vector<GangId> gangs;
  for (const Gang& gang : state_.gangs) {
    if (gang.running() && gang.partition == in) gangs.push_back(gang.id);
  }
  std::sort(gangs.begin(), gangs.end(), [this](GangId a, GangId b) {
    return state_.gang(a).start_sequence < state_.gang(b).start_sequence;
  });
  return gangs;
}

void Engine::open(PartitionId id) {
  Partition& partition = state_.view.partitions[id.index()];
  const UnitRanges units = unbound_[partition.pool.index()].take_lowest(partition.units.value());
  bound_[id.index()] = units;
  free_[id.index()].insert(units);
  partition.open = true;
  partition.free = partition.total();
  tell([&](Observer& observer) { observer.opened(id, units); });
}

void Engine::close(PartitionId id) {
  Partition& partition = state_.view.partitions[id.index()];
  for (const GangId gang : running_gangs(id)) {
    kernel_.cancel(gang);
    end(gang, EndState::cut);
  }
  partition.open = false;
  tell([&](Observer& observer) { observer.closed(id, bound_[id.index()]); });
  bound_[id.index()].clear();
}

void Engine::start(const Start& choice) {
  Gang& gang = state_.gangs[choice.gang.gang.index()];
  Partition& partition = state_.view.partitions[choice.partition.index()];
  const Instant now = state_.view.now;
  const bool kills = scenario_.policy.overrun == Overrun::kill;
  state_.view.queue.erase(choice.gang);
  if (state_.view.backfill_queue) state_.view.backfill_queue->erase(choice.gang);
  gang.partition = choice.partition;
  gang.start = now;
  gang.start_sequence = starts_++;
  gang.predicted_end = now + gang.estimate;
  gang.end = now + (kills ? std::min(gang.job.run, gang.job.requested) : gang.job.run);
  gang.taken = partition.taken_by(gang.job.chips);
  gang.units = free_[choice.partition.index()].take_lowest(gang.taken.value() /
                                                           partition.chips_per_unit.value());
  partition.free -= gang.taken;
  partition.busy_until.add(gang.predicted_end, gang.taken);
  ++running_;
  gang.status = GangStatus::running;
  if (gang.end == now) {
    ended_.push_back(gang.id);
  } else {
    kernel_.start(gang.id, gang.end);
  }
  tell([&](Observer& observer) { observer.started(gang); });
}

void Engine::end(GangId id, EndState how) {
  Gang& gang = state_.gangs[id.index()];
  gang.end = state_.view.now;
  // Plans count on a millisecond for a gang of no length.
  const bool had_no_length = gang.start == gang.end;
  if (gang.predicted_end != gang.end || had_no_length) ++state_.view.unpredicted_ends;
  if (!gang.handed_over) release(gang);
  --running_;
  tell([&](Observer& observer) { observer.ended(gang, how); });
  roster_.dismiss(gang);
  ++closed_jobs_;
}

void Engine::release(Gang& gang) {
  Partition& partition = state_.view.partitions[gang.partition.index()];
  if (partition.until > state_.view.now) {
    free_[gang.partition.index()].insert(gang.units);
    partition.free += gang.taken;
  }
  partition.busy_until.remove(gang.predicted_end, gang.taken);
  gang.handed_over = true;
}

// Promises are told when they are new, change or lapse; both lists are in order of arrival.
void Engine::replace_promises() {
  std::vector<Promise>& old = state_.view.promises;
  std::vector<Promise>& made = decision_.promises;
  std::sort(made.begin(), made.end(),
            [](const Promise& a, const Promise& b) { return a.gang.sequence < b.gang.sequence; });
  auto before = old.begin();
  const auto drop_until = [&](std::uint64_t sequence) {
    for (; before != old.end() && before->gang.sequence < sequence; ++before) {
      const Gang& gang = state_.gang(before->gang.gang);
      if (gang.number != before->gang.sequence || gang.running()) continue;
      tell([&](Observer& observer) { observer.withdrawn(*before); });
    }
  };
  for (const Promise& promise : made) {
    drop_until(promise.gang.sequence);
    if (before != old.end() && before->gang.sequence == promise.gang.sequence) {
      const bool same = before->partition == promise.partition && before->at == promise.at;
      ++before;
      if (same) continue;
    }
    tell([&](Observer& observer) { observer.promised(promise); });
  }
  drop_until(UINT64_MAX);
  old.swap(made);
}

void Engine::finish(Instant horizon) {
  state_.view.now = horizon;
  std::vector<const Gang*> open_gangs;
  for (const Gang& gang : state_.gangs) {
    if (gang.status != GangStatus::absent) open_gangs.push_back(&gang);
  }
  std::sort(open_gangs.begin(), open_gangs.end(),
            [](const Gang* a, const Gang* b) { return a->number < b->number; });
  for (const Gang* gang : open_gangs) {
    tell([&](Observer& observer) { observer.censored(*gang); });
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
    if (gang.running()) held[gang.partition.index()] += gang.taken;
  }
  for (std::size_t i = 0; i < held.size(); ++i) {
    const Partition& partition = state_.view.partitions[i];
    const Chips total = partition.open ? partition.total() : Chips{0};
    require(partition.free + held[i] == total,
            "{} chips are free and {} held by open jobs, of {} in the reservation",
            partition.free.value(), held[i].value(), total.value());
    require(free_[i].size() * partition.chips_per_unit.value() == partition.free.value(),
            "the free units are not the free chips");
  }
}

}  // namespace drawdown
