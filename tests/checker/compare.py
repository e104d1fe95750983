"""The files of a run directory against the checker's own tables, row for row."""

import json
import os
from collections import Counter
from itertools import zip_longest

import figures
from events import (Objection, as_text, count, in_fixed_order, milliseconds, milliwatts,
                    read_table)
from rules.causes import REASONS, STATES

USAGE = ["time_s", "pool", "reservation"] + STATES
QUEUE = ["time_s", "tenant", "gangs", "chips"]
POOLS = ["time_s", "pool", "largest_gang_chips", "mw"]
PLACEMENTS = "job_id,pool,reservation,chips,units,slice,start_s,end_s".split(",")
WATERFALL = ["month", "reservation", "pool", "holder", "tenant", "cause", "chip_ms", "chip_hours"]
JOBS = ("job_id,tenant,class,pool,reservation,chips,submit_s,requested_s,start_s,end_s,wait_s,"
        "run_s,requeue_s,lost_s,interruptions,blocked_s,state,reason").split(",") + [
            reason + "_s" for reason in REASONS]
STATE = JOBS.index("state")
BY_REASON = slice(JOBS.index("reason") + 1, None)  # waits

TEXT = {"pool", "reservation", "tenant", "class", "job_id", "units", "slice", "month", "holder",
        "cause", "state", "reason", "chip_hours"}


def read_parsed(directory, name, columns):
    """The file's rows with times in milliseconds and counts as numbers."""
    rows = read_table(os.path.join(directory, name), columns)
    parse = [str if c in TEXT else milliseconds if c.endswith("_s") else
             milliwatts if c == "mw" else count for c in columns]
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


def compare_placements(directory, replay):
    """In order of their end; the pages do not order those that still run."""
    def in_order(rows):
        ended = [row for row in rows if row[7] is not None]
        return ended + sorted(row for row in rows if row[7] is None)
    engine = read_parsed(directory, "placements.csv", PLACEMENTS)
    if any(a[7] is None and b[7] is not None for a, b in zip(engine, engine[1:])):
        return "placements.csv: a gang that still runs comes before one that ended"
    return side_by_side("placements.csv", in_order(engine), in_order(figures.placements(replay)))


def compare_jobs(directory, replay, waits):
    """Where the pages leave a field open, the engine's way is taken over: a job that requests
    nothing may show its run time, a refused one zero reasons; one that has not started may show
    zeros of what starts bring about."""
    expected = figures.job_rows(replay, waits)
    engine = read_parsed(directory, "jobs.csv", JOBS)
    runs = {job.job_id: job.run for job in replay.scenario.jobs}
    for mine, theirs in zip(expected, engine):
        if mine[0] != theirs[0]:
            break
        if mine[7] is None and theirs[7] == runs[mine[0]]:
            mine[7] = theirs[7]
        if mine[STATE] == "refused" and not any(theirs[BY_REASON]):
            mine[BY_REASON] = theirs[BY_REASON]
        if mine[8] is None and not any(theirs[11:15]):
            mine[11:15] = theirs[11:15]
    return side_by_side("jobs.csv", engine, expected)


def compare_waterfall(directory, expected):
    """chip_ms to the last one; chip_hours only has to be it, rounded to whatever places."""
    rows = read_parsed(directory, "waterfall.csv", WATERFALL)
    for row in rows:
        hours = row[6] / 3.6e6
        places = len(row[7].partition(".")[2])
        if abs(float(row[7]) - hours) > max(0.51 * 10.0 ** -places, 1e-9 * hours):
            return f"waterfall.csv: {row[7]} chip-hours are not {row[6]} chip-ms"
    nonzero = sorted(row[:7] for row in rows if row[6])
    return side_by_side("waterfall.csv", nonzero, expected)


def compare_summary(directory, replay, tables):
    """The headline figures that can be counted; a key that is not there is not missed."""
    with open(os.path.join(directory, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    states = Counter(row[STATE] for row in figures.job_rows(replay, tables.waits))
    expected = {f"jobs_{state}": states[state]
                for state in ("done", "killed", "cut", "censored", "refused")}
    expected["reserved_chip_ms"] = sum(tables.chip_time.values())
    expected["discarded_chip_ms"] = figures.first_time_work(replay)
    expected["energy_mwh"], expected["energy_mwh_by_pool"] = tables.energy_mwh()
    by_cause = Counter()
    for (_, _, _, cause), chip_ms in tables.chip_time.items():
        by_cause[cause] += chip_ms
    for cause, chip_ms in summary.get("chip_ms_by_cause", {}).items():
        if chip_ms != by_cause[cause]:
            return f"summary.json: {chip_ms} chip-ms {cause}, the checker has {by_cause[cause]}"
    wrong = {key: (summary[key], value) for key, value in expected.items()
             if key in summary and summary[key] != value}
    return f"summary.json: (engine, checker) differ: {wrong}" if wrong else ""
