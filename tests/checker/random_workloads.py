"""Draws what docs/jobs.md, services.md and contracts.md add to a scenario: of the features that the
program has, each in some, from random numbers of its own.
"""

import random
from dataclasses import replace
from math import prod

from features import has
from random_contracts import draw_contracts, draw_drains, draw_markets
from random_data import draw_data
from random_platforms import ACCELERATORS, MINUTE, draw_hand_backs
from rules.geometry import Ask
from rules.jobs import FOREVER, Port, Source
from rules.scenario import Storage, Watts
from rules.services import ErlangC, Service
from rules.stages import Recovery

# How many scenarios have a feature; in the order in which they are drawn.
SHARES = {"runs_on": 0.4, "streams": 0.25, "data": 0.2, "dependencies": 0.4, "priority": 0.4,
          "deadlines": 0.3, "services": 0.25, "storage": 0.4, "markets": 0.5, "contracts": 0.4,
          "handed_back": 0.3, "notice": 0.3, "drain": 0.6}

SLOWEST = 50_000_000  # of a unit's storage, in bytes a millisecond

SPEEDS = ["1", "0.5", "0.8", "1.25", "2", "0.37", "3"]


def own_numbers(seed, feature):
    """The random numbers of a feature; None where the scenario is without it."""
    rng = random.Random(f"{feature} of {seed}")
    return rng if has(feature) and rng.random() < SHARES[feature] else None


def serves(seed):
    """Whether the scenario has services."""
    return own_numbers(seed, "services") is not None


def has_contracts(seed):
    return own_numbers(seed, "contracts") is not None


class Drawer:
    """Of one scenario: which features it has, and how long it is."""

    def __init__(self, seed, grid, slots, minutes):
        self.seed, self.grid, self.slots, self.minutes = seed, grid, slots, minutes

    def extend(self, scenario):
        for feature in SHARES:
            rng = own_numbers(self.seed, feature)
            if rng:
                scenario = getattr(self, feature)(rng, scenario)
        return scenario

    def some_time(self, rng, most=3):
        return rng.randint(0, most) * self.grid

    def markets(self, rng, scenario):
        return draw_markets(rng, scenario, self.minutes)

    def contracts(self, rng, scenario):
        return draw_contracts(rng, scenario, self.minutes)

    def handed_back(self, rng, scenario):
        """Of some of the reservations that the file names."""
        drawn = tuple(r if scenario.standing or r.pool.market or rng.random() < 0.4
                      else draw_hand_backs(rng, r, self.minutes) for r in scenario.reservations)
        return replace(scenario, reservations=drawn)

    def notice(self, rng, scenario):
        """Of those that open later: at any minute up to then, or before the run."""
        return replace(scenario, reservations=tuple(
            replace(r, notice=rng.randint(-1, r.opens_at // MINUTE) * MINUTE) if r.opens_at else r
            for r in scenario.reservations))

    def drain(self, rng, scenario):
        return draw_drains(rng, scenario, self.minutes)

    # Where jobs can run

    def runs_on(self, rng, scenario):
        """Pools share accelerators, and all have one; the trace's jobs run on some of them."""
        names = rng.sample(ACCELERATORS, rng.randint(1, 3))
        watts = {name: Watts("10", "30", "5", chips) for name, chips in names}
        pools = {}
        for pool in scenario.pools:
            name, _ = rng.choice(names)
            pools[pool.name] = replace(pool, accelerator=name, watts=watts[name])
        reservations = [replace(r, pool=pools[r.pool.name]) for r in scenario.reservations]
        source = replace(scenario.sources[0], runs_on=self.ports(rng))
        return replace(scenario, pools=tuple(pools.values()), reservations=tuple(reservations),
                       sources=(source,),
                       jobs=tuple(replace(job, source=source) for job in scenario.jobs))

    def ports(self, rng):
        """Of some of the catalogue, each with a speed; the first at speed 1 in some."""
        ports = []
        for name, _ in rng.sample(ACCELERATORS, rng.choice([1, 2, 3, 3, 4])):
            since = rng.randint(1, self.minutes) * MINUTE if rng.random() < 0.2 else 0
            ports.append(Port(name, rng.choice(SPEEDS), since,
                              rng.choice([0, 0, 1, 2]) * self.grid))
        return tuple(ports)

    # Streams in place of the trace

    def streams(self, rng, scenario):
        sources, jobs = [], []
        for number in range(rng.randint(2, 6)):
            like = rng.choice(scenario.jobs)
            source = self.stream(rng, scenario, f"s{number}", sources)
            jobs.append(self.like(rng, like, source))
            sources.append(source)
        return replace(scenario, sources=tuple(sources),
                       jobs=submitted(self.submissions(rng, jobs, scenario.end), jobs))

    def stream(self, rng, scenario, name, others):
        recovery = scenario.sources[0].recovery
        if rng.random() < 0.5:
            recovery = Recovery(recovery.startup, recovery.restart)
        follows, followers = "", 1
        if has("dependencies") and others and rng.random() < 0.5:
            follows, followers = rng.choice(others).name, rng.choice([1, 1, 2, 3])
        runs_on = scenario.sources[0].runs_on and (() if rng.random() < 0.3 else self.ports(rng))
        return Source(name, recovery, True, runs_on, follows, followers)

    def like(self, rng, job, source):
        """The job that all of the stream are like. What is drawn is at least 1 ms."""
        job = replace(job, source=source, run=max(job.run, 1))
        if job.requested is not None:
            job = replace(job, requested=max(job.requested, 1))
        if has("elastic") and not job.ask.shape and rng.random() < 0.6:
            chips = rng.choice([job.chips, 2 * job.chips, 4 * job.chips, 8])
            job = replace(job, ask=replace(job.ask, chips=chips,
                                           down_to=rng.choice([1, max(1, chips // 2)]),
                                           scaling=rng.choice(["1", "1", "0.5", "0.9"])))
        return job

    def submissions(self, rng, models, end):
        """{stream name: moments}, to the minute, before the run's end."""
        last = self.minutes // 2 if end is None else min(self.minutes // 2, end // MINUTE - 1)
        return {model.source.name: sorted(rng.randint(0, last) * MINUTE
                                          for _ in range(rng.randint(1, 8)))
                for model in models if not model.source.follows}

    # What the jobs of a trace say each for itself, those of a stream together

    def each(self, rng, scenario, change):
        """The jobs changed, by stream or one by one."""
        drawn = {}
        jobs = []
        for job in scenario.jobs:
            key = job.source.name or job.job_id
            if key not in drawn:
                drawn[key] = change(rng, job)
            jobs.append(replace(job, **drawn[key]))
        return replace(scenario, jobs=tuple(jobs))

    def dependencies(self, rng, scenario):
        if scenario.sources[0].name:
            return scenario
        jobs, share = [], rng.choice([0.1, 0.3, 0.6])
        for job in scenario.jobs:
            if jobs and rng.random() < share:
                after = rng.sample(jobs[-6:], min(len(jobs), rng.choice([1, 1, 2])))
                job = replace(job, after=tuple(other.job_id for other in after))
            elif rng.random() < 0.02:
                job = replace(job, after=(rng.choice(["nobody", rng.choice(
                    scenario.jobs).job_id]),))
            jobs.append(job)
        return replace(scenario, jobs=tuple(jobs))

    def priority(self, rng, scenario):
        """Of some levels; in half of the scenarios they climb over time."""
        levels = rng.choice([[0, 1], [0, 0, 0, 7], [-3, 0, 5, 100], [-1000000, 999990]])
        climb = rng.choice([0, 1])
        scenario = self.each(rng, scenario, lambda rng, job: {
            "priority": rng.choice(levels) + climb * min(10, job.submit // self.grid)})
        policy = scenario.policy
        if policy.backfill != "conservative" and rng.random() < 0.7:
            policy = replace(policy, preemption="priority")
        sources = {s: replace(s, preemptible=rng.random() < 0.8) for s in scenario.sources}
        jobs = [replace(job, source=sources[job.source]) for job in scenario.jobs]
        return replace(scenario, policy=policy, sources=tuple(sources.values()), jobs=tuple(jobs))

    def deadlines(self, rng, scenario):
        scenario = self.each(rng, scenario, lambda rng, job: {"deadline": rng.choice(
            [None, rng.randint(1, 9) * self.grid])})
        return replace(scenario, policy=replace(scenario.policy, order=rng.choice(
            ["edf", scenario.policy.order])))

    # Checkpoints

    def storage(self, rng, scenario):
        """Pools with storage, some of which fail, and checkpoints that are written to it, or at the
        best intervals, or both. A write takes as long as the grid, on one unit, or less."""
        longest = max(job.run for job in scenario.jobs)
        # A log that is cut short goes on for ever where ticks and failures both may follow.
        ticks = isinstance(scenario.policy.cadence, int)
        failures = "" if ticks else self.rare_failures(longest)
        pools = {pool.name: replace(pool, storage=self.some_storage(rng), failures=pool.failures
                                    or rng.choice(["", failures])) for pool in scenario.pools}
        sources = {}
        for source in scenario.sources:
            recovery = source.recovery
            if not recovery.interval and rng.random() < 0.7:
                recovery = replace(recovery, interval=max(self.grid, longest // 40))
            if recovery.interval and rng.random() < 0.8:
                recovery = replace(recovery, bytes=rng.randint(1, 4) * self.grid * SLOWEST // 4)
            if recovery.interval and (recovery.bytes or recovery.write >= 1000):
                recovery = replace(recovery, optimum=rng.random() < 0.5)
            sources[source] = replace(source, recovery=recovery)
        return replace(
            scenario, pools=tuple(pools.values()), sources=tuple(sources.values()),
            reservations=tuple(replace(r, pool=pools[r.pool.name]) for r in scenario.reservations),
            jobs=tuple(replace(job, source=sources[job.source]) for job in scenario.jobs))

    def some_storage(self, rng):
        per_unit = rng.choice([None, SLOWEST, 4 * SLOWEST])
        return Storage(rng.choice([333, 500, 1000]) * 10**9, rng.choice([500, 2000]) * 10**9,
                       per_unit and per_unit * 1000)

    def rare_failures(self, longest):
        """A unit fails once in the time of 20 of the longest jobs: many of them end."""
        rate = min(50_000, 1000 * 24 * 60 * MINUTE // (20 * max(longest, 1)))
        return f"rate: {rate} per 1000 unit-days, repair: {{exponential: {{mean: 2 min}}}}"

    def data(self, rng, scenario):
        """Streams read different ones; a trace reads one alone."""
        if has("streams") and not scenario.sources[0].name and rng.random() < 0.6:
            scenario = self.streams(rng, scenario)
        return draw_data(rng, scenario, self.grid)

    # Services

    def services(self, rng, scenario):
        accelerators = sorted({pool.accelerator for pool in scenario.pools if pool.accelerator})
        if not accelerators:
            return scenario
        services = tuple(self.service(rng, scenario, f"chat{number}", accelerators)
                         for number in range(rng.randint(1, 2)))
        end = scenario.end
        if end is None and any(service.until == FOREVER for service in services):
            end = (self.minutes + 2) * MINUTE
        return replace(scenario, services=services, end=end)

    def service(self, rng, scenario, name, accelerators):
        preemptible = has("priority") and rng.random() < 0.3
        names = rng.sample(accelerators, rng.randint(1, len(accelerators)))
        throughput = tuple((name, rng.choice([500, 1000, 1000, 2500, 12000])) for name in names)
        startup = self.some_time(rng)
        source = Source(name, Recovery(startup, startup), preemptible,
                        tuple(Port(name) for name in names))
        begin = rng.randint(0, self.minutes // 2) * MINUTE if rng.random() < 0.3 else 0
        until = FOREVER
        if rng.random() < 0.3:
            until = begin + rng.randint(1, self.minutes) * MINUTE
        step = self.grid * rng.choice([1, 1, 2, 3])
        least = rng.choice([0, 0, 1, 2])
        return Service(
            source, rng.choice(["serving", "research", name]), "inference",
            self.replica(rng, scenario), throughput, rng.choice([300, 1000, 3000, 10000]),
            tuple(rng.randint(0, 4) for _ in range(23)) + (1,),
            rng.choice([(1,) * 7, tuple(rng.randint(0, 3) for _ in range(6)) + (2,)]),
            priority=rng.choice([0, 0, 7, 100]) if has("priority") else 0, begin=begin, until=until,
            step=step, target=rng.choice(["1", "0.7", "0.333333"]), lag=self.some_time(rng),
            keep=self.some_time(rng, 6), least=least, most=rng.choice([1_000_000, least + 3]),
            erlang_c=self.erlang_c(rng))

    def replica(self, rng, scenario):
        like = rng.choice(scenario.jobs).ask
        return Ask(prod(like.shape), like.shape) if like.shape else Ask(rng.choice([1, 2, 4, 8]))

    def erlang_c(self, rng):
        if not has("erlang_c") or rng.random() < 0.7:
            return None
        return ErlangC(rng.choice([1, 4, 32]), rng.choice([0, 500, 2000]),
                       rng.choice(["0.5", "0.9", "0.99"]))


def submitted(moments, models):
    """The jobs of streams in the order of their submission: each is followed at once by those of
    the streams that follow its own, in file order, and each of those by its own."""
    jobs, numbers = [], {}

    def submit(model, moment, after):
        name = model.source.name
        numbers[name] = numbers.get(name, 0) + 1
        job = replace(model, index=len(jobs), job_id=f"{name}-{numbers[name]}", submit=moment,
                      after=after)
        jobs.append(job)
        for other in models:
            if other.source.follows == name:
                for _ in range(other.source.followers):
                    submit(other, moment, (job.job_id,))

    arrivals = [(moment, number) for number, model in enumerate(models)
                for moment in moments.get(model.source.name, ())]
    for moment, number in sorted(arrivals):
        submit(models[number], moment, ())
    return tuple(jobs)
