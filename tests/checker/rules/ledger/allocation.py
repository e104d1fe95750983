"""Who pays for each chip-ms of the waterfall: docs/contracts.md, Effective cost."""

from collections import Counter, defaultdict

from rules.causes import FREE
from rules.contracts.money import split
from rules.ledger.statement import KINDS, Take

# In the order of docs/accounting.md.
CAUSES = ["undelivered", "in_repair", "spare", *FREE, "rounding", "starting", "checkpointing",
          "recomputing", "overprovisioned", "communicating", "productive"]
BOUND_IDLE = ["in_repair", "spare", *FREE]
USED = CAUSES[CAUSES.index("rounding"):]
NOT_USED = ["undelivered"] + BOUND_IDLE


class Allocation:
    """`rows`: {(month, place name or nothing, tenant, cause, payer): [chip-ms, cost]}; nobody pays
    where the payer has no name. `costs`: [((month, kind, payer, place name, used), (tenant,
    chip-ms, cost))]; what was not used has no tenant."""

    def __init__(self, statement, chip_time):
        """chip_time: {(month, reservation name, tenant, cause): chip-ms} of the waterfall."""
        self.statement = statement
        self.left = defaultdict(dict)  # (month, place name) -> {(cause, tenant): chip-ms}
        for month, place, tenant, cause in sorted(
                chip_time, key=lambda key: (CAUSES.index(key[3]), key[2])):
            self.left[month, place][cause, tenant] = chip_time[month, place, tenant, cause]
        self.rows = defaultdict(lambda: [0, 0])
        self.costs = []
        order = ["list", *statement.owned, *statement.order]
        for take in sorted(statement.taken(), key=lambda take: (
                take.month, KINDS.index(take.kind), order.index(take.payer))):
            self.share(take, USED if take.used else BOUND_IDLE)
        for missing in sorted(statement.shortfalls, key=lambda missing: (
                missing.month, order.index(missing.payer))):
            self.explain(missing)
        for (month, place), cells in self.left.items():
            for (cause, tenant), chip_ms in cells.items():
                self.rows[month, place, tenant, cause, ""][0] += chip_ms

    def share(self, take, causes):
        """The take over what is left of these causes."""
        cells = self.left[take.month, take.place]
        keys = [key for key in cells if key[0] in causes]
        portions = split(take.chip_ms, [cells[key] for key in keys])
        for key, chip_ms, cost in zip(keys, portions, split(take.cost, portions)):
            cells[key] -= chip_ms
            cause, tenant = key
            self.count(take, tenant, cause, chip_ms, cost)

    def count(self, take, tenant, cause, chip_ms, cost):
        if chip_ms or cost:
            sums = self.rows[take.month, take.place, tenant, cause, take.payer]
            sums[0] += chip_ms
            sums[1] += cost
            self.costs.append(((take.month, take.kind, take.payer, take.place, take.used),
                               (tenant, chip_ms, cost)))

    def explain(self, missing):
        """A shortfall by what was idle or undelivered and nobody has paid for."""
        statement, left = self.statement, missing.chip_ms
        places, portions = [], []
        for place in statement.places if left else ():
            contract = statement.bills[missing.payer].contract
            cells = self.left.get((missing.month, place.name), {})
            idle = sum(cells[key] for key in cells if key[0] in NOT_USED)
            if contract.scope.has(place) and idle:
                places.append(place.name)
                portions.append(min(left, idle))
                left -= portions[-1]
        costs = split(missing.cost, portions + [left]) if missing.chip_ms else [missing.cost]
        take = Take(missing.month, "covered", missing.payer, "", False, 0, costs[-1])
        for place, chip_ms, cost in zip(places, portions, costs):
            self.share(take._replace(place=place, chip_ms=chip_ms, cost=cost), NOT_USED)
        self.count(take, "", "unreserved", 0, take.cost)
