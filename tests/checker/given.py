"""What comes to and goes from pools whatever jobs and policies do: the `deliver`, `up`, `down` and
`retire` rows of a log. Those that the file dates must be there, just then; those that are drawn are
taken as they are, if they are possible. The other rows are recomputed with these.
"""

from collections import Counter

from events import Objection, as_text, unit_row
from rules.jobs import FOREVER

KINDS = ["deliver", "up", "down", "retire"]
REASONS = ["", "failure", "outage", "maintenance", "reclaim"]


def given_rows(log):
    return [row for row in log if row.event in KINDS]


def dated(scenario):
    """The rows whose moments the file says, in order."""
    rows = []
    for pool in scenario.pools:
        everything = ((0, pool.units - 1),)
        for units, delivery in pool.lots():
            if delivery and not delivery.slip:
                rows.append(unit_row(max(delivery.at, 0), "deliver", pool, units))
            retires = delivery.retire if delivery else pool.retire
            if retires < FOREVER and units:
                rows.append(unit_row(max(retires, 0), "retire", pool, units))
        if pool.availability:
            rows += recorded(scenario, pool)
        for begin, end in pool.announced():
            rows += window(pool, everything, begin, end, "maintenance")
        for outage in pool.outages + pool.site.outages:
            rows += window(pool, outage.units or everything, outage.begin, outage.end, "outage")
    return in_order(scenario, rows)


def recorded(scenario, pool):
    """Units that a spot market has and has not, up to the run's end, which is a date."""
    rows, up = [], pool.units
    for tick in range(-(-scenario.end // pool.availability.step)):
        now = pool.availability.units(pool, tick)
        if now != up:
            units = range(min(now, up), max(now, up))
            rows.append(unit_row(tick * pool.availability.step, "up" if now > up else "down", pool,
                                 units, "reclaim"))
        up = now
    return rows


def window(pool, ranges, begin, end, reason):
    """A row for each range of units at either end; nothing of what is over at the run's start."""
    if end <= 0:
        return []
    rows = []
    for first, last in ranges:
        units = range(first, last + 1)
        rows += [unit_row(max(begin, 0), "down", pool, units, reason),
                 unit_row(end, "up", pool, units, reason)]
    return rows


def rank(scenario, row):
    pools = [pool.name for pool in scenario.pools]
    if row.pool not in pools or row.detail not in REASONS:
        raise Objection(f"no such pool or reason: {as_text(row)}")
    return (row.time, KINDS.index(row.event), REASONS.index(row.detail), pools.index(row.pool),
            first_unit(row))


def first_unit(row):
    digits = row.units.replace("-", " ").split()
    return int(digits[0]) if digits else -1


def in_order(scenario, rows):
    return sorted(rows, key=lambda row: rank(scenario, row))


def check_possible(scenario, log):
    """Raises an objection unless the given rows are in order, and those that are not dated could
    have been drawn."""
    rows = given_rows(log)
    ranks = [rank(scenario, row) for row in rows]
    for before, after, row in zip(ranks, ranks[1:], rows[1:]):
        if before > after:
            raise Objection(f"out of order: {as_text(row)}")
    due = Counter(dated(scenario))
    lots = {pool.name: Lots(pool) for pool in scenario.pools}
    for row in rows:
        is_dated = due[row] > 0
        due[row] -= is_dated
        lots[row.pool].take(row, is_dated)


def check_complete(scenario, log, until):
    """Raises an objection if something that is dated up to that moment is not in the log."""
    missing = Counter(row for row in dated(scenario) if row.time <= until) - Counter(log)
    if missing:
        raise Objection(f"missing, though dated: {[as_text(row) for row in missing]}")


class Lots:
    """What a pool has had so far."""

    def __init__(self, pool):
        self.pool = pool
        self.there = set(pool.lots()[0][0])
        self.slipping = {units: d for units, d in pool.lots() if d and d.slip}
        self.gone = {"failure": set(), "reclaim": set()}  # units that are out for that reason
        self.out = Counter()  # ranges in a drawn outage

    def take(self, row, is_dated):
        units = range(first_unit(row), first_unit(row) + row.chips // self.pool.chips_per_unit)
        if row != unit_row(row.time, row.event, self.pool, units, row.detail):
            raise Objection(f"not as such a row is: {as_text(row)}")
        if not is_dated:
            possible = getattr(self, "drawn_" + row.event)(row, units)
            if not possible:
                raise Objection(f"neither dated nor possible: {as_text(row)}")
        if row.event == "deliver":
            self.there |= set(units)
        if row.event == "retire":
            self.there -= set(units)

    def drawn_deliver(self, row, units):
        delivery = self.slipping.pop(units, None)
        if delivery is None:
            return False
        least, _, most = delivery.slip
        return max(delivery.at + least, 0) <= row.time <= max(delivery.at + most, 0)

    def drawn_retire(self, *_):
        return False

    def drawn_down(self, row, units):
        if row.detail == "outage" and self.pool.drawn_outages:
            self.out[units] += 1
            return units == range(self.pool.units)
        wanted = {"failure": self.pool.failures, "reclaim": self.pool.reclaims}.get(row.detail)
        possible = (wanted and len(units) == 1 and units[0] in self.there
                    and units[0] not in self.gone[row.detail])
        if possible:
            self.gone[row.detail] |= set(units)
        return possible

    def drawn_up(self, row, units):
        if row.detail == "outage":
            self.out[units] -= 1
            return self.out[units] >= 0
        possible = row.detail in self.gone and set(units) <= self.gone[row.detail]
        if possible:
            self.gone[row.detail] -= set(units)
        return possible
