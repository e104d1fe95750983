"""The nouns of a scenario, and what follows from them alone (no state, no clock).

Times are whole milliseconds since the run's start.
"""

from dataclasses import dataclass, replace
from datetime import datetime

FOREVER = 10**15

ALL = "all"


@dataclass(frozen=True)
class Pool:
    name: str
    site: str
    units: int
    chips_per_unit: int


@dataclass(frozen=True)
class Reservation:
    """Units of one pool over [opens_at, closes_at), for a holder and those it shares with."""

    name: str
    pool: Pool
    units: int
    opens_at: int = 0
    closes_at: int = FOREVER
    holder: str = ""
    shared_with: object = ()  # a tuple of tenants, or ALL

    def eligible(self, job):
        return job.pool in ("", self.pool.name)

    def admits(self, job):
        return (self.shared_with == ALL or job.tenant == self.holder
                or job.tenant in self.shared_with)

    def usable(self, job):
        return self.eligible(job) and self.admits(job)

    def need(self, job):
        """The whole units that hold the job's chips."""
        return -(-job.chips // self.pool.chips_per_unit)


@dataclass(frozen=True)
class Job:
    index: int  # place in the workload's order
    job_id: str
    tenant: str
    job_class: str
    pool: str  # empty: any
    chips: int
    submit: int
    run: int
    requested: object = None  # None: as long as it runs


@dataclass(frozen=True)
class Policy:
    order: str = "fcfs"
    backfill: str = "none"
    backfill_order: str = "queue"
    estimate: str = "requested"
    overrun: str = "kill"
    cadence: object = "every_instant"  # or every_event, or a whole number of milliseconds


@dataclass(frozen=True)
class Scenario:
    seed: int
    start: datetime
    end: object  # None: drained
    pools: tuple
    reservations: tuple  # in file order
    standing: bool  # the file names no reservation: one for each pool, for all, for ever
    jobs: tuple
    policy: Policy

    def platform_order(self):
        """Pools in file order, in each its reservations in file order."""
        return [r for p in self.pools for r in self.reservations if r.pool.name == p.name]

    def requested(self, job):
        return job.run if job.requested is None else job.requested

    def length(self, job):
        """How long the job really runs, unless its reservation ends before."""
        if self.policy.overrun == "kill":
            return min(job.run, self.requested(job))
        return job.run

    def final_state(self, job):
        killed = self.policy.overrun == "kill" and job.run > self.requested(job)
        return "killed" if killed else "done"

    def estimate(self, job):
        """What the policy believes of the job's run time."""
        return self.requested(job) if self.policy.estimate == "requested" else self.length(job)

    def lasts(self, job, reservation, start):
        """A start at that moment leaves the job time to end inside the reservation."""
        until = reservation.closes_at
        return start < until and start + self.estimate(job) <= until

    def may_ever_run(self, job, reservation, now):
        return (reservation.usable(job) and reservation.need(job) <= reservation.units
                and self.lasts(job, reservation, max(reservation.opens_at, now)))

    def refusal(self, job, now):
        """Why the job can never run, the first reason that holds; empty if it can."""
        if job.pool and job.pool not in [pool.name for pool in self.pools]:
            return "unknown_pool"
        usable = [r for r in self.reservations if r.usable(job)]
        if not usable:
            return "not_admitted"
        if not any(r.need(job) <= r.units for r in usable):
            return "too_large"
        if not any(self.may_ever_run(job, r, now) for r in usable):
            return "too_long"
        return ""

    def with_standing_names(self, names):
        """The same with the names that a log gives to the standing reservations: {pool: name}.

        The pages do not say what they are called, so any name will do.
        """
        if not self.standing:
            return self
        return replace(self, reservations=tuple(
            replace(r, name=names.get(r.pool.name, r.name)) for r in self.reservations))
