"""What a contract says, and what follows from it alone: docs/contracts.md, Contracts.

Instants may lie before the run's start.
"""

from dataclasses import dataclass
from fractions import Fraction

from rules.contracts.money import HOUR, WHOLE, price_of, rounded

# From narrow to wide, by the keys that are said.
SCOPES = [{"reservation"}, {"pool"}, {"site", "accelerator"}, {"provider", "accelerator"},
          {"accelerator"}, {"provider"}, set()]
SCOPE_KEYS = ("reservation", "pool", "site", "accelerator", "provider")


@dataclass(frozen=True)
class Scope:
    """Nothing said: any."""

    reservation: str = ""
    pool: str = ""
    site: str = ""
    accelerator: str = ""
    provider: str = ""

    def said(self):
        return {key: getattr(self, key) for key in SCOPE_KEYS if getattr(self, key)}

    def rank(self):
        return SCOPES.index(set(self.said()))

    def matches(self, pool):
        """But for the reservation that it may name."""
        found = {"pool": pool.name, "site": pool.site.name, "accelerator": pool.accelerator,
                 "provider": pool.site.provider}
        return all(found.get(key, wanted) == wanted for key, wanted in self.said().items())

    def has(self, place):
        """Whether a reservation or market is in it; spot, own hardware and what drains are not."""
        if place.pool.market == "spot" or place.pool.owned or place.left_by:
            return False
        return self.reservation in ("", place.name) and self.matches(place.pool)


@dataclass(frozen=True)
class ServiceLevel:
    availability: int
    credit: int


@dataclass(frozen=True)
class Termination:
    on: int
    fee: int
    refund_cap: object = None  # None: all


@dataclass(frozen=True)
class Contract:
    """Money in micro-dollars, shares in millionths, amounts of chip-time in chip-ms."""

    name: str
    scope: Scope
    begin: int
    until: int
    ramp: tuple  # ((from, quantity), ...); the first at `begin`
    unit: str = "chips"  # or chip-hours, USD/h, USD
    meter: str = "held"
    rate: object = None
    total: object = None
    escalator: int = 0
    take_share: int = WHOLE
    settlement: str = "hour"
    billing: str = ""  # empty: the default
    prepaid: tuple = ()  # ((on, share), ...)
    makeup: object = None  # months
    carry_cap: object = None
    overage: object = None
    pay_on_delivery: bool = False
    service_level: object = None
    termination: object = None
    invests: tuple = ()  # ((on, amount), ...)
    counts: str = "charges"
    discount: int = 0

    @property
    def is_spend(self):
        return self.unit in ("USD/h", "USD")

    @property
    def covers(self):
        """Whether it takes chip-time; else it counts charges."""
        return not self.is_spend or self.counts == "usage"

    @property
    def end(self):
        return min(self.until, self.termination.on) if self.termination else self.until

    @property
    def level(self):
        return (self.billing or ("level" if self.total is not None else "taken")) == "level"

    def committed(self, moment):
        """From its start up to that moment, rounded down."""
        moment = min(max(moment, self.begin), self.until)
        ends = [step[0] for step in self.ramp[1:]] + [self.until]
        exact = Fraction(0)
        for (begin, quantity), end in zip(self.ramp, ends):
            time = max(0, min(moment, end) - begin)
            exact += quantity * time / Fraction(
                {"chips": 1, "USD/h": HOUR}.get(self.unit, end - begin))
        return exact.__floor__()

    def quantity(self, begin, until):
        return self.committed(until) - self.committed(begin)

    def obligation(self, quantity):
        return self.take_share * quantity // WHOLE

    def rate_at(self, calendar, moment):
        """In micro-dollars a chip-hour; with a total, the derived one."""
        if self.total is not None:
            return rounded(Fraction(self.total * HOUR, self.quantity(self.begin, self.until)))
        rate = self.rate
        for _ in range(calendar.years(self.begin, moment)):
            rate = rounded(Fraction(rate * (WHOLE + self.escalator), WHOLE))
        return rate

    def cost(self, calendar, window_begin, amount):
        """Of what is taken or owed in a window, without a total."""
        if self.is_spend:
            return amount
        return rounded(price_of(amount, self.rate_at(calendar, window_begin)))

    def share_of_total(self, amount):
        return rounded(Fraction(self.total * amount, self.quantity(self.begin, self.until)))

    def window_end(self, calendar, moment):
        """Of the window in which that moment lies; the contract's end is one."""
        if self.settlement == "hour":
            return min(calendar.hour_end(moment), self.until)
        if self.settlement == "month":
            return min(calendar.month_end(moment), self.until)
        if self.settlement == "year":
            years = calendar.years(self.begin, moment) + 1
            return min(calendar.later(self.begin, 12 * years), self.until)
        return self.until

    def windows(self, calendar, begin, until):
        """[(from, until)], cut to that span."""
        return calendar.parts(begin, until, lambda moment: self.window_end(calendar, moment))

    def value(self, calendar, begin, until):
        """Its charge over that span if exactly its obligation were taken in every window; of one
        that counts charges, its obligations."""
        owed = [(a, self.obligation(self.quantity(a, b)))
                for a, b in self.windows(calendar, begin, until)]
        if self.total is not None:
            return self.share_of_total(sum(amount for _, amount in owed))
        return sum(self.cost(calendar, a, amount) for a, amount in owed)

    def in_order(self, calendar):
        """The key by which contracts come to take."""
        rate = 0 if self.is_spend else self.rate_at(calendar, self.begin)
        return self.scope.rank(), self.is_spend, rate, -self.discount, self.end, self.name
