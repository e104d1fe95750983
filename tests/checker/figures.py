"""The output tables of a run, from the states of its replay.

Each table is a list of rows in the columns of its file, times in milliseconds and counts as
whole numbers; what has no value is None or empty.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from causes import CAUSES, REASONS, causes, reason
from events import unit_ranges


class Figures:
    """Observes a replay: `sample` at each instant."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.usage, self.queue, self.pools = [], [], []
        self.chip_time = Counter()  # (month, reservation name, tenant, cause) -> chip-ms
        self.waits = defaultdict(Counter)  # job id -> reason -> ms
        self.open_rows = {}  # reservation name -> its last row of usage.csv, without the time
        self.queue_rows = {}
        self.pool_rows = {}

    def sample(self, state, until):
        """The state holds over [state.now, until)."""
        for reservation in state.platform_order:
            self.sample_usage(state, until, reservation)
        self.sample_queue(state)
        self.sample_pools(state)
        for job in state.waiting:
            self.waits[job.job_id][reason(state, job)] += until - state.now

    def sample_usage(self, state, until, reservation):
        name = reservation.name
        if state.is_open(reservation):
            chips = causes(state, reservation)
        elif name in self.open_rows:
            chips = dict.fromkeys(CAUSES, 0)
        else:
            return
        row = [reservation.pool.name, name] + [chips[cause] for cause in CAUSES]
        if self.open_rows.get(name) != row:
            self.usage.append([state.now] + row)
        self.open_rows[name] = row
        if not state.is_open(reservation):
            del self.open_rows[name]
            return
        for cause in CAUSES[:6]:
            self.spend(state.now, until, name, "", cause, chips[cause])
        for gang in state.running.values():
            if gang.reservation is reservation:
                held = len(gang.units) * reservation.pool.chips_per_unit
                tenant, used = gang.job.tenant, gang.job.chips
                self.spend(state.now, until, name, tenant, "productive", used)
                self.spend(state.now, until, name, tenant, "rounding", held - used)

    def spend(self, start, end, reservation, tenant, cause, chips):
        """Adds chips x time, split at the UTC month boundaries."""
        while start < end:
            month, next_month = self.month(start)
            part = min(end, next_month)
            self.chip_time[month, reservation, tenant, cause] += chips * (part - start)
            start = part

    def month(self, time):
        """The month of a moment, and the first moment of the next one."""
        date = self.scenario.start + timedelta(milliseconds=time)
        first = date.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        following = (first + timedelta(days=32)).replace(day=1)
        to_go = (following - self.scenario.start) // timedelta(milliseconds=1)
        return date.strftime("%Y-%m"), to_go

    def sample_queue(self, state):
        for tenant in sorted({job.tenant for job in state.waiting} | set(self.queue_rows)):
            jobs = [job for job in state.waiting if job.tenant == tenant]
            row = [tenant, len(jobs), sum(job.chips for job in jobs)]
            if self.queue_rows.get(tenant, [tenant, 0, 0]) != row:
                self.queue.append([state.now] + row)
            self.queue_rows[tenant] = row

    def sample_pools(self, state):
        for pool in self.scenario.pools:
            largest = max([len(state.free_units(r)) * pool.chips_per_unit
                           for r in self.scenario.reservations if r.pool is pool], default=0)
            if self.pool_rows.get(pool.name, 0) != largest:
                self.pools.append([state.now, pool.name, largest])
            self.pool_rows[pool.name] = largest

    # After the replay

    def waterfall(self):
        """[month, reservation, pool, holder, tenant, cause, chip_ms] where it is not zero."""
        reservations = {r.name: r for r in self.scenario.reservations}
        rows = []
        for (month, name, tenant, cause), chip_ms in self.chip_time.items():
            if chip_ms:
                reservation = reservations[name]
                rows.append([month, name, reservation.pool.name, reservation.holder, tenant,
                             cause, chip_ms])
        return sorted(rows)


def placements(replay):
    """In order of their end; the gangs that still run come last."""
    rows = [[g.job.job_id, g.reservation.pool.name, g.reservation.name, unit_ranges(g.units),
             g.start, end] for g, end, _ in replay.ended]
    rows += [[g.job.job_id, g.reservation.pool.name, g.reservation.name, unit_ranges(g.units),
              g.start, None] for g in replay.state.running.values()]
    return rows


def job_rows(replay, waits):
    """One row for each job submitted, in submission order."""
    jobs = [job for job in replay.scenario.jobs if job.job_id in replay.submitted]
    runs = {gang.job.job_id: (gang, end, state) for gang, end, state in replay.ended}
    runs |= {job_id: (gang, None, "censored") for job_id, gang in replay.state.running.items()}
    return [job_row(replay, job, runs, waits)
            for job in sorted(jobs, key=lambda job: (job.submit, job.index))]


def job_row(replay, job, runs, waits):
    reason_of_refusal = replay.refusals.get(job.job_id, "")
    pool, reservation, start, end, run = job.pool, "", None, None, None
    state = "refused" if reason_of_refusal else "censored"
    if job.job_id in runs:
        gang, end, state = runs[job.job_id]
        pool, reservation = gang.reservation.pool.name, gang.reservation.name
        start, run = gang.start, None if end is None else end - gang.start
    if reason_of_refusal:
        wait, parts = None, [None] * len(REASONS)
    else:
        wait = (replay.run_end if start is None else start) - job.submit
        parts = [waits[job.job_id][name] for name in REASONS]
    return [job.job_id, job.tenant, job.job_class, pool, reservation, job.chips, job.submit,
            job.requested, start, end, wait, run, state, reason_of_refusal] + parts
