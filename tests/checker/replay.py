"""Rebuilds the states of a run from its log alone, and checks that each row was possible.

Whether each decision was the policy's is the naive simulator's question; here it is physics: chips
are held once, places are possible ones, gangs end when they must, refusals are right.
"""

from collections import Counter

import events
from events import Objection
from naive_simulator import change_capacity, drained, next_tick
from rules import capacity, dependencies, services
from rules.jobs import FOREVER
from rules.state import Promise, State

GIVEN = ("deliver", "up", "down", "retire")


def comes_before(row):
    """Whether the row comes before the capacity row that causes it."""
    return row.phase == "capacity_down" and row.event in (
        "interrupt", "cut", "refuse", "bind", "set_aside", "activate")


class Replay:
    """`play` shows each observer the state at `sample`, with the moment up to which it holds."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.state = State(scenario)
        self.jobs = {job.job_id: job for job in scenario.jobs}
        self.reservations = {r.name: r for r in scenario.reservations}
        self.submitted = set()
        self.drained_at = None
        self.run_end = scenario.end

    def play(self, rows, observe):
        """observe(state, until) once for each instant, the run's first moment and ticks of the
        cadence included."""
        end = FOREVER if self.scenario.end is None else self.scenario.end
        position = 0
        while True:
            row_time = rows[position].time if position < len(rows) else FOREVER
            now = min(row_time, next_tick(self.state), services.next_step(self.state))
            now = now if self.state.now >= 0 else 0
            if now >= end or (row_time == FOREVER and not self.goes_on()):
                break
            if self.state.now >= 0:
                observe(self.state, now)
            if now < self.state.now:
                raise Objection(f"time runs backwards at row {rows[position]}")
            self.state.begin_instant(now)
            while position < len(rows) and rows[position].time == now:
                position += self.apply(rows, position)
            self.check_sample()
        if position < len(rows):
            raise Objection(f"after the run's end: {rows[position]}")
        self.run_end = self.state.now if self.scenario.end is None else end
        self.check_copies(self.run_end - 1)
        observe(self.state, self.run_end)

    def goes_on(self):
        """After the last row, only ticks of the cadence and steps of services can follow: up to the
        run's end, or until nothing can happen any more to let a waiting gang start."""
        if self.scenario.end is not None:
            return True
        if drained(self.state):
            return False
        if services.next_step(self.state) < FOREVER:
            return True
        if next_tick(self.state) == FOREVER or any(self.state.deliveries_left.values()):
            raise Objection("the log stops, and a waiting gang may still start")
        return True

    def apply(self, rows, position):
        """Applies the row, and those that belong to the same capacity event; says how many."""
        cause = position
        while cause + 1 < len(rows) and comes_before(rows[cause]):
            cause += 1
        if rows[position].phase == "scale":
            expected = self.scaled(rows[position])
        elif rows[cause].event in GIVEN:
            expected = change_capacity(self.state, rows[cause])
        else:
            cause = cause if rows[cause].event in ("hand_back", "close") else position
            row = rows[cause]
            expected = getattr(self, "apply_" + row.event, self.apply_unknown)(row)
        for wanted, row in zip(expected, rows[position:] + [None] * len(expected)):
            if wanted != row:
                raise Objection(f"row       {row and events.as_text(row)}\n"
                                f"should be {wanted and events.as_text(wanted)}")
        return len(expected)

    def scaled(self, row):
        """What the service of that replica should do next."""
        for service in self.scenario.services:
            if row.job_id.startswith(service.name + "/"):
                if not services.acts_now(self.state, service):
                    raise Objection(f"no step begins now: {row}")
                return services.act(self.state, service) or [None]
        raise Objection(f"no such service: {row}")

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
        for job in self.state.waiting:
            if job.job_id == row.job_id:
                return job
        raise Objection(f"does not wait: {row}")

    def running_gang(self, row):
        if row.job_id not in self.state.running:
            raise Objection(f"does not run: {row}")
        return self.state.running[row.job_id]

    def apply_notice(self, row):
        reservation = self.reservation_of(row)
        if reservation.name in self.state.known or row.time != reservation.notice:
            raise Objection(f"is announced twice, or not when it should: {row}")
        return capacity.announce(self.state, reservation)

    def apply_drain(self, row):
        """All of this moment at once."""
        if self.drained_at == row.time:
            raise Objection(f"drains not with the others, or not as it should: {row}")
        self.drained_at = row.time
        return capacity.drain(self.state) or self.apply_unknown(row)

    def apply_open(self, row):
        reservation = self.reservation_of(row)
        if self.state.is_open(reservation) or row.time != reservation.opens_at:
            raise Objection(f"opens twice, or not when it should: {row}")
        return capacity.open_reservation(self.state, reservation)

    def apply_hand_back(self, row):
        reservation = self.reservation_of(row)
        units = dict(reservation.handed_back).get(row.time)
        if not self.state.is_open(reservation) or not units or row.time <= reservation.opens_at:
            raise Objection(f"hands back without being open, or not when it should: {row}")
        return capacity.hand_back(self.state, reservation, units)

    def apply_close(self, row):
        reservation = self.reservation_of(row)
        if not self.state.is_open(reservation) or row.time != reservation.closes_at:
            raise Objection(f"closes without being open, or not when it should: {row}")
        return capacity.close(self.state, reservation)

    def apply_submit(self, row):
        job = self.job_of(row)
        if job.job_id in self.submitted:
            raise Objection(f"submitted twice: {row}")
        self.submitted.add(job.job_id)
        return dependencies.arrive(self.state, job)

    def apply_start(self, row):
        job, reservation = self.waiting_job(row), self.reservation_of(row)
        if not self.state.place_now(job, reservation):
            raise Objection(f"cannot start there: {row}")
        ask = next((ask for ask in job.sizes() if ask.chips == row.chips), None)
        place = ask and self.state.place_of(reservation, events.unit_numbers(row.units), ask)
        if not place:
            raise Objection(f"no place for it, or not free: {row}")
        gang = self.state.start(job, reservation, place, ask)
        return [events.start_row(self.state.now, gang), *(
            events.transfer_row(self.state.now, begun) for begun in self.state.want_data(gang))]

    def apply_copied(self, row):
        due = self.state.due_copies()
        if not due:
            raise Objection(f"nothing is complete: {row}")
        self.state.copied.append(due[0])
        return [events.copied_row(self.state.now, due[0])]

    def apply_interrupt(self, row):
        """By preemption; others are part of what causes them."""
        gang = self.running_gang(row)
        if not gang.job.source.preemptible or self.scenario.policy.preemption != "priority":
            raise Objection(f"must not be preempted: {row}")
        self.state.interrupt(gang, "preemption")
        return [events.end_row(self.state.now, gang, "preemption")]

    def apply_stage(self, row):
        gang = self.running_gang(row)
        if self.state.stage[row.job_id] == row.detail:
            raise Objection(f"is in that stage already: {row}")
        self.state.stage[row.job_id] = gang.stage_at(self.state.now)
        return [events.stage_row(self.state.now, gang)]

    def apply_end(self, row):
        gang = self.running_gang(row)
        final_state = self.scenario.final_state(gang.job)
        self.state.finish(gang, final_state)
        return [events.end_row(gang.ends_at(), gang, final_state),
                *capacity.leave(self.state, gang, "end"),
                *dependencies.settle(self.state, "end")]

    def apply_promise(self, row):
        job, reservation = self.waiting_job(row), self.reservation_of(row)
        if row.at is None or row.at < row.time or not reservation.usable(job):
            raise Objection(f"a promise for the past, or where the gang may not run: {row}")
        promise = Promise(reservation, row.at, self.promised_place(row, job, reservation))
        if self.state.promises.get(row.job_id) == promise:
            raise Objection(f"not a new promise: {row}")
        self.state.promises[row.job_id] = promise
        return [events.promise_row(self.state.now, job, promise)]

    def promised_place(self, row, job, reservation):
        """The units of the row, if they are a place among those free by predicted ends."""
        if reservation.pool.geometry.alike or not self.state.is_open(reservation):
            return None
        place = self.state.place_of(reservation, events.unit_numbers(row.units), job.least,
                                    row.at)
        if not place:
            raise Objection(f"no place for it, or not free then: {row}")
        return place

    def apply_withdraw(self, row):
        job = self.waiting_job(row)
        promise = self.state.promises.pop(row.job_id, None)
        if promise is None:
            raise Objection(f"no promise to withdraw: {row}")
        return [events.withdraw_row(self.state.now, job, promise)]

    def check_sample(self):
        """Nothing of this instant was left out, and no chip is held twice."""
        state, now = self.state, self.state.now
        held = Counter()
        for gang in state.running.values():
            if gang.ends_at() <= now:
                raise Objection(f"{gang.job.job_id} should have ended by {now} ms")
            if state.stage[gang.job.job_id] != gang.stage_at(now):
                raise Objection(f"{gang.job.job_id} is in another stage at {now} ms")
            for unit, chips in gang.place.held:
                held[gang.reservation.name, unit] += chips
        self.check_reservations(held)
        self.check_copies(now)
        for job in self.scenario.jobs:
            if (job.submit <= now) != (job.job_id in self.submitted):
                raise Objection(f"{job.job_id} is submitted or not against its time at {now} ms")

    def check_copies(self, until):
        for transfer, end in self.state.transfer_ends().items():
            if end <= until and transfer not in self.state.copied:
                raise Objection(f"{transfer.data.name} has come to {transfer.target} at {end} ms")

    def check_reservations(self, held):
        """Open as dated; chips are held once, in service; units are bound once, and are there."""
        state, now, owners = self.state, self.state.now, {}
        for reservation in self.scenario.reservations:
            name, pool = reservation.name, reservation.pool
            if not reservation.left_by and state.is_open(reservation) != (
                    reservation.opens_at <= now < reservation.closes_at):
                raise Objection(f"{name} is open or not against its dates at {now} ms")
            if (name in state.known) != (reservation.notice <= now):
                raise Objection(f"{name} is known or not against its notice at {now} ms")
            in_service = state.in_service(reservation)
            for (holder, unit), chips in held.items():
                if holder == name and (unit not in in_service or chips > pool.chips_per_unit):
                    raise Objection(f"unit {unit} of {name} is held against the rules at {now} ms")
            if state.is_open(reservation) and state.asks_for(reservation) != (
                    reservation.units - sum(units for moment, units in reservation.handed_back
                                            if moment <= now)):
                raise Objection(f"{name} has handed back against its dates at {now} ms")
            for unit in state.bound.get(name, ()):
                if owners.setdefault((pool.name, unit), name) != name:
                    raise Objection(f"unit {unit} of {pool.name} is bound twice at {now} ms")
                if unit not in state.there[pool.name]:
                    raise Objection(f"unit {unit} of {pool.name} is not there at {now} ms")
