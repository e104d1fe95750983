"""Jobs that wait for others to be done: runs that are worked out by hand, to the millisecond.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_dependencies.py
"""

import contextlib
import csv
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

PLATFORM = """
platform:
  sites: [{name: iowa, provider: google, region: us-central1}]
  pools: [{name: p, site: iowa, units: 4}]
"""
TRACE = "workload: {trace: {format: csv, file: jobs.csv}}\n"
COLUMNS = "job_id,chips,submit_s,run_s,requested_s,after"

# A lab's chain: each pretraining run is post-trained, and each of these two is evaluated twice.
CHAIN = """
start: 2026-01-01
end: 2026-01-02
workload:
  streams:
    - name: evaluate
      after: {stream: posttrain, jobs: 2}
      duration: {fixed: 10 s}
      sizes: [{chips: 1 chips}]
    - name: pretrain
      arrivals: {calendar: [2026-01-01, 2026-01-01 00:00:30]}
      duration: {fixed: 100 s}
      sizes: [{chips: 3 chips}]
    - name: posttrain
      after: {stream: pretrain}
      duration: {fixed: 20 s}
      sizes: [{chips: 1 chips}]
"""


class Outcome:
    def __init__(self, run):
        self.summary = run.summary()
        self.jobs = {row["job_id"]: row for row in run.rows("jobs.csv")}
        self.events = list(run.rows("events.csv"))

    def of(self, job_id, *columns):
        return tuple(self.jobs[job_id][column] for column in columns)

    def at(self, moment, *phases):
        """(phase, event, job) of a moment, in order."""
        return [(row["phase"], row["event"], row["job_id"]) for row in self.events
                if row["time_s"] == moment and row["phase"] in phases]


@contextlib.contextmanager
def run(text, jobs=()):
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as directory:
        scenario = os.path.join(directory, "scenario.yaml")
        for path, content in ((scenario, text + PLATFORM),
                              (os.path.join(directory, "jobs.csv"),
                               "\n".join([COLUMNS, *jobs]) + "\n")):
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        with runs.run_of(scenario, "--events") as of:
            yield Outcome(of)


class Traces(unittest.TestCase):
    def test_a_job_waits_for_all_that_it_depends_on(self):
        jobs = ["a,2,0,10,,", "b,2,0,15,,", "c,4,5,7,,a b", "d,1,6,1,,a"]
        with run(TRACE, jobs) as got:
            # a ends at 10 and b at 15. d needs a alone, and starts at 10 beside b.
            self.assertEqual(got.of("c", "start_s", "blocked_s", "wait_s"), ("15", "10", "0"))
            self.assertEqual(got.of("d", "start_s", "blocked_s", "wait_s"), ("10", "4", "0"))
            self.assertEqual(got.at("10", "end"), [("end", "end", "a"), ("end", "release", "d")])
            # While c is blocked it explains nothing: nobody waits for the two free chips.
            self.assertEqual(got.summary["wait_mean_s"], 0)

    def test_the_place_in_the_queue_is_that_of_the_arrival(self):
        # At 10 c is released, and comes before w, which has waited since 3.
        jobs = ["a,4,0,10,,", "c,4,2,5,,a", "w,4,3,5,,"]
        with run(TRACE, jobs) as got:
            self.assertEqual(got.of("c", "start_s", "blocked_s", "wait_s"), ("10", "8", "0"))
            self.assertEqual(got.of("w", "start_s", "blocked_s", "wait_s"), ("15", "0", "12"))

    def test_a_job_behind_one_that_failed_can_never_run(self):
        # k is killed at 5, the time that it requested; f goes with it, and with f, g. h names a job
        # that comes later.
        jobs = ["k,1,0,10,5,", "f,1,1,1,,k", "g,1,2,1,,f", "h,1,3,1,,z", "z,1,4,1,,",
                "late,1,9,1,,k"]
        with run(TRACE, jobs) as got:
            # Both end at 5, in the order of their starts; what k decides follows it at once.
            self.assertEqual(got.at("5", "end"), [("end", "end", "k"), ("end", "refuse", "f"),
                                                  ("end", "refuse", "g"), ("end", "end", "z")])
            self.assertEqual(got.of("f", "state", "reason", "blocked_s"),
                             ("refused", "dependency_failed", "4"))
            self.assertEqual(got.of("g", "state", "reason", "blocked_s"),
                             ("refused", "dependency_failed", "3"))
            self.assertEqual(got.of("h", "state", "reason"), ("refused", "unknown_dependency"))
            self.assertEqual(got.of("late", "state", "reason"), ("refused", "dependency_failed"))

    def test_one_that_is_still_blocked_has_not_waited(self):
        scenario = "start: 1970-01-01\nend: 1970-01-01 00:00:20\n" + TRACE
        with run(scenario, ["a,1,0,100,,", "b,1,5,1,,a"]) as got:
            self.assertEqual(got.of("b", "state", "blocked_s", "wait_s"), ("censored", "15", ""))
            self.assertEqual(got.summary["wait_max_s"], 0)


class Streams(unittest.TestCase):
    def test_a_chain_goes_one_after_the_other(self):
        with run(CHAIN) as got:
            # Submitted depth first, each right after the job that it follows.
            self.assertEqual(
                [job for _, _, job in got.at("0", "arrival")],
                ["pretrain-1", "posttrain-1", "evaluate-1", "evaluate-2"])
            self.assertEqual(
                [job for _, _, job in got.at("30", "arrival")],
                ["pretrain-2", "posttrain-2", "evaluate-3", "evaluate-4"])
            # pretrain-1 has 3 of 4 chips until 100. Then pretrain-2 goes, posttrain-1 beside it
            # until 120; evaluate-1 and -2 share the fourth chip until 140; at 200 posttrain-2,
            # then the last two side by side.
            times = {job: got.of(job, "start_s", "end_s") for job in got.jobs}
            self.assertEqual(times, {
                "pretrain-1": ("0", "100"), "posttrain-1": ("100", "120"),
                "evaluate-1": ("120", "130"), "evaluate-2": ("130", "140"),
                "pretrain-2": ("100", "200"), "posttrain-2": ("200", "220"),
                "evaluate-3": ("220", "230"), "evaluate-4": ("220", "230")})
            self.assertEqual(got.of("evaluate-3", "blocked_s", "wait_s"), ("190", "0"))

    def test_generated_jobs_say_what_they_depend_on_and_replay(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as directory:
            spec = os.path.join(directory, "chain.yaml")
            with open(spec, "w", encoding="utf-8") as file:
                file.write(CHAIN)
            out = os.path.join(directory, "jobs.csv")
            runs.drawdown("generate", spec, "--out", out)
            with open(out, newline="", encoding="utf-8") as file:
                lines = list(csv.DictReader(file))
        self.assertEqual([(line["job_id"], line["after"]) for line in lines[:4]],
                         [("pretrain-1", ""), ("posttrain-1", "pretrain-1"),
                          ("evaluate-1", "posttrain-1"), ("evaluate-2", "posttrain-1")])
        jobs = [",".join(line[column] for column in COLUMNS.split(",")) for line in lines]
        with run(TRACE, jobs) as replayed, run(CHAIN) as drawn:
            for job in drawn.jobs:
                self.assertEqual(replayed.of(job, "start_s", "end_s", "blocked_s"),
                                 drawn.of(job, "start_s", "end_s", "blocked_s"))


if __name__ == "__main__":
    unittest.main()
