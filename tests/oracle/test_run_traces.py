"""Runs for other viewers: `drawdown trace`, against the tables of the run.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_run_traces.py

The format of chrome's is that of Chromium's "Trace Event Format": an object with `traceEvents`,
each with its phase `ph`, times in microseconds. Slices (X) of one thread nest or are disjoint.
"""

import collections
import csv
import gzip
import io
import itertools
import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402
from runs import milliseconds  # noqa: E402
from test_stories import EVERY_WAIT, ODD_NAMES, run_of_names  # noqa: E402

REQUIRED = {"M": {"name": str, "pid": int, "args": dict},
            "X": {"name": str, "pid": int, "tid": int, "ts": int, "dur": int, "cat": str,
                  "args": dict},
            "C": {"name": str, "pid": int, "ts": int, "args": dict}}
IDLE = ("policy_held held_for_start fragmented gang_short reserved_for_others ineligible_demand "
        "no_demand").split()


def microseconds(text):
    return milliseconds(text) * 1000


def unit_numbers(text):
    for part in text.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


class Trace:
    """The events by phase; raises ValueError where the format is not kept."""

    def __init__(self, text):
        self.whole = json.loads(text)
        self.by_phase = collections.defaultdict(list)
        for event in self.whole["traceEvents"]:
            check_event(event)
            self.by_phase[event["ph"]].append(event)
        self.processes = {e["pid"]: e["args"]["name"] for e in self.by_phase["M"]
                          if e["name"] == "process_name"}
        self.threads = {(e["pid"], e["tid"]): e["args"]["name"] for e in self.by_phase["M"]
                        if e["name"] == "thread_name"}
        check_threads(self)

    def counters(self, name, process):
        """[(ts, args)]"""
        return [(e["ts"], e["args"]) for e in self.by_phase["C"]
                if (e["name"], self.processes[e["pid"]]) == (name, process)]


def check_event(event):
    required = REQUIRED[event["ph"]]
    for key, kind in required.items():
        if not isinstance(event.get(key), kind):
            raise ValueError(f"{key} of {event}")
    if event["ph"] != "M" and (event["ts"] < 0 or event.get("dur", 0) < 0):
        raise ValueError(f"a time below 0: {event}")
    if event["ph"] == "C" and not all(isinstance(v, int) for v in event["args"].values()):
        raise ValueError(f"what counts is no number: {event}")


def check_threads(trace):
    """All are named, and in the order of their events slices are disjoint (which none nests)."""
    last = {}
    for event in trace.by_phase["X"]:
        thread = event["pid"], event["tid"]
        if thread not in trace.threads or event["pid"] not in trace.processes:
            raise ValueError(f"a thread without a name: {event}")
        if event["ts"] < last.get(thread, 0):
            raise ValueError(f"slices of a thread overlap: {event}")
        last[thread] = event["ts"] + event["dur"]
    for event in trace.by_phase["C"]:
        counter = event["pid"], event["name"]
        if event["ts"] < last.get(counter, 0) or event["pid"] not in trace.processes:
            raise ValueError(f"time runs backwards, or a process without a name: {event}")
        last[counter] = event["ts"]


def trace_of(run, *arguments):
    return runs.drawdown("trace", run.directory, *arguments)


class Format(unittest.TestCase):
    """That what checks the format finds what is wrong."""

    SLICE = {"ph": "X", "name": "a", "pid": 1, "tid": 1, "ts": 0, "dur": 5, "cat": "gang",
             "args": {}}
    NAMES = [{"ph": "M", "name": "process_name", "pid": 1, "args": {"name": "p"}},
             {"ph": "M", "name": "thread_name", "pid": 1, "tid": 1, "args": {"name": "t"}}]

    def refused(self, *events):
        with self.assertRaises(ValueError):
            Trace(json.dumps({"traceEvents": [*self.NAMES, *events]}))

    def test_damages(self):
        Trace(json.dumps({"traceEvents": [*self.NAMES, self.SLICE, {**self.SLICE, "ts": 5}]}))
        self.refused(self.SLICE, {**self.SLICE, "ts": 4})
        self.refused({**self.SLICE, "dur": -1})
        self.refused({**self.SLICE, "ts": 1.5})
        self.refused({**self.SLICE, "tid": 2})
        self.refused({key: value for key, value in self.SLICE.items() if key != "args"})


class Chrome(unittest.TestCase):
    def check_slices(self, trace, run):
        """A slice for each row of units that a start has units of, as long as the gang held them,
        with what placements.csv says of it."""
        per_row = trace.whole["otherData"]["units_per_row"]
        end = milliseconds(str(run.summary()["horizon_s"])) * 1000
        expected = collections.Counter()
        for row in run.rows("placements.csv"):
            begin = microseconds(row["start_s"])
            until = microseconds(row["end_s"]) if row["end_s"] else end
            for first in {unit // per_row * per_row for unit in unit_numbers(row["units"])}:
                expected[row["pool"], first, row["job_id"], begin, until - begin,
                         row["reservation"], int(row["chips"]), row["units"], row["ended_by"],
                         row["slice"]] += 1
        found = collections.Counter()
        for event in trace.by_phase["X"]:
            name = trace.threads[event["pid"], event["tid"]].split()[1]
            args = event["args"]
            self.assertEqual(round(args["start_s"] * 10**6), event["ts"])
            found[trace.processes[event["pid"]], int(name.split("-")[0]), event["name"],
                  event["ts"], event["dur"], args["reservation"], args["chips"], args["units"],
                  args["ended_by"], args["slice"]] += 1
        self.assertEqual(found, expected)

    def check_counters(self, trace, run):
        """At each row of usage.csv and queue.csv, its values; and at no other moment."""
        usage, idle, queue = (collections.defaultdict(list) for _ in range(3))
        for row in run.rows("usage.csv"):
            time, name = microseconds(row.pop("time_s")), row.pop("reservation")
            key = name, row.pop("pool")
            chips = {cause: int(count) for cause, count in row.items()}
            usage[key].append((time, chips))
            idle[key].append((time, {"idle": sum(chips[cause] for cause in IDLE)}))
        for (name, pool), rows in usage.items():
            self.assertEqual(trace.counters(f"chips of {name}", pool), rows)
            self.assertEqual(trace.counters(f"idle chips of {name}", pool), idle[name, pool])
        for row in run.rows("queue.csv"):
            for what in ("gangs", "chips"):
                queue[f"waiting {what} of {row['tenant']}"].append(
                    (microseconds(row["time_s"]), {what: int(row[what])}))
        for name, rows in queue.items():
            self.assertEqual(trace.counters(name, "queue"), rows)
        self.assertEqual(len(trace.by_phase["C"]), sum(
            len(rows) for table in (usage, idle, queue) for rows in table.values()))

    def check_lanes(self, trace):
        """A row has as many as gangs were in it at once."""
        lanes = collections.Counter((pid, name.split(" (")[0])
                                    for (pid, _), name in trace.threads.items())
        changes = collections.defaultdict(list)
        for event in trace.by_phase["X"]:
            name = trace.threads[event["pid"], event["tid"]].split(" (")[0]
            changes[event["pid"], name] += [(event["ts"], 1), (event["ts"] + event["dur"], -1)]
        for row, count in lanes.items():
            # What ends at a moment makes room for what begins then, but for what has no length.
            at_once = max(itertools.accumulate(by for _, by in sorted(changes[row])))
            self.assertEqual(count, max(at_once, 1))

    def check_run(self, run):
        trace = Trace(trace_of(run, "--format", "chrome"))
        self.assertEqual(trace.whole["otherData"]["start"], run.summary()["start"])
        self.check_slices(trace, run)
        self.check_counters(trace, run)
        self.check_lanes(trace)

    def test_all_that_can_hold_a_gang_up(self):
        with runs.run_of(EVERY_WAIT) as run:
            self.check_run(run)

    def test_a_month_of_tpus_that_fail(self):
        """1,840 units of v5p and others: some units a row."""
        with runs.run_of(os.path.join(locations.STUDIES, "tpu_month.yaml")) as run:
            self.check_run(run)

    def test_replicas_of_services(self):
        study = os.path.join(locations.STUDIES, "chat_beside_training.yaml")
        with runs.run_of(study) as run:
            self.check_run(run)

    def test_odd_names(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
            run = run_of_names(folder, ODD_NAMES)
            trace = Trace(trace_of(run, "--format", "chrome"))
            self.assertEqual([event["name"] for event in trace.by_phase["X"]], ODD_NAMES)
            table = csv.DictReader(io.StringIO(trace_of(run, "--format", "csv")))
            self.assertEqual([row["job_id"] for row in table], ODD_NAMES)

    def test_more_gangs_than_lanes(self):
        """8,000 gangs of a chip on one unit, the i-th from 0 to 20 + i, take all lanes; two more
        from second 1 on are drawn from the end of the first and the second on."""
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
            with open(os.path.join(folder, "t.csv"), "w", encoding="utf-8") as file:
                file.write("job_id,chips,submit_s,run_s\n")
                file.writelines(f"j{i},1,0,{20 + i}\n" for i in range(8000))
                file.write("late,1,1,9000\nlater,1,1,9001\n")
            with open(os.path.join(folder, "s.yaml"), "w", encoding="utf-8") as file:
                file.write("start: 2026-01-01\nplatform: {sites: [{name: here}], pools: [{name: p, "
                           "site: here, units: 1, chips_per_unit: 9000 chips, geometry: nodes}]}\n"
                           f"workload: {{trace: {{format: csv, file: {folder}/t.csv}}}}\n")
            with runs.run_of(os.path.join(folder, "s.yaml")) as run:
                trace = Trace(trace_of(run, "--format", "chrome"))
            slices = [(e["name"], e["ts"] // 10**6, e["dur"] // 10**6, e["args"]["start_s"])
                      for e in trace.by_phase["X"]]
            self.assertEqual(slices, [*((f"j{i}", 0, 20 + i, 0) for i in range(8000)),
                                      ("late", 20, 8981, 1), ("later", 21, 8981, 1)])
            self.assertEqual(set(trace.threads.values()),
                             {"unit 0", *(f"unit 0 ({n})" for n in range(2, 8001))})


class Csv(unittest.TestCase):
    def test_stages_of_ranges(self):
        """Of each start, stage after stage, on each of its ranges."""
        with runs.run_of(EVERY_WAIT) as run:
            end = run.summary()["horizon_s"]
            expected = []
            for row in run.rows("placements.csv"):
                expected += self.rows_of(row, milliseconds(row["end_s"] or str(end)))
            table = csv.DictReader(io.StringIO(trace_of(run, "--format", "csv")))
            found = [(milliseconds(row["begin_s"]), row["end_s"] and milliseconds(row["end_s"]),
                      row["pool"], row["reservation"], row["first_unit"], row["last_unit"],
                      row["job_id"], row["chips"], row["stage"]) for row in table]
            self.assertEqual(found, expected)
            self.assertEqual({row[8] for row in found}, {"starting", "recomputing", "productive"})

    @staticmethod
    def rows_of(row, end):
        begin = milliseconds(row["start_s"])
        rows = []
        for stage in ("staging", "starting", "recomputing", "productive"):
            until = end if stage == "productive" else begin + milliseconds(row[stage + "_s"])
            still = until == end and not row["end_s"]
            for units in row["units"].split() if until > begin else []:
                first, _, last = units.partition("-")
                rows.append((begin, "" if still else until, row["pool"], row["reservation"],
                             first, last or first, row["job_id"], row["chips"], stage))
            begin = until
        return rows


class Files(unittest.TestCase):
    def test_the_same_bytes_always(self):
        """On stdout, in a file, and compressed."""
        study = os.path.join(locations.STUDIES, "chat_beside_training.yaml")
        with runs.run_of(study) as run, tempfile.TemporaryDirectory() as folder:
            for kind in ("chrome", "csv"):
                text = trace_of(run, "--format", kind).encode()
                plain, packed, again = (os.path.join(folder, kind + end)
                                        for end in ("", ".gz", "2.gz"))
                for path in (plain, packed, again):
                    trace_of(run, "--format", kind, "--out", path)
                with open(plain, "rb") as file:
                    self.assertEqual(file.read(), text)
                with open(packed, "rb") as file, open(again, "rb") as other:
                    bytes_of_file = file.read()
                    self.assertEqual(bytes_of_file, other.read())
                self.assertEqual(gzip.decompress(bytes_of_file), text)
            self.assertEqual(len(os.listdir(folder)), 6)


if __name__ == "__main__":
    unittest.main()
