"""A simulator as plain as the definitions: from a scenario to the rows of events.csv."""

import events
import given
from rules import capacity, dependencies, services
from rules.jobs import FOREVER
from rules.policies import Preemption, decide, preempts
from rules.stages import next_stage
from rules.state import State


def something_left(state):
    """Some waiting gang may still start, now or later."""
    return any(state.may_ever_run(job, reservation)
               for job in state.waiting for reservation in state.platform_order)


def drained(state):
    """Of a state in which no gang runs and no job is to come: the run ends here."""
    if services.next_step(state) < FOREVER:
        return False
    cadence = state.scenario.policy.cadence
    asked = not isinstance(cadence, int) or state.now % cadence == 0
    return not something_left(state) or (asked and platform_rests(state))


def platform_rests(state):
    """Nothing of the platform is to change any more."""
    scenario = state.scenario
    return not (any(row.time > state.now for row in given.dated(scenario))
                or any(state.now < r.opens_at < FOREVER or state.now < r.closes_at < FOREVER
                       or any(moment > state.now for moment, _ in r.handed_back)
                       for r in scenario.reservations)
                or any(state.deliveries_left.values())
                or any(pool.failures or pool.drawn_outages for pool in scenario.pools))


def next_tick(state):
    """The next multiple of the cadence, if it is a duration and a gang waits for it."""
    cadence = state.scenario.policy.cadence
    if not isinstance(cadence, int) or not state.waiting:
        return FOREVER
    return (state.now // cadence + 1) * cadence


def change_capacity(state, row):
    """Applies a `deliver`, `up`, `down` or `retire` that is given; returns its rows."""
    pool = next(p for p in state.scenario.pools if p.name == row.pool)
    units = events.unit_numbers(row.units)
    if row.event == "deliver":
        return capacity.deliver(state, pool, units)
    if row.event == "retire":
        return capacity.retire(state, pool, units)
    return (capacity.rise if row.event == "up" else capacity.fall)(state, pool, units, row.detail)


class NaiveSimulator:
    """Plays a scenario, with its `deliver`, `up`, `down` and `retire` rows given in their order;
    `rows` is the log."""

    def __init__(self, scenario, given):
        self.scenario = scenario
        self.state = State(scenario)
        self.rows = []
        self.given = list(given)
        self.unopened = list(scenario.reservations)
        self.unannounced = [r for r in scenario.reservations if r.notice > 0]
        self.to_hand_back = sorted((moment, number, units)
                                   for number, r in enumerate(scenario.reservations)
                                   for moment, units in r.handed_back if moment > r.opens_at)
        self.arrivals = sorted(scenario.jobs, key=lambda job: (job.submit, job.index))

    def run(self):
        """Returns the rows and the moment at which the run ends."""
        end = FOREVER if self.scenario.end is None else self.scenario.end
        while (now := self.next_instant()) < end:
            self.state.begin_instant(now)
            self.instant()
            if self.scenario.end is None and self.drained():
                return self.rows, now
        return self.rows, self.state.now if self.scenario.end is None else end

    def next_instant(self):
        """The next moment at which anything happens; FOREVER if nothing does."""
        state = self.state
        moments = [row.time for row in self.given[:1]]
        moments += [reservation.opens_at for reservation in self.unopened]
        moments += [reservation.notice for reservation in self.unannounced]
        moments += [moment for moment, _, _ in self.to_hand_back[:1]]
        moments += [r.closes_at for r in self.scenario.reservations if state.is_open(r)]
        moments += [job.submit for job in self.arrivals[:1]] + [services.next_step(state)]
        for gang in state.running.values():
            moments += [gang.ends_at(), next_stage(gang.pieces, state.now) or FOREVER]
        moments += [end for end in state.transfer_ends().values() if end > state.now]
        return min(moments + [next_tick(state), FOREVER])

    def drained(self):
        return not self.arrivals and not self.state.running and drained(self.state)

    def instant(self):
        """Rounds of capacity_up, arrival, progress, end, capacity_down, decide; in the first one
        services scale before the decision."""
        cadence = self.scenario.policy.cadence
        every_event = cadence == "every_event"
        decides = not isinstance(cadence, int) or self.state.now % cadence == 0
        scaled = False
        self.log(*capacity.drain(self.state))
        while True:
            for phase in (self.one_up, self.one_notice, self.one_open, self.one_arrival,
                          self.one_copy, self.one_progress, self.one_end, self.one_down,
                          self.one_hand_back, self.one_close):
                while phase():
                    if every_event and phase not in (self.one_copy, self.one_progress):
                        self.decide()
            if not scaled:
                scaled = True
                self.scale(every_event)
            if decides and not every_event:
                self.decide()
            if not self.gangs_due():
                return

    def scale(self, every_event):
        for service in self.scenario.services:
            while (services.acts_now(self.state, service)
                   and (rows := services.act(self.state, service))):
                self.log(*rows)
                if every_event:
                    self.decide()

    def log(self, *rows):
        self.rows += rows

    # Each of these does the next thing of its phase that is due, or returns False.

    def one_up(self):
        return self.one_change("capacity_up")

    def one_down(self):
        return self.one_change("capacity_down")

    def one_change(self, phase):
        if (not self.given or self.given[0].time > self.state.now
                or self.given[0].phase != phase):
            return False
        self.log(*change_capacity(self.state, self.given.pop(0)))
        return True

    def one_notice(self):
        due = [r for r in self.unannounced if r.notice <= self.state.now]
        if not due:
            return False
        self.unannounced.remove(due[0])
        self.log(*capacity.announce(self.state, due[0]))
        return True

    def one_open(self):
        due = [r for r in self.unopened if r.opens_at <= self.state.now]
        if not due:
            return False
        self.unopened.remove(due[0])
        self.log(*capacity.open_reservation(self.state, due[0]))
        return True

    def one_arrival(self):
        if not self.arrivals or self.arrivals[0].submit > self.state.now:
            return False
        self.log(*dependencies.arrive(self.state, self.arrivals.pop(0)))
        return True

    def gangs_due(self):
        return [g for g in self.state.running.values() if g.ends_at() <= self.state.now]

    def one_copy(self):
        due = self.state.due_copies()
        if not due:
            return False
        self.state.copied.append(due[0])
        self.log(events.copied_row(self.state.now, due[0]))
        return True

    def one_progress(self):
        state = self.state
        for gang in state.running.values():
            stage = gang.stage_at(state.now)
            if gang.ends_at() > state.now and stage != state.stage[gang.job.job_id]:
                state.stage[gang.job.job_id] = stage
                self.log(events.stage_row(state.now, gang))
                return True
        return False

    def one_end(self):
        due = self.gangs_due()
        if not due:
            return False
        gang, how = due[0], self.scenario.final_state(due[0].job)
        self.state.finish(gang, how)
        self.log(events.end_row(self.state.now, gang, how),
                 *capacity.leave(self.state, gang, "end"), *dependencies.settle(self.state, "end"))
        return True

    def one_hand_back(self):
        if not self.to_hand_back or self.to_hand_back[0][0] > self.state.now:
            return False
        _, number, units = self.to_hand_back.pop(0)
        self.log(*capacity.hand_back(self.state, self.scenario.reservations[number], units))
        return True

    def one_close(self):
        due = [r for r in self.scenario.reservations
               if self.state.is_open(r) and r.closes_at <= self.state.now]
        if not due:
            return False
        self.log(*capacity.close(self.state, due[0]))
        return True

    def decide(self):
        """Over and over in this moment, as long as a decision preempts a gang."""
        while self.decide_once():
            pass

    def decide_once(self):
        """Whether a gang was preempted."""
        state, now = self.state, self.state.now
        before = dict(state.promises)
        actions, promises = decide(state)
        for action in actions:
            if isinstance(action, Preemption):
                state.interrupt(action.gang, "preemption")
                self.log(events.end_row(now, action.gang, "preemption"))
            else:
                gang = action.apply(state)
                self.log(events.start_row(now, gang), *(
                    events.transfer_row(now, begun) for begun in state.want_data(gang)))
        state.promises = promises
        for job in state.waiting:
            promise = promises.get(job.job_id)
            if promise and promise != before.get(job.job_id):
                self.log(events.promise_row(now, job, promise))
            elif not promise and job.job_id in before:
                self.log(events.withdraw_row(now, job, before[job.job_id]))
        return preempts(actions)
