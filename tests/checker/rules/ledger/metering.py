"""What a run's states say of chip-time, hour by hour (UTC, cut by the run)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from rules.causes import HELD, causes
from rules.contracts.dates import Calendar


@dataclass
class Metered:
    """Chip-ms of a reservation or market in an hour."""

    used: int = 0
    idle: int = 0  # of bound units, all else; none where it is in no base
    undelivered: int = 0  # without what was handed back
    in_repair: int = 0  # of what is idle

    def add(self, chips, is_in_base, handed_back, time):
        used = sum(chips[cause] for cause in HELD)
        self.used += used * time
        if not is_in_base:
            return
        self.idle += (sum(chips.values()) - used - chips["undelivered"]) * time
        self.undelivered += (chips["undelivered"] - handed_back) * time
        self.in_repair += chips["in_repair"] * time


class Meter:
    """Observes a replay: `sample` at each instant."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.calendar = Calendar(scenario.start)
        self.hours = {}  # (from, until) -> {reservation name: Metered}
        self.came, self.left = {}, {}  # (pool name, unit) -> when
        self.delivered = Counter()  # (pool name, month) -> chip-ms

    def sample(self, state, until):
        """The state holds over [state.now, until)."""
        self.sample_units(state, until)
        chips = {r.name: causes(state, r) for r in state.platform_order if state.is_open(r)}
        for begin, end in self.calendar.hours(state.now, until):
            hour = self.hours.setdefault(self.calendar.hour_end(begin), defaultdict(Metered))
            for r in state.platform_order:
                if r.name in chips:
                    handed_back = state.given_up[r.name] * r.pool.chips_per_unit
                    hour[r.name].add(chips[r.name], r.is_in_base, handed_back, end - begin)

    def sample_units(self, state, until):
        for pool in self.scenario.pools:
            there = state.there[pool.name]
            for unit in range(pool.units):
                if unit in there:
                    self.came.setdefault((pool.name, unit), state.now)
                elif (pool.name, unit) in self.came:
                    self.left.setdefault((pool.name, unit), state.now)
            for month, begin, end in self.calendar.months(state.now, until):
                self.delivered[pool.name, month] += (
                    len(there) * pool.chips_per_unit * (end - begin))

    def by_hour(self, run_end):
        """[((from, until), {reservation name: Metered})] of the whole run."""
        return [((begin, end), self.hours[self.calendar.hour_end(begin)])
                for begin, end in self.calendar.hours(0, run_end)]
