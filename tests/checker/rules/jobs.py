"""What a job is and what its stream, its trace or its service says of it: docs/jobs.md."""

from dataclasses import dataclass, replace
from fractions import Fraction

from rules.geometry import Ask
from rules.stages import Recovery

FOREVER = 10**15


@dataclass(frozen=True)
class Port:
    """A line of `runs_on`."""

    accelerator: str
    speed: str = "1"  # as the file has it
    since: int = 0  # jobs that are submitted before are ineligible there
    compile: int = 0


@dataclass(frozen=True)
class Source:
    """What a stream, a trace or a service says of all its jobs; a trace has no name."""

    name: str = ""
    recovery: Recovery = Recovery()
    preemptible: bool = True
    runs_on: tuple = ()  # of Port. Empty: everywhere, at speed 1
    follows: str = ""  # the stream whose jobs those of this one depend on
    followers: int = 1  # of each job of that stream
    markets: tuple = ("on_demand", "spot")  # where its jobs may run beside reservations
    data: object = None  # the data set that its gangs read


@dataclass(frozen=True)
class Job:
    index: int  # place in the workload's order
    job_id: str
    tenant: str
    job_class: str
    pool: str  # empty: any
    ask: Ask
    submit: int
    run: int  # FOREVER: a replica of a service
    requested: object = None  # None: as long as it runs
    priority: int = 0
    deadline: object = None  # from its submission
    source: Source = Source()
    after: tuple = ()  # the ids of the jobs that it depends on

    @property
    def chips(self):
        return self.ask.chips

    @property
    def is_replica(self):
        return self.run >= FOREVER

    def can_read_at(self, site):
        """Whether the data set that it reads is there, or can come."""
        return self.source.data is None or site.name in self.source.data.reach

    def sizes(self):
        """What it can run on, the largest first: halves of halves, whole, not below the least."""
        ask, sizes = self.ask, [self.ask]
        while ask.down_to and ask.chips % 2 == 0 and ask.chips // 2 >= ask.down_to:
            ask = replace(ask, chips=ask.chips // 2)
            sizes.append(ask)
        return sizes

    @property
    def least(self):
        """What it counts with while it waits."""
        return self.sizes()[-1]

    def port(self, pool):
        """What it can use there: None if it cannot run on the pool's accelerator."""
        if not self.source.runs_on:
            return Port(pool.accelerator)
        return next((port for port in self.source.runs_on
                     if port.accelerator == pool.accelerator and self.submit >= port.since), None)

    def speed(self, pool, ask):
        """Progress over time in that pool with so many chips."""
        return Fraction(self.port(pool).speed) * self.speed_on(ask)

    def speed_on(self, ask):
        """The speed on so many chips over that on all. A root is as near as a double."""
        share = Fraction(ask.chips, self.ask.chips)
        if share == 1 or Fraction(ask.scaling) == 1:
            return share
        return Fraction(float(share) ** float(ask.scaling))

    def due(self):
        """The moment of its deadline; FOREVER without one."""
        return FOREVER if self.deadline is None else self.submit + self.deadline
