"""A simulator as plain as the definitions: from a scenario to the rows of events.csv."""

import events
from policies import decide
from scenario import FOREVER
from state import State


def something_left(state):
    """Some waiting gang may still start, now or later."""
    return any(state.may_ever_run(job, reservation)
               for job in state.waiting for reservation in state.platform_order)


def next_tick(state):
    """The next multiple of the cadence, if it is a duration and a gang waits for it."""
    cadence = state.scenario.policy.cadence
    if not isinstance(cadence, int) or not state.waiting:
        return FOREVER
    return (state.now // cadence + 1) * cadence


class NaiveSimulator:
    """Plays a scenario; `rows` is the log."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.state = State(scenario)
        self.rows = []
        self.unopened = list(scenario.reservations)
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
        moments = [reservation.opens_at for reservation in self.unopened]
        moments += [r.closes_at for r in self.scenario.reservations if state.is_open(r)]
        moments += [job.submit for job in self.arrivals[:1]]
        moments += [state.ends_at(gang) for gang in state.running.values()]
        return min(moments + [next_tick(state), FOREVER])

    def drained(self):
        return not self.arrivals and not self.state.running and not something_left(self.state)

    def instant(self):
        """Rounds of capacity_up, arrival, end, capacity_down, decide."""
        cadence = self.scenario.policy.cadence
        every_event = cadence == "every_event"
        decides = not isinstance(cadence, int) or self.state.now % cadence == 0
        while True:
            for phase in (self.one_open, self.one_arrival, self.one_end, self.one_close):
                while phase():
                    if every_event:
                        self.decide()
            if decides and not every_event:
                self.decide()
            if not self.gangs_due():
                return

    def log(self, row):
        self.rows.append(row)

    # Each of these does the next thing of its phase that is due, or returns False.

    def one_open(self):
        due = [r for r in self.unopened if r.opens_at <= self.state.now]
        if not due:
            return False
        self.unopened.remove(due[0])
        units = self.state.open(due[0])
        self.log(events.capacity_row(self.state.now, "open", due[0], units))
        return True

    def one_arrival(self):
        if not self.arrivals or self.arrivals[0].submit > self.state.now:
            return False
        now, job = self.state.now, self.arrivals.pop(0)
        self.log(events.submit_row(now, job, self.scenario.estimate(job)))
        refusal = self.scenario.refusal(job, now)
        if refusal:
            self.log(events.refuse_row(now, job, refusal))
        else:
            self.state.submit(job)
        return True

    def gangs_due(self):
        return [g for g in self.state.running.values() if self.state.ends_at(g) <= self.state.now]

    def one_end(self):
        due = self.gangs_due()
        if not due:
            return False
        gang = min(due, key=lambda g: g.order)
        self.state.finish(gang)
        self.log(events.end_row(self.state.now, gang, self.scenario.final_state(gang.job)))
        return True

    def one_close(self):
        state = self.state
        due = [r for r in self.scenario.reservations
               if state.is_open(r) and r.closes_at <= state.now]
        if not due:
            return False
        for gang in [g for g in state.running.values() if g.reservation is due[0]]:
            state.finish(gang)
            self.log(events.end_row(state.now, gang, "cut"))
        self.log(events.capacity_row(state.now, "close", due[0], state.close(due[0])))
        return True

    def decide(self):
        state, now = self.state, self.state.now
        before = dict(state.promises)
        starts, promises = decide(state)
        for job, reservation in starts:
            gang = state.start(job, reservation)
            self.log(events.start_row(now, gang, self.scenario.estimate(job)))
        state.promises = promises
        for job in state.waiting:
            promise = promises.get(job.job_id)
            if promise and promise != before.get(job.job_id):
                self.log(events.promise_row(now, job, promise))
            elif not promise and job.job_id in before:
                self.log(events.withdraw_row(now, job, before[job.job_id]))
