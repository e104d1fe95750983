"""The nouns of a scenario, and what follows from them alone (no state, no clock).

Times are whole milliseconds since the run's start.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from math import floor, sqrt

from rules.jobs import FOREVER
from rules.stages import Progress, Run

ALL = "all"


@dataclass(frozen=True)
class Delivery:
    """Units handed over at `at` + a slip between `slip`'s first and last."""

    units: int
    at: int
    slip: tuple = ()  # of a triangular distribution: least, most likely, most. Empty: none
    retire: int = FOREVER


@dataclass(frozen=True)
class Outage:
    """Of the units in ranges ((first, last), ...), empty: of all, over [begin, end)."""

    begin: int
    end: int
    units: tuple = ()


@dataclass(frozen=True)
class Availability:
    """As recorded: instances, of so many, from tick to tick; over and over."""

    step: int
    data: tuple
    of: int

    def units(self, pool, tick):
        """How many units of the pool are up."""
        return pool.units * min(self.data[tick % len(self.data)], self.of) // self.of


@dataclass(frozen=True)
class Site:
    name: str
    outages: tuple = ()
    maintenance: tuple = ()  # ((begin, end), ...)
    pue: str = "1"  # as the file has it
    provider: str = "google"


@dataclass(frozen=True)
class Watts:
    """What an accelerator draws, as the file has it: a chip without and with work, a host."""

    idle: str
    busy: str
    host: str
    chips_per_host: int


@dataclass(frozen=True)
class Storage:
    """Whole bytes a second: of all of it, and of one unit (none: no limit)."""

    write: int
    read: int
    per_unit: object = None


def rounded(ms):
    """To the millisecond, half up, at least 1."""
    return max(1, floor(Fraction(ms) + Fraction(1, 2)))


@dataclass(frozen=True)
class Pool:
    name: str
    site: Site
    units: int
    geometry: object
    deliveries: tuple = ()
    retire: int = FOREVER  # of the units that are there from the beginning
    outages: tuple = ()
    maintenance: tuple = ()
    failures: str = ""  # as the file has it; empty: none
    drawn_outages: str = ""
    accelerator: str = ""  # one of the catalogue, with watts of its own; empty: none
    watts: Watts = None
    storage: Storage = None
    market: str = ""  # or on_demand, spot
    reclaims: str = ""  # of a spot market, as the file has it
    availability: object = None  # of a spot market, in place of those
    owned: object = None  # what own hardware costs

    @property
    def chips_per_unit(self):
        return self.geometry.chips_per_unit

    def is_there_for(self, job):
        """Whether it is no market, or one that the job may use."""
        return not self.market or self.market in job.source.markets

    def eligible(self, job):
        return (job.pool in ("", self.name) and job.port(self) is not None
                and self.is_there_for(job) and job.can_read_at(self.site)
                and self.geometry.eligible(job.ask))

    def milliwatts(self, units, working):
        """What so many units that are up draw at the site's meter, so many chips of them at
        work."""
        watts = self.watts
        hosts = Fraction(self.chips_per_unit, watts.chips_per_host)
        idle, busy, host = (round(1000 * Fraction(self.site.pue) * of_one) for of_one in (
            Fraction(watts.idle), Fraction(watts.busy), hosts * Fraction(watts.host)))
        return units * host + (units * self.chips_per_unit - working) * idle + working * busy

    def checkpoint(self, job, chips):
        """(write, read) of one that has bytes, of a gang of that size, in milliseconds."""
        units = -(-chips // self.chips_per_unit)
        most = self.storage.per_unit and self.storage.per_unit * units
        return [rounded(job.source.recovery.bytes / float(min(whole, most or whole)) * 1000)
                for whole in (self.storage.write, self.storage.read)]

    def interruptions(self, job):
        """Of a gang of the job, by chance, per second; drawn outages are of the whole pool."""
        units, rate = -(-job.chips // self.chips_per_unit), 0.0
        if self.failures:
            rate += units * float(self.failures.split()[1]) / 1000 / 86400
        if self.drawn_outages:
            rate += float(self.drawn_outages.split()[1]) / (365.25 * 86400)
        return rate

    def lots(self):
        """[(units, delivery)] in the order in which they are numbered; first those that are there
        from the beginning, without a delivery."""
        first = self.units - sum(d.units for d in self.deliveries)
        lots = [(range(first), None)]
        for delivery in self.deliveries:
            lots.append((range(first, first + delivery.units), delivery))
            first += delivery.units
        return lots

    def announced(self):
        """The maintenance of the pool and its site, what overlaps or touches as one."""
        merged = []
        for begin, end in sorted(self.maintenance + self.site.maintenance):
            begin = max(begin, 0)
            if end <= 0:
                continue
            if merged and begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((begin, end))
        return merged


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
    spares: int = 0
    notice: int = 0  # from when on policies know of it
    handed_back: tuple = ()  # ((moment, units), ...) in order of time
    at_end: str = "cut"  # or drain
    left_by: str = ""  # where gangs go on after the end of the reservation of that name

    @property
    def is_in_base(self):
        return not self.pool.market and not self.left_by

    @property
    def drained(self):
        """Where its gangs go on; it has no units of its own, and never opens."""
        return Reservation("drained_" + self.name, self.pool, 0, FOREVER, left_by=self.name)

    def eligible(self, job):
        return not self.left_by and self.pool.eligible(job)

    def admits(self, job):
        return (self.shared_with == ALL or job.tenant == self.holder
                or job.tenant in self.shared_with)

    def usable(self, job):
        return self.eligible(job) and self.admits(job)

    def need(self, job):
        """The chips that the job's gang takes here, of its smallest size."""
        return self.pool.geometry.need(job.least)

    def handed_back_before(self):
        """Units that it does not ask for when it opens."""
        return sum(units for moment, units in self.handed_back if moment <= self.opens_at)


@dataclass(frozen=True)
class Policy:
    order: str = "fcfs"
    backfill: str = "none"
    backfill_order: str = "queue"
    estimate: str = "requested"
    overrun: str = "kill"
    preemption: str = "none"  # or priority
    pool_choice: str = "platform_order"  # or committed_first, cheapest
    cadence: object = "every_instant"  # or every_event, or a whole number of milliseconds


@dataclass(frozen=True)
class Scenario:
    seed: int
    start: datetime
    end: object  # None: drained
    sites: tuple
    pools: tuple
    reservations: tuple  # in file order, then what those that drain leave behind, then the markets
    standing: bool  # the file names no reservation: one for each pool, for all, for ever
    jobs: tuple
    policy: Policy
    sources: tuple = ()  # the streams in file order; of a trace, that one
    services: tuple = ()
    contracts: tuple = ()  # in file order
    prices: tuple = ()  # in file order
    charge_back: str = "holder"
    network: object = None  # the links between sites
    data_sets: tuple = ()  # in file order

    @property
    def has_ledger(self):
        return bool(self.contracts or self.prices
                    or any(pool.market or pool.owned for pool in self.pools)
                    or any(r.left_by for r in self.reservations))

    def platform_order(self):
        """Pools in file order, in each its reservations in file order."""
        return [r for p in self.pools for r in self.reservations if r.pool is p]

    def requested(self, job):
        return job.run if job.requested is None else job.requested

    def work(self, job):
        """How much the job really does, unless its reservation ends before."""
        if self.policy.overrun == "kill":
            return min(job.run, self.requested(job))
        return job.run

    def final_state(self, job):
        killed = self.policy.overrun == "kill" and job.run > self.requested(job)
        return "killed" if killed else "done"

    def believed(self, job):
        """The work that the policy believes in."""
        return self.requested(job) if self.policy.estimate == "requested" else self.work(job)

    def recovery(self, job, chips, pools):
        """What starts and checkpoints cost the job in that size, counted with the slowest storage
        of these."""
        recovery = job.source.recovery
        if recovery.bytes:
            times = [pool.checkpoint(job, chips) for pool in pools] or [(0, 0)]
            write, read = map(max, zip(*times))
            recovery = replace(recovery, write=write, read=read)
        if recovery.optimum:
            recovery = replace(recovery, interval=self.best_interval(job))
        return recovery

    def best_interval(self, job):
        """Young's, the least where it is eligible; None where nothing happens by chance."""
        best = []
        for pool in self.eligible_pools(job):
            write = pool.checkpoint(job, job.chips)[0] if job.source.recovery.bytes else \
                job.source.recovery.write
            rate = pool.interruptions(job)
            if rate:
                best.append(rounded(sqrt(2 * (write / 1000) * (1 / rate)) * 1000))
        return min(best, default=None)

    def eligible_pools(self, job):
        """Of its reservations. A pool that is not there counts as if none were named."""
        if job.pool not in [pool.name for pool in self.pools]:
            job = replace(job, pool="")
        return [r.pool for r in self.reservations if r.eligible(job)]

    def run_at(self, job, ask, pool, past):
        """A start of the job in that pool with that size."""
        port = job.port(pool)
        compile_time = 0 if past.accelerator == pool.accelerator else port.compile
        return Run(self.recovery(job, ask.chips, [pool]), past, self.work(job),
                   job.speed(pool, ask), compile_time)

    def estimate(self, job, past=Progress()):
        """How long the policy believes that a start of the job holds its units, wherever that is:
        at its smallest size, with the least speed and the longest compilation where some
        reservation is eligible."""
        if job.is_replica:
            return FOREVER
        pools = self.eligible_pools(job)
        speed = min((job.speed(pool, job.least) for pool in pools),
                    default=job.speed_on(job.least))
        compile_time = max((job.port(pool).compile for pool in pools), default=0)
        recovery = self.recovery(job, job.least.chips, pools)
        run = Run(recovery, past, self.work(job), speed, compile_time)
        return run.estimate(self.believed(job))

    def refusal(self, job, target):
        """Why the job can never run, the first reason that holds; empty if it can. `target` says
        how many chips a reservation has in service when nothing is missing."""
        if job.pool and job.pool not in [pool.name for pool in self.pools]:
            return "unknown_pool"
        if not any(job.pool in ("", r.pool.name) and job.port(r.pool)
                   and r.pool.is_there_for(job) for r in self.reservations):
            if job.source.runs_on:
                return "no_accelerator"
        if not any(job.pool in ("", pool.name) and job.can_read_at(pool.site)
                   for pool in self.pools):
            return "no_data_route"
        eligible = [r for r in self.reservations if r.eligible(job)]
        if not eligible and job.ask.text():
            return "no_legal_shape"
        usable = [r for r in eligible if r.admits(job)]
        if not usable:
            return "not_admitted"
        large = [r for r in usable if r.need(job) <= target(r)]
        if not large:
            return "too_large"
        if not any(may_last(job, r, job.submit, self.estimate(job)) for r in large):
            return "too_long"
        return ""


def may_last(job, reservation, now, estimate):
    """A start from now on can end inside the reservation; that of a replica, or where it goes on,
    need not."""
    start = max(reservation.opens_at, now)
    until = reservation.closes_at
    return start < until and (job.is_replica or reservation.at_end == "drain"
                              or start + estimate <= until)
