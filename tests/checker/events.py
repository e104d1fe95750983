"""The rows of events.csv: reading them, and what each must say of the thing that happened."""

import csv
import re
from typing import NamedTuple

TIME = re.compile(r"\d+(\.\d{1,3})?")
EGRESS = re.compile(r"(0|[1-9]\d*)(\.\d{0,5}[1-9])?")
POWER = re.compile(r"(0|[1-9]\d*)(\.\d{0,8}[1-9])?")
COUNT = re.compile(r"0|[1-9]\d*")
MONEY = re.compile(r"-?(0|[1-9]\d*)\.\d{6}")

COLUMNS = ("time_s,phase,event,job_id,tenant,class,pool,reservation,chips,units,"
           "estimate_s,at_s,detail").split(",")


class Objection(Exception):
    """The engine's files say something that the definitions do not allow."""


class Event(NamedTuple):
    """One row; times in milliseconds, what has no value is None or empty."""

    time: int
    phase: str
    event: str
    job_id: str = ""
    tenant: str = ""
    job_class: str = ""
    pool: str = ""
    reservation: str = ""
    chips: object = None
    units: str = ""
    estimate: object = None
    at: object = None
    detail: str = ""


def milliseconds(text):
    """`12` or `12.345` seconds as whole milliseconds; an empty field is None."""
    if text == "":
        return None
    if not TIME.fullmatch(text):
        raise Objection(f"not a time in seconds: {text!r}")
    whole, _, fraction = text.partition(".")
    return int(whole) * 1000 + int(fraction.ljust(3, "0"))


def seconds(time):
    """The inverse of `milliseconds`."""
    if time is None:
        return ""
    whole, rest = divmod(time, 1000)
    return f"{whole}.{rest:03}" if rest else str(whole)


def milliwatts(text):
    """`1.5` MW as whole milliwatts; an empty field is None."""
    if text == "":
        return None
    if not POWER.fullmatch(text):
        raise Objection(f"not a power in MW: {text!r}")
    whole, _, fraction = text.partition(".")
    return int(whole) * 10**9 + int(fraction.ljust(9, "0"))


def megawatts(power):
    """The inverse of `milliwatts`."""
    if power is None:
        return ""
    whole, rest = divmod(power, 10**9)
    return f"{whole}.{rest:09}".rstrip("0").rstrip(".")


def micro_dollars(text):
    """`-1.500000` as whole micro-dollars; an empty field is None."""
    if text == "":
        return None
    if not MONEY.fullmatch(text):
        raise Objection(f"not an amount in USD: {text!r}")
    return int(text.replace(".", ""))


def egress(text):
    """`1.5`, without needless digits, as whole micro-dollars."""
    if not EGRESS.fullmatch(text):
        raise Objection(f"not an exact amount in USD: {text!r}")
    whole, _, fraction = text.partition(".")
    return int(whole) * 10**6 + int(fraction.ljust(6, "0"))


def count(text):
    """A whole number without decoration; an empty field is None."""
    if text == "":
        return None
    if not COUNT.fullmatch(text):
        raise Objection(f"not a whole number: {text!r}")
    return int(text)


def read_table(path, columns):
    """The rows of a CSV file as lists of text; its header must be exactly the columns."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    if not rows or rows[0] != list(columns):
        raise Objection(f"{path}: header is {rows[:1]}, expected {','.join(columns)}")
    for row in rows[1:]:
        if len(row) != len(columns):
            raise Objection(f"{path}: {row} has not {len(columns)} fields")
    return rows[1:]


def read_events(path):
    return [Event(milliseconds(r[0]), *r[1:8], count(r[8]), r[9], milliseconds(r[10]),
                  milliseconds(r[11]), r[12]) for r in read_table(path, COLUMNS)]


def as_text(event):
    """The row's fields as a file shows them."""
    return [seconds(event.time), *event[1:8], "" if event.chips is None else str(event.chips),
            event.units, seconds(event.estimate), seconds(event.at), event.detail]


def unit_ranges(units):
    """`0-3 8 10-11`."""
    runs = []
    for unit in sorted(units):
        if runs and runs[-1][1] == unit - 1:
            runs[-1][1] = unit
        else:
            runs.append([unit, unit])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


CAPACITY_PHASE = {"deliver": "capacity_up", "up": "capacity_up", "notice": "capacity_up",
                  "open": "capacity_up", "bind": "capacity_up", "down": "capacity_down",
                  "retire": "capacity_down", "hand_back": "capacity_down",
                  "close": "capacity_down"}


def unit_numbers(text):
    """The inverse of `unit_ranges`."""
    numbers = []
    for part in text.split():
        first, _, last = part.partition("-")
        numbers += range(count(first), count(last or first) + 1)
    return tuple(numbers)


def unit_row(now, event, pool, units, detail=""):
    """What happens to units of a pool: `deliver`, `up`, `down`, `retire`."""
    return Event(now, CAPACITY_PHASE[event], event, pool=pool.name,
                 chips=len(units) * pool.chips_per_unit, units=unit_ranges(units), detail=detail)


def reservation_row(now, event, reservation, units, phase=""):
    """What happens to a reservation and units of it; spares move in the phase of their cause."""
    return Event(now, phase or CAPACITY_PHASE[event], event, pool=reservation.pool.name,
                 reservation=reservation.name,
                 chips=len(units) * reservation.pool.chips_per_unit, units=unit_ranges(units))


def submit_row(now, job, estimate, phase="arrival"):
    return Event(now, phase, "submit", job.job_id, job.tenant, job.job_class, job.pool,
                 chips=job.chips, estimate=estimate, detail=job.ask.text())


def refuse_row(now, job, reason, phase="arrival"):
    return Event(now, phase, "refuse", job.job_id, detail=reason)


def release_row(now, job):
    """Of a job that all it depends on is done for."""
    return Event(now, "end", "release", job.job_id)


def released_row(now, replica):
    """Of a replica that still waits."""
    return Event(now, "scale", "release", replica.job_id)


def gang_row(now, phase, event, gang, **fields):
    return Event(now, phase, event, gang.job.job_id, pool=gang.reservation.pool.name,
                 reservation=gang.reservation.name, chips=gang.chips, **fields)


ENDS = {"done": ("end", "end"), "killed": ("end", "end"), "cut": ("capacity_down", "cut"),
        "preemption": ("decide", "interrupt"), "released": ("scale", "release")}


def end_row(now, gang, how):
    """The `end` of a gang, its `cut`, or its `interrupt` with the reason."""
    phase, event = ENDS.get(how, ("capacity_down", "interrupt"))
    return gang_row(now, phase, event, gang, units=unit_ranges(gang.place.units()),
                    detail="" if how == "released" else how)


def drain_row(now, gang, place):
    """Of a gang that goes on in that place."""
    return gang_row(now, "capacity_up", "drain", gang, units=unit_ranges(gang.place.units()),
                    detail=place.name)


def start_row(now, gang):
    stage = gang.stage_at(now)
    return gang_row(now, "decide", "start", gang, units=unit_ranges(gang.place.units()),
                    estimate=None if gang.job.is_replica else gang.estimate,
                    detail="" if stage == "productive" else stage)


def stage_row(now, gang):
    return gang_row(now, "progress", "stage", gang, detail=gang.stage_at(now))


def transfer_row(now, transfer):
    """It begins."""
    ends = f"{transfer.source} > {transfer.target}"
    return Event(now, "decide", "transfer", detail=f"{transfer.data.name}: {ends}")


def copied_row(now, transfer):
    """It is complete."""
    return transfer_row(now, transfer)._replace(phase="progress", event="copied")


def promise_row(now, job, promise):
    units = unit_ranges(promise.place.units()) if promise.place else ""
    return Event(now, "decide", "promise", job.job_id, pool=promise.reservation.pool.name,
                 reservation=promise.reservation.name, chips=job.least.chips, units=units,
                 at=promise.at)


def withdraw_row(now, job, promise):
    return Event(now, "decide", "withdraw", job.job_id, pool=promise.reservation.pool.name,
                 reservation=promise.reservation.name, chips=job.least.chips)


def in_fixed_order(rows):
    """The rows, those of each decision in one fixed order: starts and preemptions as they came,
    then promises, then withdrawals by job. The pages order the first alone."""
    ordered, decision = [], []
    kinds = ["promise", "withdraw"]

    def key(row):
        return (kinds.index(row.event), row.job_id) if row.event in kinds else (-1, "")

    for row in rows:
        if decision and (row.phase != "decide" or row.time != decision[-1].time):
            ordered += sorted(decision, key=key)
            decision = []
        (decision if row.phase == "decide" else ordered).append(row)
    return ordered + sorted(decision, key=key)
