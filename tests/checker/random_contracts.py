"""Draws the contracts, prices and own hardware of a scenario: all clauses, in all combinations that
docs/contracts.md allows, over whatever platform there is.
"""

from dataclasses import replace

from features import has
from random_platforms import ACCELERATORS, MINUTE
from rules.contracts.clauses import Contract, Scope, ServiceLevel, Termination
from rules.contracts.dates import YEAR, Calendar
from rules.contracts.money import HOUR, WHOLE
from rules.contracts.owned import Owned
from rules.contracts.prices import PriceEntry, list_prices
from rules.jobs import FOREVER
from rules.scenario import ALL, Availability, Reservation, Watts

DAY = 24 * HOUR
MARKETS = [("on_demand", "spot")] * 4 + [("on_demand",), ("spot",), ()]
MARKET_PRICES = [0, 1, 800_000, 1_000_000, 1_250_000, 2_000_000, 2_702_703, 4_000_000]
SHARES = [0, 100_000, 333_333, 500_000, 900_000, 999_999, WHOLE]


def draw_contracts(rng, scenario, minutes):
    """The scenario with a ledger."""
    providers = {site.name: rng.choice(["google", "google", "aws"]) for site in scenario.sites}
    scenario = with_pools(scenario, lambda pool: replace(
        pool, site=replace(pool.site, provider=providers[pool.site.name]),
        owned=draw_owned(rng, pool) if not pool.market and rng.random() < 0.2 else None))
    drawer = ContractDrawer(rng, scenario, minutes)
    contracts = [drawer.contract(f"c{number}") for number in range(rng.choice([0, 1, 2, 3, 4]))]
    prices = drawer.prices()
    return replace(scenario, prices=tuple(prices),
                   contracts=tuple(contract for contract in contracts if contract),
                   charge_back=rng.choice(["holder", "holder", "pro_rata", "central"]))


def draw_markets(rng, scenario, minutes):
    """Some pools, but not all, are markets; jobs may use them or not. A gang longer than what lies
    between reclaims never ends. To choose the cheapest takes several, and little that is reserved.
    """
    choice = rng.choice(["platform_order", "committed_first"] + ["cheapest"] * 2 * has("cheapest"))
    chosen = rng.sample(scenario.pools, rng.randint(0, len(scenario.pools) - 1))
    if choice == "cheapest":
        more = more_pools(rng, scenario)
        chosen = [*rng.sample(scenario.pools, len(scenario.pools) - 1), *more]
        scenario = replace(scenario, pools=scenario.pools + more)
    kinds = {pool.name: rng.choice(["on_demand", "spot"]) for pool in chosen}
    kept = tuple(r for r in scenario.reservations if r.pool.name not in kinds)
    if not kept:
        return scenario
    scenario = with_pools(replace(scenario, reservations=kept), lambda pool: replace(
        pool, market=kinds.get(pool.name, ""),
        **draw_reclaims(rng, minutes) if kinds.get(pool.name) == "spot" else {}))
    markets = tuple(Reservation("market_" + pool.name, pool, pool.units, shared_with=ALL)
                    for pool in scenario.pools if pool.market)
    sources = {source.name: replace(source, markets=rng.choice(MARKETS))
               for source in scenario.sources}
    end = (minutes + 2) * MINUTE if scenario.end is None else scenario.end
    prices = []
    if has("contracts"):
        prices = draw_prices(rng, scenario.pools) + draw_market_prices(rng, scenario, minutes)
    return replace(scenario, reservations=scenario.reservations + markets, prices=tuple(prices),
                   end=end if "spot" in kinds.values() else scenario.end,
                   sources=tuple(sources.values()),
                   jobs=tuple(replace(job, source=sources.get(job.source.name, job.source))
                              for job in scenario.jobs),
                   policy=replace(scenario.policy, pool_choice=choice))


def draw_drains(rng, scenario, minutes):
    """Some of the reservations that end, or now do and have a successor, where there is a list
    price then; without contracts, which may need one price in all of their scope, there is one
    everywhere."""
    if scenario.standing:
        return scenario
    if has("contracts") and not scenario.contracts:
        scenario = replace(scenario, prices=scenario.prices + tuple(
            PriceEntry(Scope(pool=pool.name), rng.choice(MARKET_PRICES), unused_factor=WHOLE // 2)
            for pool in scenario.pools if not pool.market and not pool.owned))
    calendar = Calendar(scenario.start)

    def can_drain(place):
        if place.closes_at == FOREVER or place.pool.owned:
            return False
        hour = max(0, calendar.hour_end(place.closes_at) - HOUR)
        return list_prices(scenario.prices, place.pool, hour) is not None
    base = [r for r in scenario.reservations if r.is_in_base]
    ended = [with_end(rng, r, minutes) for r in base]
    successors = [Reservation(f"after_{new.name}", new.pool, new.units, new.closes_at,
                              holder=new.holder, shared_with=rng.choice([ALL, new.shared_with]))
                  for old, new in zip(base, ended) if old is not new]
    base = [replace(r, at_end="drain") if can_drain(r) and rng.random() < 0.8 else r
            for r in ended + successors]
    return replace(scenario, reservations=(
        *base, *(r.drained for r in base if r.at_end == "drain"),
        *(r for r in scenario.reservations if not r.is_in_base)))


def with_end(rng, reservation, minutes):
    """One that ends already stays as it is."""
    if reservation.closes_at < FOREVER or rng.random() < 0.3:
        return reservation
    first = max([reservation.opens_at, *(moment for moment, _ in reservation.handed_back)])
    return replace(reservation, closes_at=first + rng.randint(1, max(1, minutes // 4)) * MINUTE)


def more_pools(rng, scenario):
    """Like those that there are, but for their accelerators: some that jobs can run on."""
    watts = {name: Watts("10", "30", "5", chips) for name, chips in ACCELERATORS}
    sources = scenario.sources + tuple(service.source for service in scenario.services)
    names = sorted({port.accelerator for source in sources for port in source.runs_on})
    names = rng.sample(names, len(names)) or list(watts)
    drawn = [names[i % len(names)] for i in range(rng.choice([2, 3]))]
    watts.update((pool.accelerator, pool.watts) for pool in scenario.pools)
    return tuple(replace(rng.choice(scenario.pools), name=f"more{i}", accelerator=name,
                         watts=watts[name]) for i, name in enumerate(drawn))


def draw_prices(rng, pools):
    """An undated one of each accelerator, since the catalogue may have another."""
    accelerators = sorted({pool.accelerator for pool in pools} - {""})
    return [PriceEntry(Scope(accelerator=name), rng.randint(0, 9_999_999),
                       rng.randint(0, 2_000_000)) for name in accelerators]


def draw_market_prices(rng, scenario, minutes):
    """Of markets, which change in the run; so few that some are equal, per hour or over a speed."""
    calendar = Calendar(scenario.start)
    prices = rng.sample(MARKET_PRICES, rng.choice([1, 2, 3]))
    entries = []
    for pool in scenario.pools:
        for _ in range(rng.choice([0, 1, 2, 4]) if pool.market else 0):
            hour = calendar.hour_end(rng.randint(0, minutes // 2) * MINUTE)
            entries.append(PriceEntry(
                Scope(pool=pool.name), rng.choice(prices), rng.choice(prices),
                begin=rng.choice([None, hour, hour, hour - YEAR]),
                change=rng.choice([0, 0, -500_000, 333_333])))
    return entries


def draw_reclaims(rng, minutes):
    """Drawn by the program, or as recorded in some ticks, which are few in the run."""
    if rng.random() < 0.5:
        of = rng.choice([1, 3, 16])
        step = MINUTE * rng.randint(1, 3) * max(1, minutes // 60)
        data = tuple(rng.randint(0, of + 1) for _ in range(rng.randint(1, 6)))
        return {"availability": Availability(step, data, of)}
    rate = 1_000 if minutes > 1_440 else 20_000  # per 1,000 unit-days: one a day, or in 72 minutes
    return {"reclaims": f"rate: {rate} per 1000 unit-days, back: {{exponential: {{mean: 20 min}}}}"}


def with_pools(scenario, change):
    """With other pools, and reservations of those."""
    pools = {pool.name: change(pool) for pool in scenario.pools}
    sites = {site.name: site for site in scenario.sites}
    sites.update({pool.site.name: pool.site for pool in pools.values()})
    return replace(scenario, pools=tuple(pools.values()), sites=tuple(sites.values()),
                   reservations=tuple(replace(r, pool=pools[r.pool.name])
                                      for r in scenario.reservations))


def draw_owned(rng, pool):
    """What a pool draws is known by its accelerator."""
    return Owned(rng.choice([0, 35_000, 1_000_001]) * rng.choice([1, WHOLE]),
                 rng.choice([73, 365, 1825]) * DAY, rng.choice([0, 100_000, 333_333]),
                 rng.choice([0, 60_000_000, 1]) if pool.accelerator else 0)


class ContractDrawer:
    """Of one platform and run."""

    def __init__(self, rng, scenario, minutes):
        self.rng, self.scenario = rng, scenario
        self.calendar = Calendar(scenario.start)
        self.length = minutes * MINUTE  # about that of the run
        self.chips = max(r.units * r.pool.chips_per_unit for r in scenario.reservations)

    # Prices

    def prices(self):
        """Those of all accelerators, of markets if there are any, and some more."""
        entries = list(self.scenario.prices) or draw_prices(self.rng, self.scenario.pools)
        for _ in range(self.rng.choice([0, 1, 2, 4])):
            entry = PriceEntry(self.price_scope(), self.rng.choice(
                [0, 1, 2_700_000, 10_000_000, self.rng.randint(1, 5_000_000)]))
            if self.rng.random() < 0.3:
                entry = replace(entry, spot=self.rng.choice([0, 544_000, 1]))
            if self.rng.random() < 0.4:
                entry = replace(entry, unused_factor=self.rng.choice([0, 850_000, 333_333]))
            if self.rng.random() < 0.4:
                entry = replace(entry, begin=self.rng.choice(
                    [self.any_hour(), self.calendar.later(self.full(0), -self.rng.randint(1, 40))]))
            if self.rng.random() < 0.4:
                entry = replace(entry, change=self.rng.choice([-200_000, 30_000, -999_999]))
            entries.append(entry)
        self.rng.shuffle(entries)
        return entries

    def price_scope(self):
        pool = self.rng.choice(self.scenario.pools)
        if not pool.accelerator:
            return Scope(pool=pool.name)
        return self.rng.choice([
            Scope(pool=pool.name), Scope(site=pool.site.name, accelerator=pool.accelerator),
            Scope(provider=pool.site.provider, accelerator=pool.accelerator),
            Scope(accelerator=pool.accelerator)])

    # Contracts

    def contract(self, name):
        """None where the platform has nothing for it."""
        scope = self.scope()
        if not scope:
            return None
        begin, until = self.term()
        unit = self.rng.choice(["chips", "chips", "chips", "chip-hours", "USD/h", "USD"])
        contract = Contract(
            name, scope, begin, until, self.ramp(unit, begin, until), unit,
            take_share=self.rng.choice(SHARES + [WHOLE, WHOLE]),
            settlement=self.rng.choice(["hour", "hour", "month", "year", "term"]),
            meter=self.rng.choice(["held", "used"]))
        contract = self.spend(contract) if contract.is_spend else self.usage(contract)
        if self.rng.random() < 0.25:
            on = self.hour(begin, until)
            if begin < on < until:
                cap = self.rng.choice([None, 0, 5_000_000, 50_000_000_000])
                contract = replace(contract, termination=Termination(
                    on, self.rng.choice(SHARES), cap))
        if self.rng.random() < 0.2:
            contract = replace(contract, invests=((self.any_hour(), self.rng.randint(1, 10**12)),))
        return contract

    def scope(self):
        places = [r for r in self.scenario.reservations if Scope().has(r)]
        if not places:
            return None
        place = self.rng.choice(places)
        pool = place.pool
        scopes = [Scope(), Scope(provider=pool.site.provider), Scope(pool=pool.name)]
        if not self.scenario.standing and not pool.market:
            scopes += [Scope(reservation=place.name)] * 2
        if pool.accelerator:
            scopes += [Scope(accelerator=pool.accelerator),
                       Scope(site=pool.site.name, accelerator=pool.accelerator),
                       Scope(provider=pool.site.provider, accelerator=pool.accelerator)]
        return self.rng.choice(scopes)

    def any_hour(self):
        return self.full(self.rng.randint(-60, self.length // MINUTE + 60) * MINUTE)

    def hour(self, begin, until):
        """A full hour between them, the first and the last ones among them."""
        first, last = self.full(begin), self.full(until)
        return first + self.rng.randint(0, (last - first) // HOUR) * HOUR

    def full(self, moment):
        """The last full hour up to that moment."""
        return self.calendar.hour_end(moment) - HOUR

    def term(self):
        """Hours or months; begun perhaps before the run, by months or years."""
        zero = self.full(0)
        begin = zero + self.rng.randint(-2, self.length // HOUR + 1) * HOUR
        if self.rng.random() < 0.4:
            begin = self.calendar.later(zero, -self.rng.choice([1, 2, 11, 12, 13, 24, 25]))
        if self.rng.random() < 0.3:
            begin = self.calendar.month_begin(begin)
        most = max(begin, 0) + self.length
        until = self.rng.choice([self.full(max(begin, 0)) + self.rng.randint(1, 48) * HOUR,
                                 self.hour(max(begin, 0), most),
                                 self.calendar.later(begin, self.rng.choice([1, 2, 12])),
                                 self.calendar.later(zero, self.rng.choice([1, 3]))])
        return begin, max(until, begin + HOUR)

    def ramp(self, unit, begin, until):
        steps = {begin, *(self.hour(begin, until) for _ in range(self.rng.choice([0, 0, 1, 2])))}
        return tuple((step, self.quantity(unit, until - begin)) for step in sorted(steps - {until}))

    def quantity(self, unit, time):
        """About what there is, for the time."""
        some = self.rng.randint(1, self.chips)
        chips = self.rng.choice([0, 1, some, max(1, some // 3), 2 * self.chips])
        dollars = self.rng.choice([1_000_000, 1_597_333, 123])
        return {"chips": chips, "USD/h": chips * dollars, "USD": chips * dollars * time // HOUR,
                "chip-hours": chips * time // 3_600 * 3_600}[unit]

    def usage(self, contract):
        rng = self.rng
        total = contract.quantity(contract.begin, contract.until)
        if total and rng.random() < 0.3:
            contract = replace(contract, total=rng.randint(1, 10**rng.choice([7, 10, 14])))
        else:
            contract = replace(contract, rate=rng.choice([1_597_333, 2_000_000, 1, 500_000]))
            if contract.settlement != "term" and rng.random() < 0.4:
                contract = replace(contract, escalator=rng.choice([30_000, 333_333]))
        if rng.random() < 0.4:
            contract = replace(contract, overage=rng.choice([2_000_000, 777_777, 1]))
        if rng.random() < 0.25:
            contract = replace(contract, pay_on_delivery=True)
        if rng.random() < 0.4:
            contract = replace(contract, service_level=ServiceLevel(
                rng.choice([500_000, 950_000, 999_999, WHOLE]),
                rng.choice([0, 300_000, WHOLE, 3_000_000])))
        return self.payment(contract, 3_600 * 1_000)

    def spend(self, contract):
        contract = replace(contract, discount=self.rng.choice([0, 280_000, 333_333, WHOLE]))
        if self.rng.random() < 0.5:
            contract = replace(contract, counts="usage")
            return self.payment(contract, WHOLE)
        settlement = self.rng.choice(["month", "year", "term"])
        return replace(contract, settlement=settlement, meter="held")

    def payment(self, contract, one):
        """When it is paid; `one` chip-hour or dollar."""
        rng = self.rng
        if rng.random() < 0.5:
            contract = replace(contract, makeup=rng.choice([1, 2, 12]))
        if rng.random() < 0.4:
            contract = replace(contract, carry_cap=rng.choice([0, 1, 10, 1000]) * one)
        if rng.random() < 0.6:
            contract = replace(contract, billing=rng.choice(["taken", "level"]))
        if rng.random() < 0.5:
            parts = rng.choice([[WHOLE], [200_000], [333_333, 333_333], [500_000, 100_000]])
            dates = [contract.begin, *(contract.begin + hours * HOUR for hours in (1, 2, 25, 999))]
            contract = replace(contract, prepaid=tuple(
                (on, share) for on, share in zip(sorted(rng.sample(dates, len(parts))), parts)))
        return contract
