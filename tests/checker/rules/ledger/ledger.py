"""The files of a ledger: docs/contracts.md, Files. Amounts are whole micro-dollars."""

from collections import Counter
from fractions import Fraction
from typing import NamedTuple

from rules.contracts.money import HOUR, WHOLE, dollars, rounded, split
from rules.ledger.allocation import Allocation
from rules.ledger.statement import Statement

CENTRAL = ""


class Row(NamedTuple):
    """One of ledger.csv, before it is put into the columns of FOCUS."""

    month: str
    description: str
    payer: str
    place: str = ""
    tenant: str = ""
    used: object = None  # None: not about chip-time
    chip_ms: int = 0
    billed: int = 0
    effective: int = 0
    list_cost: object = None
    site: str = ""  # that egress left


DESCRIPTIONS = ["bill", "prepayment", "paid back", "termination", "capital", "operation", "covered",
                "not used", "overage", "list price", "egress", "energy", "service level"]
PURCHASES = DESCRIPTIONS[:6]
AHEAD = ("prepayment", "paid back", "capital")


class Ledger:
    """Of a run that has one."""

    def __init__(self, scenario, meter, figures, run_end):
        self.scenario, self.meter = scenario, meter
        self.egress = egress(figures.transfers, meter.calendar)
        self.statement = Statement(scenario, meter, run_end, self.egress)
        self.allocation = Allocation(self.statement, figures.chip_time)
        self.energy = figures.energy  # {(pool name, month): milliwatts x ms}
        self.rows = [row for row in self.purchases() + self.used() + self.unused() + self.credits()
                     + self.energies() + self.egresses()
                     if row.billed or row.effective or row.chip_ms]

    def purchases(self):
        rows = []
        for name, bills in self.statement.bills.items():
            paid, amortised = bills.prepayments()
            charges = bills.charges()
            charges.subtract(amortised)
            back, _ = bills.paid_back()
            for description, amounts in (
                    ("bill", charges), ("prepayment", paid), ("paid back", back),
                    ("termination", bills.termination(self.statement.run_end))):
                rows += [Row(month, description, name, billed=amount)
                         for month, amount in amounts.items()]
        for payer, bills in self.statement.owned.items():
            for description, amounts in (("capital", bills.capital),
                                         ("operation", bills.operation)):
                rows += [Row(month, description, payer, billed=amount)
                         for month, amount in amounts.items()]
        return rows

    def used(self):
        return self.chip_time_rows(True, lambda take, tenants: tenants)

    def unused(self):
        return self.chip_time_rows(False, self.bearers)

    def chip_time_rows(self, used, bearers):
        """A row for each tenant of each take; bearers(take, {tenant: [chip-ms, cost]}) says who
        bears it."""
        takes = {}
        for key, (tenant, *sums) in self.allocation.costs:
            if key[-1] == used:
                mine = takes.setdefault(key, {}).setdefault(tenant, [0, 0])
                mine[0] += sums[0]
                mine[1] += sums[1]
        rows = []
        for key, tenants in takes.items():
            month, kind, payer, place, _ = key
            borne = sorted(bearers(key, tenants).items())
            listed = self.statement.list_costs.get(key)
            parts = [None] * len(borne) if listed is None else split(
                rounded(listed), [chip_ms for _, (chip_ms, _) in borne])
            commits = kind == "covered"
            rows += [Row(month, "not used" if commits and not used else kind, payer, place, tenant,
                         used, chip_ms, 0 if commits else cost, cost, part)
                     for (tenant, (chip_ms, cost)), part in zip(borne, parts)]
        return rows

    def bearers(self, key, tenants):
        """{tenant: [chip-ms, cost]} of what was not used."""
        (month, _, payer, place, _), (chip_ms, cost) = key, tenants[CENTRAL]
        if self.scenario.charge_back == "holder":
            holders = {r.name: r.holder for r in self.scenario.reservations}
            return {holders.get(place, CENTRAL): [chip_ms, cost]}
        used = Counter()
        if self.scenario.charge_back == "pro_rata":
            for (its_month, _, its_payer, _, is_used), (tenant, _, its_cost) in (
                    self.allocation.costs):
                if is_used and (its_month, its_payer) == (month, payer):
                    used[tenant] += its_cost
        names = sorted(tenant for tenant in used if used[tenant])
        if not names:
            return {CENTRAL: [chip_ms, cost]}
        weights = [used[tenant] for tenant in names]
        return {tenant: list(parts) for tenant, *parts in zip(
            names, split(chip_ms, weights), split(cost, weights))}

    def credits(self):
        return [Row(month, "service level", name, billed=amount, effective=amount)
                for name, bills in self.statement.bills.items()
                for month, amount in bills.credits().items()]

    def energies(self):
        """Energy has the price of its pool; 3.6e15 milliwatt-ms are a MWh."""
        rows = []
        for pool in self.scenario.pools:
            for (name, month), energy in self.energy.items():
                if name == pool.name and pool.owned:
                    cost = rounded(pool.owned.energy * Fraction(energy, 36 * 10**14))
                    rows.append(Row(month, "energy", "energy_" + name, billed=cost, effective=cost))
        return rows

    def egresses(self):
        return [Row(month, "egress", "egress", billed=cost, effective=cost, site=site)
                for (month, site), cost in self.egress.items()]

    # Tables

    def ledger(self):
        """The rows of ledger.csv, in its order, as texts."""
        order = [*(c.name for c in self.scenario.contracts), *self.statement.owned, "list",
                 *("energy_" + pool.name for pool in self.scenario.pools), "egress"]
        sites = ["", *(site.name for site in self.scenario.sites)]
        places = ["", *(place.name for place in self.statement.places)]
        rows = sorted(self.rows, key=lambda row: (
            row.month, DESCRIPTIONS.index(row.description), order.index(row.payer),
            sites.index(row.site),
            places.index(row.place), row.tenant, row.used is False))
        last = {row.payer: row for row in rows if row.description in PURCHASES}
        return [self.in_columns(row, last.get(row.payer) is row) for row in rows]

    def in_columns(self, row, is_last_purchase):
        begin, end = self.meter.calendar.of_month(row.month)
        category = ("Purchase" if row.description in PURCHASES else
                    "Credit" if row.description == "service level" else "Usage")
        status = {None: "", True: "Used", False: "Unused"}[row.used]
        covers = row.description in ("covered", "not used")
        commits = category != "Usage" or covers
        place = next((p for p in self.statement.places if p.name == row.place), None)
        balance = self.balance(row.payer) if is_last_purchase else 0
        return [self.iso(begin), self.iso(end), category, row.description,
                *self.provider_and_region(row, place), place.pool.accelerator if place else "",
                row.tenant, row.place, status if place and place.is_in_base else "",
                row.payer if commits else "", self.category(row.payer) if commits else "",
                status if covers else "", hours(row.chip_ms) if row.chip_ms else "",
                "chip-hours" if row.chip_ms else "",
                "" if row.list_cost is None else dollars(row.list_cost), "USD",
                dollars(row.billed), dollars(row.effective), row.payer,
                dollars(balance) if balance else "", "1.2"]

    def iso(self, time):
        date = self.meter.calendar.date(time)
        ms = f".{date.microsecond // 1000:03}" if date.microsecond else ""
        return date.strftime("%Y-%m-%dT%H:%M:%S") + ms + "Z"

    def provider_and_region(self, row, place):
        """Of the site that egress left; of the reservation; else of own hardware's pool; else the
        one provider of the scope."""
        for site in self.scenario.sites:
            if site.name == row.site:
                return site.provider, "region-" + site.name
        pools = {prefix + pool.name: pool for pool in self.scenario.pools
                 for prefix in ("owned_", "energy_")}
        pool = place.pool if place else pools.get(row.payer)
        if pool:
            return pool.site.provider, "region-" + pool.site.name
        scope = self.statement.bills[row.payer].contract.scope
        providers = {p.pool.site.provider for p in self.statement.places if scope.has(p)}
        return (*providers, "") if len(providers) == 1 else ("", "")

    def category(self, payer):
        bills = self.statement.bills.get(payer)
        return "Spend" if bills and bills.contract.is_spend else "Usage"

    def balance(self, payer):
        if payer in self.statement.owned:
            return self.statement.owned[payer].balance
        return self.statement.bills[payer].paid_back()[1]

    def commitments(self):
        """The rows of commitments.csv, as texts."""
        rows = []
        for contract in self.scenario.contracts:
            amount = dollars if contract.is_spend else hours
            bills = self.statement.bills[contract.name]
            for period in self.statement.periods(bills.account):
                last = period.windows[-1]
                owed = sum(w.obligation(w.until) for w in period.windows)
                overage = sum(w.overage() for w in period.windows)
                rows.append([
                    contract.name, self.iso(period.begin), self.iso(period.until),
                    amount(contract.quantity(period.begin, period.until)), amount(owed),
                    amount(sum(w.taken() for w in period.windows)), hours(overage),
                    amount(period.sum("made_up")), amount(period.sum("shortfall")),
                    amount(last.makeup_balance), amount(last.carry_balance),
                    dollars(period.sum("charge")), dollars(sum(
                        bills.overage_cost(w.overage()) for w in period.windows))])
        return rows

    def waterfall(self):
        """{(month, reservation, tenant, cause, payer): (chip-ms, micro-dollars)}."""
        return {key: tuple(sums) for key, sums in self.allocation.rows.items() if any(sums)}

    def cash(self):
        """The rows of cash.csv, as texts: each month and payer with something in it."""
        sums = {}
        for row in self.rows:
            add(sums, row, 0 if row.description in AHEAD else 1, row.billed)
            add(sums, row, 2, row.effective)
        for contract in self.scenario.contracts:
            for on, amount in contract.invests:
                if 0 <= on < self.statement.run_end:
                    add(sums, Row(self.meter.calendar.month(on), "", contract.name), 3, amount)
        return [[month, payer, *map(dollars, sums[month, payer])] for month, payer in sorted(sums)
                if any(sums[month, payer])]


def egress(transfers, calendar):
    """{(month of its beginning, the site that it left): cost} of transfers."""
    costs = Counter()
    for transfer in transfers:
        costs[calendar.month(transfer.begin), transfer.source] += transfer.egress()
    return costs


def add(sums, row, column, amount):
    sums.setdefault((row.month, row.payer), [0, 0, 0, 0])[column] += amount


def hours(chip_ms):
    """Chip-hours with six decimals, rounded."""
    return dollars(rounded(Fraction(chip_ms * WHOLE, HOUR)))
