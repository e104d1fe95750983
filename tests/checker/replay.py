"""Rebuilds the states of a run from its log alone, and checks that each row was possible.

Whether each decision was the policy's is the naive simulator's question; here it is physics: units
are held once, the lowest free ones are taken, gangs end when they must, refusals are right.
"""

import events
from events import Objection
from naive_simulator import next_tick, something_left
from scenario import FOREVER
from state import Promise, State


class Replay:
    """`play` shows each observer the state at `sample`, with the moment up to which it holds."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.state = State(scenario)
        self.jobs = {job.job_id: job for job in scenario.jobs}
        self.reservations = {r.name: r for r in scenario.reservations}
        self.submitted = set()
        self.refusals = {}  # job id -> why
        self.ended = []  # (gang, end, final state) in the order of the rows
        self.run_end = scenario.end

    def play(self, rows, observe):
        """observe(state, until) once for each instant, ticks of the cadence included."""
        end = FOREVER if self.scenario.end is None else self.scenario.end
        position = 0
        while True:
            row_time = rows[position].time if position < len(rows) else FOREVER
            now = min(row_time, next_tick(self.state))
            if now >= end or (row_time == FOREVER and not self.goes_on()):
                break
            if self.state.now >= 0:
                observe(self.state, now)
            if now < self.state.now:
                raise Objection(f"time runs backwards at row {rows[position]}")
            self.state.begin_instant(now)
            while position < len(rows) and rows[position].time == now:
                self.apply(rows[position])
                position += 1
            self.check_sample()
        if position < len(rows):
            raise Objection(f"after the run's end: {rows[position]}")
        self.run_end = self.state.now if self.scenario.end is None else end
        observe(self.state, self.run_end)

    def goes_on(self):
        """After the last row, only ticks of the cadence can follow: up to the run's end, or until
        the reservations that still might take a waiting gang end too early for it."""
        if self.scenario.end is not None:
            return True
        for job in self.state.waiting:
            for reservation in self.state.platform_order:
                if (reservation.closes_at == FOREVER
                        and self.state.may_ever_run(job, reservation)):
                    raise Objection(f"the log stops, and {job.job_id} may still start")
        return something_left(self.state)

    def apply(self, row):
        expected = getattr(self, "apply_" + row.event, self.apply_unknown)(row)
        if expected != row:
            raise Objection(f"row       {events.as_text(row)}\n"
                            f"should be {events.as_text(expected)}")

    def apply_unknown(self, row):
        raise Objection(f"no such event: {row}")

    def job_of(self, row):
        if row.job_id not in self.jobs:
            raise Objection(f"no such job: {row}")
        return self.jobs[row.job_id]

    def reservation_of(self, row):
        if row.reservation not in self.reservations:
            raise Objection(f"no such reservation: {row}")
        return self.reservations[row.reservation]

    def waiting_job(self, row):
        job = self.job_of(row)
        if job not in self.state.waiting:
            raise Objection(f"does not wait: {row}")
        return job

    def running_gang(self, row):
        if row.job_id not in self.state.running:
            raise Objection(f"does not run: {row}")
        return self.state.running[row.job_id]

    def apply_open(self, row):
        reservation = self.reservation_of(row)
        if self.state.is_open(reservation):
            raise Objection(f"opens twice: {row}")
        units = self.state.open(reservation)
        return events.capacity_row(reservation.opens_at, "open", reservation, units)

    def apply_close(self, row):
        reservation = self.reservation_of(row)
        if not self.state.is_open(reservation) or self.state.gangs_on(reservation):
            raise Objection(f"closes without being open, or over gangs that run there: {row}")
        units = self.state.close(reservation)
        return events.capacity_row(reservation.closes_at, "close", reservation, units)

    def apply_submit(self, row):
        job = self.job_of(row)
        if job.job_id in self.submitted:
            raise Objection(f"submitted twice: {row}")
        self.submitted.add(job.job_id)
        self.state.submit(job)
        return events.submit_row(job.submit, job, self.scenario.estimate(job))

    def apply_refuse(self, row):
        job = self.waiting_job(row)
        self.state.waiting.remove(job)
        self.refusals[job.job_id] = row.detail
        return events.refuse_row(job.submit, job, self.scenario.refusal(job, self.state.now))

    def apply_start(self, row):
        job, reservation = self.waiting_job(row), self.reservation_of(row)
        if not self.state.can_start(job, reservation):
            raise Objection(f"cannot start there: {row}")
        if self.scenario.refusal(job, job.submit):
            raise Objection(f"should have been refused: {row}")
        gang = self.state.start(job, reservation)
        return events.start_row(self.state.now, gang, self.scenario.estimate(job))

    def apply_end(self, row):
        gang = self.running_gang(row)
        self.state.finish(gang)
        final_state = self.scenario.final_state(gang.job)
        self.ended.append((gang, row.time, final_state))
        return events.end_row(self.state.ends_at(gang), gang, final_state)

    def apply_cut(self, row):
        gang = self.running_gang(row)
        self.state.finish(gang)
        self.ended.append((gang, row.time, "cut"))
        return events.end_row(gang.reservation.closes_at, gang, "cut")

    def apply_promise(self, row):
        job, promise = self.waiting_job(row), Promise(self.reservation_of(row), row.at)
        if row.at is None or row.at < row.time or self.state.promises.get(row.job_id) == promise:
            raise Objection(f"a promise for the past, or not a new one: {row}")
        if not promise.reservation.usable(job):
            raise Objection(f"a promise where the gang may not run: {row}")
        self.state.promises[row.job_id] = promise
        return events.promise_row(self.state.now, job, promise)

    def apply_withdraw(self, row):
        job = self.waiting_job(row)
        promise = self.state.promises.pop(row.job_id, None)
        if promise is None:
            raise Objection(f"no promise to withdraw: {row}")
        return events.withdraw_row(self.state.now, job, promise)

    def check_sample(self):
        """Nothing of this instant was left out, and no unit is held twice."""
        state, now = self.state, self.state.now
        for gang in state.running.values():
            if state.ends_at(gang) <= now:
                raise Objection(f"{gang.job.job_id} should have ended by {now} ms")
        held = [(gang.reservation.pool.name, unit)
                for gang in state.running.values() for unit in gang.units]
        if len(held) != len(set(held)):
            raise Objection(f"a unit is held twice at {now} ms")
        for reservation in self.scenario.reservations:
            if state.is_open(reservation) != (reservation.opens_at <= now < reservation.closes_at):
                raise Objection(f"{reservation.name} is open or not against its dates at {now} ms")
        for job in self.scenario.jobs:
            if (job.submit <= now) != (job.job_id in self.submitted):
                raise Objection(f"{job.job_id} is submitted or not against its time at {now} ms")
            if job in state.waiting and self.scenario.refusal(job, job.submit):
                raise Objection(f"{job.job_id} should have been refused")
