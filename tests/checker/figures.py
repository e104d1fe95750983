"""The output tables of a run, from the states of its replay.

Each table is a list of rows in the columns of its file, times in milliseconds and counts as
whole numbers; what has no value is None or empty.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from events import unit_ranges
from features import has
from rules import services
from rules.causes import FREE, NOT_USABLE, REASONS, STATES, causes, reason
from rules.geometry import largest
from rules.jobs import FOREVER
from rules.ledger.ledger import Ledger
from rules.ledger.metering import Meter
from rules.stages import time_in


WORKING = ("recomputing", "productive")
USAGE_STATES = [state for state in STATES if state != "overprovisioned" or has("services")]


class Figures:
    """Observes a replay: `sample` at each instant."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.usage, self.queue, self.pools = [], [], []
        self.chip_time = Counter()  # (month, reservation name, tenant, cause) -> chip-ms
        self.waits = defaultdict(Counter)  # job id -> reason -> ms
        self.start_waits = defaultdict(Counter)  # (job id, its starts so far) -> reason -> ms
        self.services = []
        self.requests = Counter()  # (service name, demand or served) -> milli-requests x ms / s
        self.service_rows = {}
        self.open_rows = {}  # reservation name -> its last row of usage.csv, without the time
        self.queue_rows = {}
        self.pool_rows = {}
        self.meter = Meter(scenario) if scenario.has_ledger else None
        self.energy = Counter()  # (pool name, month) -> milliwatts x ms
        self.transfers = ()

    def sample(self, state, until):
        """The state holds over [state.now, until)."""
        for reservation in state.platform_order:
            self.sample_usage(state, until, reservation)
        self.sample_queue(state)
        self.sample_pools(state, until)
        for service in self.scenario.services:
            self.sample_service(state, until, service)
        self.transfers = state.transfers
        if self.meter:
            self.meter.sample(state, until)
        for job in state.waiting:
            why, starts = reason(state, job), state.past(job).interruptions
            self.start_waits[job.job_id, starts][why] += until - state.now
            if not job.is_replica:
                self.waits[job.job_id][why] += until - state.now

    def sample_usage(self, state, until, reservation):
        name = reservation.name
        if state.is_open(reservation):
            chips = causes(state, reservation)
        elif name in self.open_rows:
            chips = dict.fromkeys(STATES, 0)
        else:
            return
        row = [reservation.pool.name, name] + [chips[cause] for cause in USAGE_STATES]
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
                self.spend_gang(services.stage(state, gang), gang, state.now, until)

    def spend_gang(self, stage, gang, start, end):
        """What it asked for is in its stage, but for the time of its checkpoints, which is taken
        from each month by itself."""
        name, tenant, chips = gang.reservation.name, gang.job.tenant, gang.chips
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
            row = [tenant, len(jobs), sum(job.least.chips for job in jobs)]
            if self.queue_rows.get(tenant, [tenant, 0, 0]) != row:
                self.queue.append([state.now] + row)
            self.queue_rows[tenant] = row

    def sample_pools(self, state, until):
        for pool in self.scenario.pools:
            fits = max([largest(pool.geometry, state.free(r))
                        for r in self.scenario.reservations
                        if r.pool is pool and not r.left_by], default=0)
            row = [fits, self.draw(state, pool)]
            before = self.pool_rows.get(pool.name)
            if row != before and (before or any(row)):
                self.pools.append([state.now, pool.name] + row)
            self.pool_rows[pool.name] = row
            for begin, end in self.by_month(state.now, until):
                self.energy[pool.name, self.month(begin)[0]] += (row[1] or 0) * (end - begin)

    def sample_service(self, state, until, service):
        """From its beginning on; after its end there is a row of zeros."""
        if state.now < service.begin:
            return
        demand, ready = service.demand_now(state), service.throughputs_ready(state)
        served = min(demand, sum(ready))
        attained = service.attained(demand, ready)
        for kind, rate in (("demand", demand), ("served", served),
                           ("attained", demand * (attained or 0))):
            self.requests[service.name, kind] += rate * (until - state.now)
        wanted = service.wanted(state) if state.now < service.until else 0
        row = [service.name, demand, served, attained, wanted,
               len(service.waiting(state)) + len(service.running(state)), len(ready),
               sum(gang.chips for gang in service.overprovisioned(state))]
        if self.service_rows.get(service.name) != row:
            self.services.append([state.now] + row)
        self.service_rows[service.name] = row

    def draw(self, state, pool):
        """In milliwatts; None of a pool without an accelerator."""
        if not pool.accelerator:
            return None
        up = [unit for unit in state.there[pool.name] if state.is_up(pool, unit)]
        working = sum(gang.chips for gang in state.running.values()
                      if gang.reservation.pool is pool
                      and services.stage(state, gang) in WORKING)
        return pool.milliwatts(len(up), working)

    # After the replay

    def energy_mwh(self):
        """(of all pools, {pool: its own}) of those that have an accelerator; None without any."""
        pools = [pool.name for pool in self.scenario.pools if pool.accelerator]
        energy = {name: sum(energy for (pool, _), energy in self.energy.items() if pool == name)
                  for name in pools}
        return (mwh(sum(energy.values())) if pools else None,
                {name: mwh(its_own) for name, its_own in energy.items()})

    def reserved_chip_time(self):
        """Without markets and what drains, which are in no base."""
        base = {r.name for r in self.scenario.reservations if r.is_in_base}
        return {key: chip_ms for key, chip_ms in self.chip_time.items() if key[1] in base}

    def ledger(self, run_end):
        """None of a run that has none."""
        return Ledger(self.scenario, self.meter, self, run_end) if self.meter else None

    def waterfall(self, ledger=None):
        """[month, reservation, pool, holder, tenant, cause, chip_ms, payer, micro-dollars] where it
        is not zero; the latter two where somebody pays."""
        reservations = {r.name: r for r in self.scenario.reservations}
        cells = ledger.waterfall() if ledger else {
            (*key, ""): (chip_ms, 0) for key, chip_ms in self.chip_time.items() if chip_ms}
        rows = []
        for (month, name, tenant, cause, payer), (chip_ms, cost) in cells.items():
            place = reservations.get(name)
            whose = [name, place.pool.name, place.holder] if place else ["", "", ""]
            rows.append([month, *whose, tenant, cause, chip_ms, payer, cost if payer else None])
        return sorted(rows, key=lambda row: row[:6] + row[7:8])


def mwh(microjoules):
    """To the last bit as in two roundings, one of the whole number and one of the quotient."""
    return float(microjoules) / 3.6e15


def holdings(replay):
    """[(gang, end, how it ended)] of all starts: in order of their end; those that still run come
    last, without an end."""
    running = [(gang, None, "censored") for gang in replay.state.running.values()]
    return replay.state.ended + running


def placements(replay, start_waits):
    return [placement(replay, *holding, start_waits) for holding in holdings(replay)]


def placement(replay, gang, end, how, start_waits):
    last = replay.run_end if end is None else end
    ended_by = "" if end is None else how
    if how == "interrupted":
        ended_by = replay.state.interrupted_by[gang.order]
    lost = gang.interrupted(end).lost - gang.run.past.lost if how == "interrupted" else 0
    drained = gang.since > gang.start
    written = sum(p.kind == "checkpointing" and p.end <= last
                  and not (drained and p.end <= gang.since) for p in gang.pieces)
    spent = [time_in(gang.pieces, kind, gang.since, last)
             for kind in ("checkpointing", "staging", "starting", "recomputing")]
    waits = Counter() if drained else start_waits[gang.job.job_id, gang.run.past.interruptions]
    return [gang.job.job_id, gang.reservation.pool.name, gang.reservation.name,
            gang.place.chips(), unit_ranges(gang.place.units()), gang.place.slice, gang.since,
            end, ended_by, gang.place.chips() - gang.chips, lost, written, *spent,
            *(waits[name] for name in REASONS)]


def transfers(replay):
    """In the order in which they began; those that the run did not see end have none."""
    state = replay.state
    return [[t.data.name, t.source, t.target, t.route(), t.data.size, t.begin,
             state.transfer_ends()[t] if t in state.copied else None, t.egress()]
            for t in state.transfers]


def job_rows(replay, waits):
    """One row for each job submitted, in submission order: {column: value}."""
    jobs = [job for job in replay.scenario.jobs if job.job_id in replay.submitted]
    return [job_row(replay, job, waits)
            for job in sorted(jobs, key=lambda job: (job.submit, job.index))]


def job_row(replay, job, waits):
    why = replay.state.how_left.get(job.job_id, "")
    why = "" if why in ("done", "killed", "cut") else why
    released = blocked_until(replay, job, why)
    row = {"job_id": job.job_id, "tenant": job.tenant, "class": job.job_class, "pool": job.pool,
           "reservation": "", "chips": job.chips, "submit_s": job.submit,
           "requested_s": job.requested, "blocked_s": released - job.submit,
           "after": " ".join(job.after),
           "wait_s": None if why or job in replay.state.blocked else replay.run_end - released,
           "state": "refused" if why else "censored", "reason": why}
    row.update({name + "_s": None if why else waits[job.job_id][name] for name in REASONS})
    held = [holding for holding in holdings(replay) if holding[0].job is job]
    if held:
        row.update(held_row(replay, held, released))
    return row


def blocked_until(replay, job, why):
    """When it was released, or refused; the run's end if it still waits for others; its submission
    if it never did."""
    if job in replay.state.blocked:
        return replay.run_end
    return replay.state.left_blocked.get(job.job_id, job.submit)


def held_row(replay, held, released):
    """What the row of a job that has started says beside what it asks for."""
    gang, end, how = held[-1]
    first = held[0][0].start
    run = sum((replay.run_end if end is None else end) - g.since for g, end, _ in held)
    left = "censored" if how == "interrupted" else how
    final = end if left != "censored" else None
    last_moment = replay.run_end if final is None else final
    past = replay.state.progress[gang.job.job_id] if how == "interrupted" else gang.run.past
    return {"pool": gang.reservation.pool.name, "reservation": gang.reservation.name,
            "start_s": first, "end_s": final, "wait_s": first - released, "run_s": run,
            "requeue_s": last_moment - first - run, "lost_s": past.lost,
            "interruptions": past.interruptions, "preemptions": past.preemptions, "state": left}


def first_time_work(replay):
    """Chip-ms of time in which gangs that were cut or killed made progress for the first time."""
    lost = [holding for holding in holdings(replay)
            if replay.state.how_left.get(holding[0].job.job_id) in ("cut", "killed")
            and not holding[0].job.is_replica]
    return sum(gang.chips * time_in(gang.pieces, "productive", gang.since, end)
               for gang, end, _ in lost)


def deadlines_missed(replay):
    """(missed, all) of those that were not after the run's end."""
    due = [job for job in replay.scenario.jobs
           if job.job_id in replay.submitted and job.due() <= replay.run_end]
    ends = {gang.job.job_id: end for gang, end, how in replay.state.ended if how == "done"}
    met = [job for job in due if ends.get(job.job_id, FOREVER) <= job.due()]
    return len(due) - len(met), len(due)
