"""The published traces of AI clusters, as the program reads them, against figures counted here with
the csv module: jobs, chips, chip-time, and the lines of which something is to be said.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_trace_readers.py
"""

import csv
import datetime
import os
import re
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

WORKLOADS = os.path.join(locations.REPOSITORY, "workloads", "formats")
EPOCH = datetime.datetime(1970, 1, 1)

# What `drawdown generate` says of each kind of line.
SAID = {
    "without_chips": "without chips: skipped",
    "censored_start": "of jobs older than the trace: run from its beginning",
    "censored_end": "of jobs that outlive the trace: run to its end",
    "rounded_up": "that ask for a share of a chip: given the whole",
}


def seconds_of(date):
    """`2017-10-09 07:01:55` as seconds since 1970."""
    return int((datetime.datetime.fromisoformat(date) - EPOCH).total_seconds())


def philly(row):
    return {"tenant": "unknown", "class": "", "pool": row["cluster"], "chips": row["num_gpus"],
            "submit": seconds_of(row["timestamp"]), "run": float(row["duration"]), "notes": []}


def helios(row):
    return {"id": row["job_id"], "tenant": row["user"], "class": row["class"],
            "pool": row["tenant"], "chips": row["num_chips"],
            "submit": int(row["submit_time"]) / 1e6, "run": float(row["duration_s"]), "notes": []}


def openb(row):
    """Lifetimes from schedule to deletion; pods deleted in the list's last second outlive it."""
    job = {"id": row["name"], "tenant": "unknown", "class": row["qos"], "pool": row["gpu_spec"],
           "chips": row["num_gpu"], "submit": int(row["creation_time"]), "run": 0, "notes": []}
    if row["num_gpu"] == "0":
        return {"notes": ["without_chips"]}
    if row["gpu_milli"] != "1000":
        job["notes"].append("rounded_up")
    if row["scheduled_time"]:
        job["run"] = int(row["deletion_time"]) - int(row["scheduled_time"])
        if row["deletion_time"] == "12902960":
            job["notes"].append("censored_end")
    return job


def dlrm(row):
    """31 days, of which an instance without a time is taken to have been there at that end."""
    if row["gpu_request"] == "0":
        return {"notes": ["without_chips"]}
    notes = [name for name, column in (("censored_start", "scheduled_time"),
                                       ("censored_end", "deletion_time")) if not row[column]]
    return {"id": row["instance_sn"], "tenant": row["app_name"], "class": "", "pool": "",
            "chips": row["gpu_request"], "submit": float(row["creation_time"] or 0),
            "run": float(row["deletion_time"] or 31 * 86400) - float(row["scheduled_time"] or 0),
            "notes": notes}


TRACES = {
    "philly": (("philly", "philly_jobs_pollux.csv"), philly),
    "helios": (("helios", "helios_venus_2vc_sept.csv"), helios),
    "openb": (("alibaba_openb_v2023", "openb_pod_list_default.csv"), openb),
    "dlrm": (("alibaba_dlrm_v2025", "disaggregated_DLRM_trace.csv"), dlrm),
}


def expected(name):
    """The rows of jobs.csv as `drawdown generate` should write them, and the counts of lines."""
    path, job_of = TRACES[name]
    jobs, counts = [], dict.fromkeys(SAID, 0)
    for row in runs.trace_rows(locations.trace(*path)):
        job = job_of(row)
        for note in job["notes"]:
            counts[note] += 1
        if "chips" in job:
            jobs.append({"id": str(len(jobs) + 1), **job})
    jobs.sort(key=lambda job: job["submit"])  # stable: ties stay in file order
    first = jobs[0]["submit"]
    rows = [[job["id"], job["tenant"], job["class"], job["pool"], int(job["chips"]),
             round((job["submit"] - first) * 1000), round(job["run"] * 1000)] for job in jobs]
    return rows, {note: count for note, count in counts.items() if count}


class TraceReaders(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        root = tempfile.TemporaryDirectory(prefix="drawdown-oracle-")
        self.addCleanup(root.cleanup)
        self.root = root.name

    def check_format(self, name):
        rows, counts = expected(name)
        target = os.path.join(self.root, "jobs.csv")
        workload = os.path.join(WORKLOADS, name + ".yaml")
        said = runs.said("generate", workload, "--out", target)
        with open(target, newline="", encoding="utf-8") as file:
            got = [[row["job_id"], row["tenant"], row["class"], row["pool"], int(row["chips"]),
                    runs.milliseconds(row["submit_s"]), runs.milliseconds(row["run_s"])]
                   for row in csv.DictReader(file)]
        self.assertEqual(len(got), len(rows))
        for row, should in zip(got, rows):
            self.assertEqual(row, should)
        self.assertEqual(said, "".join(f"{count} trace lines {SAID[note]}\n"
                                       for note, count in counts.items()))
        return rows, counts

    def test_philly(self):
        rows, counts = self.check_format("philly")
        self.assertEqual(counts, {})
        self.assertEqual(len(rows), 82247)
        # GPU time is a column of its own, which the program does not read.
        gpu_ms = sum(runs.milliseconds(row["gpu_time"])
                     for row in runs.trace_rows(locations.trace(*TRACES["philly"][0])))
        self.assertEqual(sum(row[4] * row[6] for row in rows), gpu_ms)

    def test_helios(self):
        rows, counts = self.check_format("helios")
        self.assertEqual((len(rows), counts), (1867, {}))

    def test_openb(self):
        rows, counts = self.check_format("openb")
        self.assertEqual(len(rows), 7064)
        self.assertEqual(sum(row[4] for row in rows), 6989 + 2 * 16 + 4 * 15 + 8 * 44)
        self.assertEqual(counts, {"without_chips": 1088, "censored_end": 32, "rounded_up": 3078})

    def test_dlrm(self):
        rows, counts = self.check_format("dlrm")
        self.assertEqual(len(rows), 7386)
        self.assertEqual(counts, {"without_chips": 16485, "censored_start": 3123,
                                  "censored_end": 3322})

    def test_a_run_counts_as_the_documentation_says(self):
        """openb on one pool: pods that never started are refused, and the summary has the counts
        that docs/workloads.md has."""
        rows, counts = expected("openb")
        scenario = os.path.join(self.root, "openb.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write(f"include: ['{os.path.join(WORKLOADS, 'openb.yaml')}']\n"
                       "start: 2023-01-01\n"
                       "platform:\n"
                       "  sites: [{name: here}]\n"
                       "  pools: [{name: gpus, site: here, units: 6212}]\n")
        with runs.run_of(scenario) as run:
            summary = run.summary()
        never = sum(row[6] == 0 for row in rows)
        self.assertEqual(never, 861)
        self.assertEqual(summary["jobs_submitted"], len(rows))
        self.assertEqual(summary["jobs_refused_by_reason"], {"no_run_time": never})
        self.assertEqual(summary["jobs_done"], len(rows) - never)
        self.assertEqual(summary["trace_lines"],
                         {"malformed": 0, "censored_start": 0, "several_types": 0, **counts})
        # All ran: the pool has chips for all of them at any time.
        self.assertEqual(summary["chip_ms_by_cause"]["productive"],
                         sum(row[4] * row[6] for row in rows))

    def test_documented_counts(self):
        """The table of docs/workloads.md is what is counted here."""
        with open(os.path.join(locations.REPOSITORY, "docs", "workloads.md"),
                  encoding="utf-8") as file:
            table = re.findall(r"^\| (\S+\.csv) \| ([\d,]+) \| ([\d,]+)[^|]*\| ([^|]+) \|$",
                               file.read(), re.MULTILINE)
        documented = {}
        for name, lines, jobs, counts in table:
            counted = {note: int(count.replace(",", ""))
                       for note, count in re.findall(r"`(\w+)` ([\d,]+)", counts)}
            documented[name] = (int(lines.replace(",", "")), int(jobs.replace(",", "")), counted)
        self.assertEqual(len(documented), len(TRACES))
        for name, (path, _) in TRACES.items():
            with self.subTest(name):
                rows, counts = expected(name)
                lines = sum(1 for _ in runs.trace_rows(locations.trace(*path)))
                self.assertEqual(documented[path[-1]], (lines, len(rows), counts))


if __name__ == "__main__":
    unittest.main()
