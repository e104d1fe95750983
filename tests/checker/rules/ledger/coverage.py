"""Who covers which chip-time: docs/contracts.md, Coverage, hour by hour."""

from collections import Counter

from rules.contracts.money import HOUR, WHOLE, part, price_of, rounded
from rules.contracts.prices import list_prices
from rules.ledger.settlement import Account


class Coverage:
    """`cover` takes the hours of a run in order."""

    def __init__(self, scenario, calendar):
        self.scenario = scenario
        self.places = scenario.platform_order()
        ordered = sorted(scenario.contracts, key=lambda contract: contract.in_order(calendar))
        self.accounts = [Account(c, calendar) for c in ordered if c.covers]
        self.discounts = [c for c in ordered if not c.covers]
        self.calendar = calendar
        self.overages = []  # (contract name, hour, place name, used, chip-ms)
        self.listed = []  # (hour, place name, used, chip-ms, micro-dollars, exact)
        self.unpriced_chip_ms = 0
        self.priced = {}  # (from, place name, used) -> the list price in that hour; None: none

    def cover(self, hour, metered):
        """metered: {reservation name: Metered}."""
        prices = {r.name: list_prices(self.scenario.prices, r.pool, hour[0]) for r in self.places}
        for name, price in prices.items():
            for used in (True, False):
                self.priced[hour[0], name, used] = price and price[0 if used else 1]
        left = {}
        for place in self.places:
            if not place.pool.owned and place.name in metered:
                left[place.name, True] = metered[place.name].used
                left[place.name, False] = metered[place.name].idle
        for account in self.accounts:
            account.advance(hour[0])
        in_force = [account for account in self.accounts if account.in_force(hour[0])]
        taken = {account.contract.name: self.take(account, left, hour, prices)
                 for account in in_force}
        overage = Counter()
        for account in in_force:
            if account.contract.overage is not None:
                overage[account.contract.name] = self.run_over(account.contract, hour, left)
        for account in in_force:
            name = account.contract.name
            account.meter(hour, taken[name], overage[name],
                          *self.delivered(account.contract, metered))
        self.charge_list(hour, left, prices)

    def in_scope(self, contract, left):
        """[(place name, used)] that the contract may take, used first."""
        kinds = (True, False) if contract.meter == "held" else (True,)
        return [(place.name, used) for used in kinds for place in self.places
                if contract.scope.has(place) and (place.name, used) in left]

    def take(self, account, left, hour, prices):
        """What the contract takes up to its room, the highest list price first, without one last;
        says how much, in chip-ms or micro-dollars."""
        contract, room = account.contract, account.room()
        before = room
        for key in sorted(self.in_scope(contract, left), key=lambda key: (
                not key[1], -prices[key[0]][0] if prices[key[0]] else 1)):
            if contract.is_spend and not prices[key[0]]:
                continue
            chip_ms, money = min(left[key], room), 0
            if contract.is_spend:
                price = discounted(prices[key[0]][0], contract)
                chip_ms, money = affordable(left[key], room, price)
            room -= money if contract.is_spend else chip_ms
            left[key] -= chip_ms
            account.takes.append((hour[0], *key, chip_ms, money))
        return before - room

    def run_over(self, contract, hour, left):
        """All that is left in its scope; says how much."""
        whole = 0
        for key in self.in_scope(contract, left):
            self.overages.append((contract.name, hour[0], *key, left[key]))
            whole += left[key]
            left[key] = 0
        return whole

    def delivered(self, contract, metered):
        """(delivered, reserved) chip-time of the reservations in its scope."""
        mine = [metered[place.name] for place in self.places
                if contract.scope.has(place) and not place.pool.market and place.name in metered]
        delivered = sum(m.used + m.idle for m in mine)
        return delivered, delivered + sum(m.undelivered for m in mine)

    def charge_list(self, hour, left, prices):
        """What is left is charged at the list price; what has none is counted."""
        for place in self.places:
            off = next((c for c in self.discounts if c.discount and c.scope.has(place)
                        and max(c.begin, 0) <= hour[0] < c.end), None)
            for used in (True, False):
                chip_ms = left.get((place.name, used), 0)
                if not prices[place.name]:
                    self.unpriced_chip_ms += chip_ms
                    continue
                price = prices[place.name][0 if used else 1]
                price = discounted(price, off) if off else price
                self.listed.append(
                    (hour[0], place.name, used, chip_ms, price_of(chip_ms, price)))

    def finish(self, run_end):
        for account in self.accounts:
            account.finish(run_end)


def discounted(price, contract):
    return part(price, WHOLE - contract.discount)


def affordable(chip_ms, money, price):
    """(chip-ms, money): as much of it as the money pays for."""
    if price:
        chip_ms = min(chip_ms, money * HOUR // price)
    return chip_ms, rounded(price_of(chip_ms, price))
