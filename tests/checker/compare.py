"""The files of a run directory against the checker's own tables, row for row."""

import json
import os
from collections import Counter
from itertools import zip_longest

import figures
from events import (Objection, as_text, count, egress, in_fixed_order, micro_dollars, milliseconds,
                    milliwatts, read_table)
from features import has
from rules.causes import REASONS

USAGE = ["time_s", "pool", "reservation"] + figures.USAGE_STATES
QUEUE = ["time_s", "tenant", "gangs", "chips"]
POOLS = ["time_s", "pool", "largest_gang_chips", "mw"]
PLACEMENTS = ("job_id,pool,reservation,chips,units,slice,start_s,end_s,ended_by,rounding,lost_s,"
              "checkpoints,checkpointing_s,staging_s,starting_s,recomputing_s").split(",") + [
                  reason + "_s" for reason in REASONS]
WATERFALL = ["month", "reservation", "pool", "holder", "tenant", "cause", "chip_ms", "chip_hours"]
WATERFALL += ["payer", "usd"] if has("contracts") else []
JOBS = ("job_id,tenant,class,pool,reservation,chips,submit_s,requested_s,start_s,end_s,wait_s,"
        "run_s,requeue_s,lost_s,interruptions,preemptions,blocked_s,after,state,"
        "reason").split(",") + [reason + "_s" for reason in REASONS]
# Columns of features: they may stand anywhere, and be there although the feature is not drawn.
OF_FEATURES = {"preemptions": "priority", "blocked_s": "dependencies",
               "after": "dependencies"}
SERVICES = ("time_s,service,demand_rps,served_rps,attainment,wanted_rps,replicas,ready,"
            "overprovisioned_chips").split(",")
TRANSFERS = "data_set,from,to,route,bytes,begin_s,end_s,egress_usd".split(",")

TEXT = {"pool", "reservation", "tenant", "class", "job_id", "units", "slice", "month", "holder",
        "cause", "state", "reason", "chip_hours", "payer", "ended_by", "after", "data_set", "from",
        "to", "route"}


def read_parsed(directory, name, columns):
    """The file's rows with times in milliseconds and counts as numbers."""
    rows = read_table(os.path.join(directory, name), columns)
    parse = [str if c in TEXT else milliseconds if c.endswith("_s") else
             milliwatts if c == "mw" else micro_dollars if c == "usd" else
             egress if c == "egress_usd" else count
             for c in columns]
    parsed = [[f(field) for f, field in zip(parse, row)] for row in rows]
    if columns[0] == "time_s" and any(a[0] > b[0] for a, b in zip(parsed, parsed[1:])):
        raise Objection(f"{name}: time runs backwards")
    return parsed


def side_by_side(name, engine, checker, most=8):
    """The first differing row and what follows it, engine over checker; empty if equal."""
    if engine == checker:
        return ""
    pairs = list(zip_longest(engine, checker))
    first = next(i for i, (a, b) in enumerate(pairs) if a != b)
    lines = [f"{name}: row {first + 1} differs "
             f"({len(engine)} rows of the engine, {len(checker)} of the checker; "
             f"times in {'s' if name == 'events.csv' else 'ms'})"]
    for i, (a, b) in enumerate(pairs[max(0, first - 3):first + most], max(0, first - 3) + 1):
        if a == b:
            lines.append(f"  {i:4}          {shown(a)}")
        else:
            lines += [f"  {i:4} engine   {shown(a)}", f"  {i:4} checker  {shown(b)}"]
    return "\n".join(lines)


def shown(row):
    return "-" if row is None else ",".join("" if f is None else str(f) for f in row)


def compare_events(engine, checker):
    return side_by_side("events.csv", [as_text(row) for row in in_fixed_order(engine)],
                        [as_text(row) for row in in_fixed_order(checker)])


def compare_step_series(directory, name, columns, expected):
    """Step series; the pages do not order the rows of one instant, so both are sorted."""
    return side_by_side(name, sorted(read_parsed(directory, name, columns)), sorted(expected))


def without_leading_zeros(rows, width):
    """Drops the rows that say that a series begins at zero: the pages allow either way."""
    seen, kept = set(), []
    for row in rows:
        key = row[1]
        if key in seen or any(row[-width:]):
            kept.append(row)
        seen.add(key)
    return kept


def compare_from_zero(directory, name, columns, width, expected):
    engine = without_leading_zeros(read_parsed(directory, name, columns), width)
    return side_by_side(name, sorted(engine), sorted(expected))


def compare_placements(directory, replay, start_waits):
    """In order of their end; the pages do not order those that still run."""
    def in_order(rows):
        ended = [row for row in rows if row[7] is not None]
        return ended + sorted(row for row in rows if row[7] is None)
    engine = read_parsed(directory, "placements.csv", PLACEMENTS)
    if any(a[7] is None and b[7] is not None for a, b in zip(engine, engine[1:])):
        return "placements.csv: a gang that still runs comes before one that ended"
    return side_by_side("placements.csv", in_order(engine),
                        in_order(figures.placements(replay, start_waits)))


def job_columns(directory):
    """Those of jobs.csv, as they stand there."""
    with open(os.path.join(directory, "jobs.csv"), encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
    missing = [c for c in JOBS if c not in columns and (
        c not in OF_FEATURES or has(OF_FEATURES[c]))]
    in_order = [c for c in columns if c not in OF_FEATURES] == [
        c for c in JOBS if c not in OF_FEATURES]
    if missing or not in_order:
        raise Objection(f"jobs.csv: columns {','.join(columns)}, expected {','.join(JOBS)}")
    return columns


def compare_jobs(directory, replay, waits):
    """Where the pages leave a field open, the engine's way is taken over: a job that requests
    nothing may show its run time, a refused one zero reasons; one that has not started may show
    zeros of what starts bring about."""
    columns = job_columns(directory)
    engine = read_parsed(directory, "jobs.csv", columns)
    runs = {job.job_id: job.run for job in replay.scenario.jobs}
    expected = []
    for mine, fields in zip(figures.job_rows(replay, waits), engine):
        theirs = dict(zip(columns, fields))
        if mine["requested_s"] is None and theirs["requested_s"] == runs[mine["job_id"]]:
            mine["requested_s"] = theirs["requested_s"]
        open_fields = []
        if mine["state"] == "refused":
            open_fields += [name + "_s" for name in REASONS]
        if mine.get("start_s") is None:
            open_fields += ["run_s", "requeue_s", "lost_s", "interruptions", "preemptions"]
        mine.update({name: 0 for name in open_fields if theirs.get(name) == 0})
        expected.append(in_columns(mine, columns))
    expected += [in_columns(row, columns) for row in figures.job_rows(replay, waits)[len(engine):]]
    return side_by_side("jobs.csv", engine, expected)


def in_columns(row, columns):
    return [row.get(column) for column in columns]


def compare_waterfall(directory, expected):
    """chip_ms to the last one; chip_hours only has to be it, rounded to whatever places."""
    rows = read_parsed(directory, "waterfall.csv", WATERFALL)
    for row in rows:
        hours = row[6] / 3.6e6
        places = len(row[7].partition(".")[2])
        if abs(float(row[7]) - hours) > max(0.51 * 10.0 ** -places, 1e-9 * hours):
            return f"waterfall.csv: {row[7]} chip-hours are not {row[6]} chip-ms"
    nonzero = [row[:7] + row[8:] for row in rows if row[6] or "unreserved" in row]
    in_order = sorted(nonzero, key=lambda row: [field or "" for field in row[:6] + row[7:8]])
    return side_by_side("waterfall.csv", in_order, [row[:len(WATERFALL) - 1] for row in expected])


def compare_transfers(directory, replay):
    return side_by_side("transfers.csv", read_parsed(directory, "transfers.csv", TRANSFERS),
                        figures.transfers(replay))


def compare_services(directory, expected):
    """Rates are whole milli-requests a second; attainment is shown with six decimals, the last of
    which may differ by one for the sake of the exponential function."""
    engine = []
    for time, name, demand, served, attained, wanted, *counts in read_table(
            os.path.join(directory, "services.csv"), SERVICES):
        engine.append([milliseconds(time), name, milliseconds(demand), milliseconds(served),
                       attained and float(attained), milliseconds(wanted),
                       *map(count, counts)])
    expected = [row[:4] + ["" if row[4] is None else round(float(row[4]), 6)] + row[5:]
                for row in expected]
    engine, expected = (sorted(without_leading_zeros(rows, 7)) for rows in (engine, expected))
    for mine, theirs in zip(expected, engine):
        if mine[4] != "" and theirs[4] != "" and abs(mine[4] - theirs[4]) < 1.5e-6:
            mine[4] = theirs[4]
    return side_by_side("services.csv", engine, expected)


def requests(tables, service):
    """{key of summary.json: value} of a service, in requests."""
    parts = [tables.requests[service.name, kind] for kind in ("demand", "served", "attained")]
    demand, served, attained = parts
    return {"demand_requests": demand / 1e6, "served_requests": served / 1e6,
            "unserved_requests": (demand - served) / 1e6,
            "attainment": float(attained / demand) if demand else None}


def compare_requests(summary, tables):
    for service in tables.scenario.services:
        for key, value in requests(tables, service).items():
            theirs = summary[key].get(service.name)
            if (theirs is None) != (value is None) or (
                    value is not None and abs(theirs - value) > 1e-9 * max(1, abs(value))):
                return f"summary.json: {key} of {service.name} is {theirs}, the checker has {value}"
    return ""


def transfer_figures(replay):
    """{key of summary.json: value}."""
    begun = replay.state.transfers
    return {"transfers": len(begun), "transferred_bytes": sum(t.data.size for t in begun),
            "egress_usd": sum(t.egress() for t in begun) / 1e6}


def compare_summary(directory, replay, tables):
    """The headline figures that can be counted; a key that is not there is not missed."""
    with open(os.path.join(directory, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    states = Counter(row["state"] for row in figures.job_rows(replay, tables.waits))
    expected = {f"jobs_{state}": states[state]
                for state in ("done", "killed", "cut", "censored", "refused")}
    reserved = tables.reserved_chip_time()
    expected["reserved_chip_ms"] = sum(reserved.values())
    expected["discarded_chip_ms"] = figures.first_time_work(replay)
    expected["energy_mwh"], expected["energy_mwh_by_pool"] = tables.energy_mwh()
    if replay.scenario.data_sets:
        expected.update(transfer_figures(replay))
    by_cause = Counter()
    for (_, _, _, cause), chip_ms in reserved.items():
        by_cause[cause] += chip_ms
    for cause, chip_ms in summary.get("chip_ms_by_cause", {}).items():
        if chip_ms != by_cause[cause]:
            return f"summary.json: {chip_ms} chip-ms {cause}, the checker has {by_cause[cause]}"
    expected["deadline_missed"], due = figures.deadlines_missed(replay)
    expected["deadline_missed_share"] = expected["deadline_missed"] / due if due else None
    wrong = {key: (summary[key], value) for key, value in expected.items()
             if key in summary and summary[key] != value}
    if wrong:
        return f"summary.json: (engine, checker) differ: {wrong}"
    return compare_requests(summary, tables)
