"""The output tables of a run, from the states of its replay.

Each table is a list of rows in the columns of its file, times in milliseconds and counts as
whole numbers; what has no value is None or empty.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from events import unit_ranges
from rules.causes import FREE, NOT_USABLE, REASONS, STATES, causes, reason
from rules.geometry import largest
from rules.stages import interrupted, time_in


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
        self.energy = Counter()  # pool name -> milliwatts x ms

    def sample(self, state, until):
        """The state holds over [state.now, until)."""
        for reservation in state.platform_order:
            self.sample_usage(state, until, reservation)
        self.sample_queue(state)
        self.sample_pools(state, until)
        for job in state.waiting:
            self.waits[job.job_id][reason(state, job)] += until - state.now

    def sample_usage(self, state, until, reservation):
        name = reservation.name
        if state.is_open(reservation):
            chips = causes(state, reservation)
        elif name in self.open_rows:
            chips = dict.fromkeys(STATES, 0)
        else:
            return
        row = [reservation.pool.name, name] + [chips[cause] for cause in STATES]
        if self.open_rows.get(name) != row:
            self.usage.append([state.now] + row)
        self.open_rows[name] = row
        if not state.is_open(reservation):
            del self.open_rows[name]
            return
        for cause in NOT_USABLE + FREE:
            self.spend(state.now, until, name, "", cause, chips[cause])
        for gang in state.running.values():
            if gang.reservation is reservation:
                self.spend_gang(state.stage[gang.job.job_id], gang, state.now, until)

    def spend_gang(self, stage, gang, start, end):
        """What it asked for is in its stage, but for the time of its checkpoints, which is taken
        from each month by itself."""
        name, tenant, chips = gang.reservation.name, gang.job.tenant, gang.job.chips
        self.spend(start, end, name, tenant, "rounding", gang.place.chips() - chips)
        for begin, until in self.by_month(start, end):
            writing = time_in(gang.pieces, "checkpointing", begin, until)
            self.chip_time[self.month(begin)[0], name, tenant, "checkpointing"] += chips * writing
            self.chip_time[self.month(begin)[0], name, tenant, stage] += (
                chips * (until - begin - writing))

    def spend(self, start, end, reservation, tenant, cause, chips):
        """Adds chips x time, split at the UTC month boundaries."""
        for begin, until in self.by_month(start, end):
            self.chip_time[self.month(begin)[0], reservation, tenant, cause] += (
                chips * (until - begin))

    def by_month(self, start, end):
        """[start, end) in parts of one month each."""
        parts = []
        while start < end:
            until = min(end, self.month(start)[1])
            parts.append((start, until))
            start = until
        return parts

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

    def sample_pools(self, state, until):
        for pool in self.scenario.pools:
            fits = max([largest(pool.geometry, state.free(r))
                        for r in self.scenario.reservations if r.pool is pool], default=0)
            row = [fits, self.draw(state, pool)]
            before = self.pool_rows.get(pool.name)
            if row != before and (before or any(row)):
                self.pools.append([state.now, pool.name] + row)
            self.pool_rows[pool.name] = row
            self.energy[pool.name] += (row[1] or 0) * (until - state.now)

    def draw(self, state, pool):
        """In milliwatts; None of a pool without an accelerator."""
        if not pool.accelerator:
            return None
        up = [unit for unit in state.there[pool.name] if state.is_up(pool, unit)]
        working = sum(gang.job.chips for gang in state.running.values()
                      if gang.reservation.pool is pool
                      and state.stage[gang.job.job_id] != "starting")
        return pool.milliwatts(len(up), working)

    # After the replay

    def energy_mwh(self):
        """(of all pools, {pool: its own}) of those that have an accelerator; None without any."""
        pools = [pool.name for pool in self.scenario.pools if pool.accelerator]
        whole = mwh(sum(self.energy[name] for name in pools)) if pools else None
        return whole, {name: mwh(self.energy[name]) for name in pools}

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


def mwh(microjoules):
    """To the last bit as in two roundings, one of the whole number and one of the quotient."""
    return float(microjoules) / 3.6e15


def holdings(replay):
    """[(gang, end, how it ended)] of all starts: in order of their end; those that still run come
    last, without an end."""
    running = [(gang, None, "censored") for gang in replay.state.running.values()]
    return replay.state.ended + running


def placements(replay):
    return [[g.job.job_id, g.reservation.pool.name, g.reservation.name, g.place.chips(),
             unit_ranges(g.place.units()), g.place.slice, g.start, end]
            for g, end, _ in holdings(replay)]


def job_rows(replay, waits):
    """One row for each job submitted, in submission order."""
    jobs = [job for job in replay.scenario.jobs if job.job_id in replay.submitted]
    return [job_row(replay, job, waits)
            for job in sorted(jobs, key=lambda job: (job.submit, job.index))]


def job_row(replay, job, waits):
    held = [holding for holding in holdings(replay) if holding[0].job is job]
    why = replay.refusals.get(job.job_id, "")
    parts = [None if why else waits[job.job_id][name] for name in REASONS]
    row = [job.job_id, job.tenant, job.job_class, job.pool, "", job.chips, job.submit,
           job.requested, None, None, None if why else replay.run_end - job.submit,
           None, None, None, None, 0, "refused" if why else "censored", why] + parts
    if held:
        gang, end, how = held[-1]
        first = held[0][0].start
        run = sum((replay.run_end if end is None else end) - g.start for g, end, _ in held)
        left = "censored" if how == "interrupted" else how
        final = end if left != "censored" else None
        last_moment = replay.run_end if final is None else final
        past = gang.past
        if how == "interrupted":
            past = interrupted(past, gang.pieces, end)
        row[3:5] = gang.reservation.pool.name, gang.reservation.name
        row[8:17] = (first, final, first - job.submit, run, last_moment - first - run, past.lost,
                     past.interruptions, 0, left)
    return row


def first_time_work(replay):
    """Chip-ms of progress that gangs made for the first time and that was cut or killed."""
    return sum(gang.job.chips * interrupted(gang.past, gang.pieces, end).reached
               for gang, end, how in replay.state.ended if how in ("cut", "killed"))
