"""Damages to a good run directory, by what docs/platforms.md, jobs.md, services.md and contracts.md
say; each raises StopIteration or IndexError where there is nothing of its kind to damage.
"""

import csv
import json
import os

import features
from contract_files import decimal
from events import egress, micro_dollars, milliseconds, seconds
from rules.contracts.money import dollars


def read(directory, name):
    with open(os.path.join(directory, name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(directory, name, rows):
    with open(os.path.join(directory, name), "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def later(text):
    """A time, one millisecond later."""
    return seconds(milliseconds(text) + 1)


def change(directory, name, chosen, edit):
    """Edits the first row of the file that is `chosen`; there must be one."""
    rows = read(directory, name)
    edit(next(row for row in rows if chosen(row)))
    write(directory, name, rows)


def move_one(row, source, target):
    """A chip, or a millisecond."""
    read, show = (milliseconds, seconds) if source.endswith("_s") else (int, str)
    row[source], row[target] = show(read(row[source]) - 1), show(read(row[target]) + 1)


def drop(event, detail=""):
    """Takes the first such row out of the log."""
    def damage(directory):
        rows = read(directory, "events.csv")
        index = next(i for i, row in enumerate(rows)
                     if row["event"] == event and row["detail"].startswith(detail))
        write(directory, "events.csv", rows[:index] + rows[index + 1:])
    damage.__name__ = f"drop_{event}_{detail}"
    return damage


def edit(name, chosen, field, new):
    """In the first row that is `chosen`, the field becomes new(field)."""
    def damage(directory):
        change(directory, name, chosen, lambda row: row.update({field: new(row[field])}))
    damage.__name__ = f"edit_{field}_of_{name}"
    return damage


def shift(event):
    """The first such row, a millisecond later."""
    return edit("events.csv", lambda row: row["event"] == event, "time_s", later)


def dearer(name, field, description=""):
    """One micro-dollar, or millionth of a chip-hour, more of something."""
    return edit(name, lambda row: row[field] not in ("", "0.000000")
                and row.get("ChargeDescription", "").startswith(description), field,
                lambda text: dollars(micro_dollars(text) + 1))


def next_units(text):
    """The units that follow upon these."""
    last = int(text.replace("-", " ").split()[-1])
    n = len(range(int(text.replace("-", " ").split()[0]), last + 1))
    return f"{last + 1}-{last + n}" if n > 1 else str(last + 1)


def has(field):
    return lambda row: row[field] not in ("", "0")


def always(_):
    return True


def turned_round(text):
    """The sites in the other order."""
    name, colon, sites = text.rpartition(": ")
    return name + colon + " > ".join(reversed(sites.split(" > ")))


def is_event(event, detail=""):
    return lambda row: row["event"] == event and row["detail"] == detail


def is_egress(row):
    return row["ChargeDescription"] == "egress"


def move_between(name, source, target):
    """One of a row's numbers from one column to the other: the sum stays right."""
    def damage(directory):
        change(directory, name, has(source), lambda row: move_one(row, source, target))
    damage.__name__ = f"move_{source}_to_{target}"
    return damage


def fail_twice(directory):
    """A unit in repair fails again, and is repaired twice."""
    rows = read(directory, "events.csv")
    index = next(i for i, row in enumerate(rows) if is_event("down", "failure")(row))
    again = dict(rows[index])
    write(directory, "events.csv", rows[:index + 1] + [again] + rows[index + 1:])


def swap_capacity_rows(directory):
    """Two changes of one instant in the other order."""
    rows = read(directory, "events.csv")
    i = next(i for i, (a, b) in enumerate(zip(rows, rows[1:]))
             if a["time_s"] == b["time_s"] and a["event"] == b["event"] == "up" and a != b)
    rows[i], rows[i + 1] = rows[i + 1], rows[i]
    write(directory, "events.csv", rows)


def call_a_checkpoint_productive(directory):
    change(directory, "waterfall.csv", lambda row: row["cause"] == "checkpointing",
           lambda row: row.update(cause="productive"))


def delay_a_dated_change(directory):
    """An outage that begins a millisecond after its date."""
    change(directory, "events.csv", is_event("down", "outage"),
           lambda row: row.update(time_s=later(row["time_s"])))


def price_what_has_no_price(directory):
    path = os.path.join(directory, "summary.json")
    with open(path, encoding="utf-8") as file:
        summary = json.load(file)
    if not summary.get("unpriced_chip_ms"):
        raise IndexError
    summary["unpriced_chip_ms"] -= 1
    with open(path, "w", encoding="utf-8") as file:
        json.dump(summary, file)


# What no state allows, whatever the policy.
IMPOSSIBLE = [
    drop("bind"), drop("set_aside"), drop("activate"), drop("interrupt"), drop("stage"),
    shift("stage"),
    edit("events.csv", is_event("interrupt", "outage"), "detail", lambda _: "failure"),
    edit("events.csv", is_event("interrupt", "outage"), "units", next_units),
    edit("events.csv", is_event("start", "starting"), "detail", lambda _: ""),
    edit("events.csv", is_event("stage", "recomputing"), "detail", lambda _: "productive"),
    edit("events.csv", lambda row: row["event"] == "set_aside", "units", next_units),
    edit("events.csv", lambda row: row["event"] == "bind", "units", next_units),
    edit("events.csv", lambda row: row["event"] == "promise" and row["units"], "units",
         lambda text: text + " 999"),
]

ON_PLATFORMS = IMPOSSIBLE + [
    drop("deliver"), drop("retire"), drop("up", "failure"), drop("down", "maintenance"),
    drop("down", "outage"), drop("up", "outage"), delay_a_dated_change, fail_twice,
    swap_capacity_rows, call_a_checkpoint_productive,
    move_between("usage.csv", "fragmented", "gang_short"),
    move_between("usage.csv", "undelivered", "in_repair"),
    move_between("usage.csv", "in_repair", "spare"),
    move_between("usage.csv", "spare", "no_demand"),
    move_between("usage.csv", "starting", "productive"),
    move_between("usage.csv", "recomputing", "productive"),
    move_between("usage.csv", "productive", "rounding"),
    edit("jobs.csv", has("lost_s"), "lost_s", later),
    edit("jobs.csv", has("requeue_s"), "requeue_s", later),
    edit("jobs.csv", has("interruptions"), "interruptions", lambda text: str(int(text) + 1)),
    edit("jobs.csv", has("fragmented_s"), "fragmented_s", later),
    edit("placements.csv", has("slice"), "slice", lambda text: text + "x1"),
    edit("placements.csv", has("chips"), "chips", lambda text: str(int(text) + 1)),
    edit("placements.csv", has("rounding"), "rounding", lambda text: str(int(text) + 1)),
    edit("placements.csv", has("checkpoints"), "checkpoints", lambda text: str(int(text) - 1)),
    edit("placements.csv", has("lost_s"), "lost_s", later),
    edit("placements.csv", lambda row: row["ended_by"] == "failure", "ended_by",
         lambda _: "outage"),
    move_between("placements.csv", "starting_s", "recomputing_s"),
    move_between("placements.csv", "checkpointing_s", "staging_s"),
    move_between("placements.csv", "busy_s", "fragmented_s"),
]

# Of each feature, what only runs with it offer a place for.
OF_FEATURES = {
    "priority": [
        drop("interrupt", "preemption"),
        edit("events.csv", is_event("interrupt", "preemption"), "detail", lambda _: "failure"),
        edit("jobs.csv", has("preemptions"), "preemptions", lambda text: str(int(text) - 1)),
    ],
    "dependencies": [
        drop("release"), drop("refuse", "dependency_failed"),
        edit("jobs.csv", has("blocked_s"), "blocked_s", later),
        edit("jobs.csv", has("after"), "after", lambda _: ""),
    ],
    "services": [
        drop("release"), drop("submit"),
        edit("services.csv", has("served_rps"), "served_rps", later),
        edit("services.csv", has("ready"), "ready", lambda text: str(int(text) - 1)),
        edit("services.csv", has("wanted_rps"), "wanted_rps", later),
        move_between("usage.csv", "overprovisioned", "productive"),
    ],
    "drain": [
        drop("drain"), shift("drain"),
        edit("events.csv", lambda row: row["event"] == "drain", "detail", lambda text: text + "x"),
        edit("events.csv", lambda row: row["event"] == "drain", "units", next_units),
        edit("events.csv", lambda row: row["event"] == "bind" and row["phase"] == "end", "units",
             next_units),
        edit("placements.csv", lambda row: row["ended_by"] == "drain", "ended_by",
             lambda _: "done"),
        edit("waterfall.csv", lambda row: row["reservation"].startswith("drained_"), "payer",
             lambda _: ""),
    ],
    "data": [
        drop("transfer"), drop("copied"), shift("transfer"), shift("copied"),
        edit("events.csv", lambda row: row["event"] == "transfer", "detail", turned_round),
        edit("events.csv", is_event("start", "staging"), "detail", lambda _: "starting"),
        edit("transfers.csv", always, "egress_usd", lambda text: decimal(egress(text) + 1)),
        edit("transfers.csv", always, "bytes", lambda text: str(int(text) + 1)),
        edit("transfers.csv", has("end_s"), "end_s", later),
        edit("transfers.csv", has("end_s"), "end_s", lambda _: ""),
        edit("transfers.csv", always, "route", turned_round),
        move_between("placements.csv", "staging_s", "starting_s"),
    ],
    "contracts": [
        price_what_has_no_price,
        dearer("ledger.csv", "BilledCost", "bill"), dearer("ledger.csv", "BilledCost", "prepay"),
        dearer("ledger.csv", "BilledCost", "termination"), dearer("ledger.csv", "ListCost"),
        dearer("ledger.csv", "EffectiveCost", "covered"), dearer("ledger.csv", "x_Balance"),
        dearer("ledger.csv", "EffectiveCost", "not used"),
        dearer("ledger.csv", "BilledCost", "service level"),
        dearer("ledger.csv", "ConsumedQuantity"), dearer("waterfall.csv", "usd"),
        *[dearer("ledger.csv", field, "egress") for field in ("BilledCost", "EffectiveCost")
          if features.has("data")],
        *[edit("ledger.csv", is_egress, field, lambda text: text + "x")
          for field in ("RegionId", "BillingPeriodStart", "x_Payer") if features.has("data")],
        dearer("commitments.csv", "taken"), dearer("commitments.csv", "made_up"),
        dearer("commitments.csv", "shortfall"), dearer("commitments.csv", "carry_balance"),
        dearer("commitments.csv", "overage_usd"), dearer("cash.csv", "prepaid_usd"),
        dearer("cash.csv", "effective_usd"), dearer("cash.csv", "invested_usd"),
        edit("waterfall.csv", has("payer"), "payer", lambda text: text + "x"),
        edit("ledger.csv", has("SubAccountId"), "SubAccountId", lambda _: ""),
        edit("ledger.csv", has("CommitmentDiscountStatus"), "CommitmentDiscountStatus",
             lambda text: "Used" if text == "Unused" else "Unused"),
    ],
}
