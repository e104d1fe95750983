"""What own hardware costs: docs/contracts.md, Own hardware."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from rules.contracts.money import price_of, rounded


@dataclass(frozen=True)
class Owned:
    capital: int  # micro-dollars a chip
    life: int  # ms
    operation: int = 0  # micro-dollars a chip-hour
    energy: int = 0  # micro-dollars a MWh


class Asset:
    """One delivery: units that come, are paid and are written off together."""

    def __init__(self, owned, chips, came, left):
        self.cost, self.life = owned.capital * chips, owned.life
        self.came, self.left = came, left  # None: stays

    def paid(self, moment):
        return self.cost if self.came < moment else 0

    def written_off(self, moment):
        if self.came >= moment:
            return 0
        if self.left is not None and self.left < moment:
            return self.cost
        return rounded(Fraction(self.cost * min(self.life, moment - self.came), self.life))


def assets(pool, meter):
    """Those that have come."""
    found = []
    for units, _ in pool.lots():
        came = meter.came.get((pool.name, units[0])) if units else None
        if came is not None:
            found.append(Asset(pool.owned, len(units) * pool.chips_per_unit, came,
                               meter.left.get((pool.name, units[0]))))
    return found


class OwnedBills:
    """By month: `capital` paid, `written_off`, `operation`; and the `balance` at the run's end."""

    def __init__(self, pool, meter, run_end):
        self.capital, self.written_off, self.operation = Counter(), Counter(), Counter()
        mine = assets(pool, meter)
        for month, begin, end in meter.calendar.months(0, run_end):
            self.capital[month] = sum(a.paid(end) - a.paid(begin) for a in mine)
            self.written_off[month] = sum(a.written_off(end) - a.written_off(begin) for a in mine)
            self.operation[month] = rounded(
                price_of(meter.delivered[pool.name, month], pool.owned.operation))
        self.balance = sum(self.capital.values()) - sum(self.written_off.values())
