"""All that contracts, own hardware and list prices come to in a run, before it is split over causes
and tenants: docs/contracts.md, Bills and Effective cost."""

from collections import Counter
from typing import NamedTuple

from rules.contracts.money import price_of, rounded, split
from rules.contracts.owned import OwnedBills
from rules.ledger.bills import Bills
from rules.ledger.coverage import Coverage
from rules.ledger.settlement import Account

KINDS = ["covered", "overage", "list price"]  # in the order in which they pay


class Take(NamedTuple):
    """What a payer took of the used or idle chip-time of a reservation or market in a month."""

    month: str
    kind: str
    payer: str
    place: str
    used: bool
    chip_ms: int
    cost: int


class Shortfall(NamedTuple):
    """What was not taken of a contract in a month, or what its termination costs."""

    month: str
    payer: str
    chip_ms: int  # 0: none, of money
    cost: int


class Period(NamedTuple):
    """What commitments.csv has a row of."""

    begin: int
    until: int
    windows: list

    def sum(self, field):
        return sum(getattr(window, field) for window in self.windows)


class Statement:
    """`taken()` and `shortfalls` have all that is paid for, `bills` and `owned` what is due."""

    def __init__(self, scenario, meter, run_end, egress):
        """egress: {(month, the site that it left): cost}."""
        self.egress = egress
        self.scenario, self.meter, self.run_end = scenario, meter, run_end
        self.calendar, self.places = meter.calendar, scenario.platform_order()
        self.metered = meter.by_hour(run_end)
        coverage = Coverage(scenario, self.calendar)
        for hour, metered in self.metered:
            coverage.cover(hour, metered)
        coverage.finish(run_end)
        self.unpriced_chip_ms = coverage.unpriced_chip_ms
        self.bills = {a.contract.name: Bills(a, self.metered, self.places)
                      for a in coverage.accounts}
        self.owned = {"owned_" + pool.name: OwnedBills(pool, meter, run_end)
                      for pool in scenario.pools if pool.owned}
        self.takes = {}  # all but the two numbers of a Take -> (chip-ms, cost)
        self.list_costs = Counter()  # the same, where there is a list price -> micro-dollars, exact
        self.prices = coverage.priced
        self.missing = {}  # (month, payer) -> (chip-ms, cost)
        self.take_list(coverage)
        self.take_overage(coverage)
        for account in coverage.accounts:
            self.spread(account)
        for contract in coverage.discounts:
            account = self.counting(contract)
            self.bills[contract.name] = Bills(account, self.metered, self.places)
            self.spread(account)
        for pool in scenario.pools:
            if pool.owned:
                self.spread_owned(pool)
        self.shortfalls = [Shortfall(*key, *numbers) for key, numbers in self.missing.items()]
        for name, bills in self.bills.items():
            self.shortfalls += [Shortfall(month, name, 0, amount) for month, amount
                                in bills.termination(run_end).items()]
        self.order = [c.name for c in sorted(scenario.contracts,
                                             key=lambda c: c.in_order(self.calendar))]

    def add(self, month, kind, payer, place, used, chip_ms, cost):
        before = self.takes.get((month, kind, payer, place, used), (0, 0))
        self.takes[month, kind, payer, place, used] = (before[0] + chip_ms, before[1] + cost)

    def miss(self, month, payer, chip_ms, cost):
        before = self.missing.get((month, payer), (0, 0))
        self.missing[month, payer] = (before[0] + chip_ms, before[1] + cost)

    def taken(self):
        return [Take(*key, *numbers) for key, numbers in self.takes.items() if any(numbers)]

    def take_list(self, coverage):
        costs = Counter()
        for hour, place, used, chip_ms, exact in coverage.listed:
            self.add_hour("list price", "list", hour, place, used, chip_ms)
            costs[self.calendar.month(hour), place, used] += exact
        for (month, place, used), cost in costs.items():
            self.add(month, "list price", "list", place, used, 0, rounded(cost))

    def take_overage(self, coverage):
        for name, hour, place, used, chip_ms in coverage.overages:
            self.add_hour("overage", name, hour, place, used, chip_ms)
        for name, bills in self.bills.items():
            for month, cost in bills.overages().items():
                self.charge(month, "overage", name, cost)

    def charge(self, month, kind, payer, cost):
        """A month's cost, split over what it was for; for nothing, it is missing."""
        parts = [(place.name, used) for place in self.places for used in (True, False)
                 if (month, kind, payer, place.name, used) in self.takes]
        weights = [self.takes[month, kind, payer, *part][0] for part in parts]
        if not any(weights):
            self.miss(month, payer, 0, cost)
            return
        for part, cost_here in zip(parts, split(cost, weights)):
            self.add(month, kind, payer, *part, 0, cost_here)

    def add_hour(self, kind, payer, hour, place, used, chip_ms):
        """What was taken in an hour, without its cost."""
        month, price = self.calendar.month(hour), self.prices[hour, place, used]
        self.add(month, kind, payer, place, used, chip_ms, 0)
        if price is not None and chip_ms:
            self.list_costs[month, kind, payer, place, used] += price_of(chip_ms, price)

    def between(self, takes, begin, until):
        """[(place name, used, chip-ms, money)] of a span, in platform order, used first."""
        sums = Counter()
        for hour, place, used, chip_ms, money in takes:
            if begin <= hour < until:
                before = sums.get((place, used), (0, 0))
                sums[place, used] = (before[0] + chip_ms, before[1] + money)
        return [(place.name, used, *sums[place.name, used]) for place in self.places
                for used in (True, False) if (place.name, used) in sums]

    def periods(self, account):
        if account.contract.settlement not in ("hour", "month"):
            return [Period(w.begin, w.until, [w]) for w in account.windows]
        return [Period(begin, end, [w for w in account.windows if begin <= w.begin < end])
                for _, begin, end in self.calendar.months(account.begin, account.until)]

    def spread(self, account):
        """The charges of each period, over what it paid for."""
        contract = account.contract
        for hour, place, used, chip_ms, _ in account.takes:
            self.add_hour("covered", contract.name, hour, place, used, chip_ms)
        for period in self.periods(account):
            entries, weights = [], []
            for (month, begin, end), missing in zip(*self.shortfall_by_month(period)):
                for place, used, chip_ms, money in self.between(account.takes, begin, end):
                    entries.append((month, place, used, 0))
                    weights.append(money if contract.is_spend else chip_ms)
                entries.append((month, None, None, missing))
                weights.append(missing)
            for (month, place, used, amount), cost in zip(
                    entries, split(period.sum("charge"), weights)):
                if place is not None:
                    self.add(month, "covered", contract.name, place, used, 0, cost)
                else:
                    self.miss(month, contract.name, 0 if contract.is_spend else amount, cost)

    def shortfall_by_month(self, period):
        """([(month, from, until)], [its part of the shortfall])."""
        months = self.calendar.months(period.begin, period.until)
        if len(months) == 1:
            return months, [period.sum("shortfall")]
        window, = period.windows
        weights = [max(0, window.obligation(end) - window.obligation(begin)
                       - window.taken(end) + window.taken(begin)) for _, begin, end in months]
        return months, split(window.shortfall, weights)

    def counting(self, contract):
        """The account of a spend contract that counts charges."""
        account = Account(contract, self.calendar)
        scope = {place.name for place in self.places if contract.scope.has(place)}
        for month, _, end in self.calendar.months(0, self.run_end):
            if account.in_force(end - 1):
                account.advance(end - 1)
                account.meter((end - 1, end), self.charges_in(contract, scope, month))
        account.finish(self.run_end)
        return account

    def egress_in(self, contract, month):
        """Of a scope that is any, or a provider's alone."""
        said = contract.scope.said()
        providers = {site.name: site.provider for site in self.scenario.sites}
        return sum(cost for (its_month, site), cost in self.egress.items()
                   if its_month == month and set(said) <= {"provider"}
                   and said.get("provider", providers[site]) == providers[site])

    def charges_in(self, contract, scope, month):
        charges = sum(take.cost for take in self.taken() if take.month == month
                      and take.kind in ("overage", "list price") and take.place in scope)
        for bills in self.bills.values():
            inside = {p.name for p in self.places if bills.contract.scope.has(p)} <= scope
            if bills.contract.covers and inside:
                charges += bills.charges()[month] + bills.termination(self.run_end)[month]
        return charges + self.egress_in(contract, month)

    def spread_owned(self, pool):
        """Operation and what is written off, over all chip-time of the pool's reservations."""
        payer = "owned_" + pool.name
        bills = self.owned[payer]
        for (begin, _), hour in self.metered:
            for place in self.places:
                if place.pool is pool and place.name in hour:
                    its = hour[place.name]
                    self.add_hour("covered", payer, begin, place.name, True, its.used)
                    self.add_hour("covered", payer, begin, place.name, False, its.idle)
        for month in bills.capital:
            self.charge(month, "covered", payer, bills.written_off[month] + bills.operation[month])
