"""Services: demand, replicas and the autoscaler, straight from docs/services.md.

Rates are whole milli-requests a second; what is compared with them is a fraction.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

import events
from rules import capacity
from rules.geometry import Ask
from rules.jobs import FOREVER, Job, Source

HOUR = 3_600_000


@dataclass(frozen=True)
class ErlangC:
    slots: int
    within: int
    goal: str  # as the file has it

    def attained(self, demand, throughputs):
        """The share of requests that wait at most `within` for one of these replicas."""
        servers = len(throughputs) * self.slots
        if not servers:
            return 0.0
        mean = servers / (sum(throughputs) / 1000)
        load = demand / 1000 * mean
        if load >= servers:
            return 0.0
        blocking = 1.0  # Erlang B, by its recursion
        for n in range(1, servers + 1):
            blocking = load * blocking / (n + load * blocking)
        waiting = blocking / (1 - load / servers * (1 - blocking))
        return 1 - waiting * math.exp(-(servers - load) * self.within / 1000 / mean)


@dataclass(frozen=True)
class Service:
    """Moments and spans in milliseconds, `begin` and `until` from the run's start."""

    source: Source  # its name, what a start costs, whether it may be preempted
    tenant: str
    job_class: str
    ask: Ask
    throughput: tuple  # ((accelerator, milli-requests a second), ...), the reference first
    rate: int  # milli-requests a second, the mean of a week
    daily: tuple = (1,) * 24
    weekly: tuple = (1,) * 7
    requests: tuple = ()  # of each step, in place of rate and weights; repeated from the beginning
    scale: str = "1"  # of the requests
    priority: int = 0
    begin: int = 0
    until: int = FOREVER
    step: int = 300_000
    target: str = "1"
    lag: int = 0
    keep: int = 0
    least: int = 0
    most: int = 1_000_000
    erlang_c: object = None

    @property
    def name(self):
        return self.source.name

    @property
    def reference(self):
        return self.throughput[0][1]

    def steps(self, now):
        """How many have begun."""
        last = min(now, self.until - 1)
        return (last - self.begin) // self.step + 1 if last >= self.begin else 0

    def next_step(self, now):
        """The next moment after `now` at which a step begins, or the service ends."""
        following = self.begin + self.step * max(0, (now - self.begin) // self.step + 1)
        return min(moment for moment in (following, self.until) if moment > now) \
            if now < self.until else FOREVER

    def demand(self, start, number):
        """Of that step, of a run that starts at that date."""
        if self.requests:
            count = self.requests[number % len(self.requests)] * Fraction(self.scale)
            return half_up(count * 1_000_000 / self.step)
        date = start + timedelta(milliseconds=self.begin + number * self.step)
        weight = Fraction(24 * self.daily[date.hour], sum(self.daily))
        weight *= Fraction(7 * self.weekly[date.weekday()], sum(self.weekly))
        return half_up(self.rate * weight)

    def demand_now(self, state):
        steps = self.steps(state.now)
        if not steps or state.now >= self.until:
            return 0
        return self.demand(state.scenario.start, steps - 1)

    def need(self, demand):
        """The throughput that all replicas should have together for that demand."""
        if self.erlang_c is None:
            return math.ceil(demand / Fraction(self.target))
        if not demand:
            return 0
        replicas = demand // self.reference
        while self.erlang_c.attained(demand, [self.reference] * replicas) < float(
                self.erlang_c.goal):
            replicas += 1
        return replicas * self.reference

    def attained(self, demand, throughputs):
        """What share of the demand these replicas serve in time; None without demand."""
        if not demand:
            return None
        if self.erlang_c:
            return self.erlang_c.attained(demand, throughputs)
        return Fraction(min(demand, sum(throughputs)), demand)

    def seen(self, state, number):
        """What the autoscaler needs at the beginning of that step, by what it sees then."""
        return self.need(self.demand(state.scenario.start, max(0, number - -(-self.lag //
                                                                             self.step))))

    def wanted(self, state):
        return self.seen(state, self.steps(state.now) - 1)

    def wanted_lately(self, state):
        """The largest of what it saw in the steps that began within the last `keep`."""
        last = self.steps(state.now) - 1
        first = max(0, -(-(state.now - self.keep - self.begin) // self.step))
        return max(self.seen(state, number) for number in range(first, last + 1))

    def of(self, accelerator):
        return dict(self.throughput)[accelerator]

    def waiting(self, state):
        return [job for job in state.waiting if job.source is self.source]

    def running(self, state):
        """In the order of their starts."""
        return [gang for gang in state.running.values() if gang.job.source is self.source]

    def together(self, state):
        """The throughput of all replicas."""
        return (len(self.waiting(state)) * self.reference
                + sum(self.of(g.reservation.pool.accelerator) for g in self.running(state)))

    def ready(self, state):
        return [gang for gang in self.running(state)
                if state.stage[gang.job.job_id] == "productive"]

    def throughputs_ready(self, state):
        return [self.of(gang.reservation.pool.accelerator) for gang in self.ready(state)]

    def overprovisioned(self, state):
        """The ready replicas, in the order of their starts, after those that are needed."""
        need, left = self.need(self.demand_now(state)), self.ready(state)
        while left and need > 0:
            need -= self.of(left.pop(0).reservation.pool.accelerator)
        return left


def half_up(number):
    return math.floor(number + Fraction(1, 2))


def next_step(state):
    return min([service.next_step(state.now) for service in state.scenario.services],
               default=FOREVER)


def stage(state, gang):
    """The cause of the chips that the gang asked for."""
    for service in state.scenario.services:
        if service.source is gang.job.source and gang in service.overprovisioned(state):
            return "overprovisioned"
    stage_now = state.stage[gang.job.job_id]
    return "starting" if stage_now == "staging" else stage_now


def acts_now(state, service):
    """Whether a step of the service begins at this moment, or it ends."""
    return state.now == service.until or (
        state.now < service.until and service.steps(state.now) > 0
        and (state.now - service.begin) % service.step == 0)


def act(state, service):
    """The row of the next replica that is submitted or released at this moment; None if there is
    none left to be."""
    waiting, running = service.waiting(state), service.running(state)
    count = len(waiting) + len(running)
    if state.now == service.until:
        return release(state, service) if count else None
    too_few = service.together(state) < service.wanted(state) or count < service.least
    if too_few and count < service.most:
        return submit(state, service)
    if count > service.least:
        without = service.together(state) - throughput_of_last(state, service)
        if without >= service.wanted_lately(state):
            return release(state, service)
    return None


def submit(state, service):
    number = state.replicas[service.name] = state.replicas.get(service.name, 0) + 1
    state.arrivals += 1
    job = Job(len(state.scenario.jobs) + state.arrivals, f"{service.name}/{number}",
              service.tenant, service.job_class, "", service.ask, state.now, FOREVER,
              priority=service.priority, source=service.source)
    state.waiting.append(job)
    return [events.submit_row(state.now, job, None, "scale")]


def last(state, service):
    """The one that waits and was submitted last; if none waits, the one that started last."""
    waiting = service.waiting(state)
    if waiting:
        return max(waiting, key=lambda job: job.index)
    return max(service.running(state), key=lambda gang: gang.order)


def throughput_of_last(state, service):
    one = last(state, service)
    if isinstance(one, Job):
        return service.reference
    return service.of(one.reservation.pool.accelerator)


def release(state, service):
    one = last(state, service)
    if isinstance(one, Job):
        state.waiting.remove(one)
        state.promises.pop(one.job_id, None)
        return [events.released_row(state.now, one)]
    state.finish(one, "released")
    return [events.end_row(state.now, one, "released"), *capacity.leave(state, one, "scale")]
