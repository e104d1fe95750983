"""What chip-time costs without a contract: docs/contracts.md, Prices."""

from dataclasses import dataclass
from fractions import Fraction

from rules.contracts.clauses import Scope
from rules.contracts.dates import YEAR
from rules.contracts.money import WHOLE, part, rounded


@dataclass(frozen=True)
class PriceEntry:
    """In micro-dollars a chip-hour; None: it does not say it."""

    scope: Scope
    on_demand: object = None
    spot: object = None
    unused_factor: int = WHOLE
    begin: object = None  # None: always
    change: int = 0  # a year

    def at(self, price, moment):
        """That price, changed with each year."""
        years = max(0, moment - (0 if self.begin is None else self.begin)) // YEAR
        for _ in range(years):
            price = rounded(Fraction(price * (WHOLE + self.change), WHOLE))
        return price


def list_prices(entries, pool, moment):
    """(of what is used, of what is not) at that moment; None if it has no price."""
    kind = "spot" if pool.market == "spot" else "on_demand"
    begun = [entry for entry in entries
             if entry.scope.matches(pool) and getattr(entry, kind) is not None
             and (entry.begin is None or entry.begin <= moment)]
    if not begun:
        return None
    narrowest = min(entry.scope.rank() for entry in begun)
    last = max(reversed([entry for entry in begun if entry.scope.rank() == narrowest]),
               key=lambda entry: (entry.begin is not None, entry.begin))
    price = last.at(getattr(last, kind), moment)
    return price, part(price, last.unused_factor)
