"""Priorities, preemption and deadlines: runs that are worked out by hand, to the millisecond.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_preemption.py
"""

import contextlib
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

COLUMNS = "job_id,pool,chips,submit_s,run_s,priority,deadline_s"
POOLS = {
    "p": "{name: p, site: iowa, units: 8}",
    "q": "{name: q, site: iowa, units: 4}",
    # Hosts 0 1 / 2 3 of 2x2 chips.
    "torus": "{name: t, site: iowa, units: 4, geometry: torus_2d, host: 2x2, block: 4x4, "
             "slices: [2x2, 2x4, 4x4]}",
}
COSTS = ["startup: 2 s", "restart: 3 s", "checkpoint: {interval: 10 s, write: 1 s}"]


class Outcome:
    def __init__(self, run):
        self.summary = run.summary()
        self.jobs = {row["job_id"]: row for row in run.rows("jobs.csv")}
        self.events = list(run.rows("events.csv"))

    def times(self, job_id, *columns):
        return tuple(self.jobs[job_id][column] for column in columns)

    def decided(self, moment):
        """(event, job, units) of the decisions of a moment, in order."""
        return [(row["event"], row["job_id"], row["units"]) for row in self.events
                if row["time_s"] == moment and row["phase"] == "decide"]


@contextlib.contextmanager
def run(pools, jobs, *arguments, trace=(), policy="{preemption: priority}"):
    lines = ["platform:", "  sites: [{name: iowa, provider: google, region: us-central1}]",
             "  pools:", *(f"    - {POOLS[pool]}" for pool in pools),
             "workload:", "  trace:", "    format: csv", "    file: jobs.csv",
             *(f"    {line}" for line in trace), f"policy: {policy}"]
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as directory:
        scenario = os.path.join(directory, "scenario.yaml")
        for path, content in ((scenario, lines),
                              (os.path.join(directory, "jobs.csv"), [COLUMNS, *jobs])):
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(content) + "\n")
        with runs.run_of(scenario, "--events", *arguments) as directory_of_run:
            yield Outcome(directory_of_run)


class Preemption(unittest.TestCase):
    def test_a_victim_loses_what_it_made_since_its_checkpoint(self):
        jobs = ["low,,6,0,100,0,120", "mid,,2,5,50,1,", "high,,4,30.123,10,5,12",
                "tiny,,1,31,1,0,"]
        with run(["p"], jobs, "--policy", "fcfs_preempt", trace=COSTS) as got:
            # At 30.123 low, on 0-5, has worked since 2 and written from 12 to 13 and 23 to 24: its
            # progress is 30.123 - 2 - 2 = 26.123, of which 20 are saved. mid stays: low is enough.
            self.assertEqual(got.decided("30.123"), [("interrupt", "low", "0-5"),
                                                     ("start", "high", "0-3")])
            (interrupt,) = (row for row in got.events if row["event"] == "interrupt")
            self.assertEqual(interrupt["detail"], "preemption")
            # high: 2 of startup and 10, no checkpoint at its end.
            self.assertEqual(got.times("high", "start_s", "end_s"), ("30.123", "42.123"))
            # low: again at 42.123, restart 3, 6.123 once more, 100 - 26.123 = 73.877 and the
            # checkpoints at 30, 40, ..., 90: 42.123 + 3 + 6.123 + 73.877 + 7 = 132.123.
            self.assertEqual(
                got.times("low", "start_s", "end_s", "run_s", "requeue_s", "lost_s",
                          "interruptions", "preemptions", "state"),
                ("0", "132.123", "120.123", "12", "6.123", "1", "1", "done"))
            # mid: 5 + 2 + 50 and checkpoints at 10, 20, 30, 40.
            self.assertEqual(got.times("mid", "end_s", "preemptions"), ("61", "0"))
            # tiny fits at 31 beside high, but low waits before it, and takes all 6 at 42.123.
            self.assertEqual(got.times("tiny", "start_s", "end_s"), ("61", "64"))
            summary = got.summary
        self.assertEqual((summary["preemptions"], summary["interruptions"]), (1, 1))
        self.assertEqual(summary["preemption_lost_chip_ms"], 6 * 6123)
        # high is done at its deadline, 30.123 + 12; low 12.123 after its own.
        self.assertEqual((summary["deadline_missed"], summary["deadline_missed_share"]), (1, 0.5))
        # 6.123 s of 6 chips were made again.
        self.assertEqual(summary["chip_ms_by_cause"]["recomputing"], 6 * 6123)
        self.assertIn("a gang that is preempted stops at once: it has no time to save its progress",
                      summary["simplifications"])

    def test_victims_have_another_chance_in_the_same_instant(self):
        jobs = ["one,,4,0,30,0,", "two,,4,0,30,0,", "high,p,8,10,5,1,"]
        with run(["p", "q"], jobs) as got:
            # Both lose 10 s of 4 chips; two started later. one comes first in the queue: it has q.
            self.assertEqual(got.decided("10"), [("interrupt", "two", "4-7"),
                                                 ("interrupt", "one", "0-3"),
                                                 ("start", "high", "0-7"),
                                                 ("start", "one", "0-3")])
            self.assertEqual(got.times("one", "pool", "end_s", "requeue_s", "lost_s"),
                             ("q", "40", "0", "10"))
            # p is free at 15.
            self.assertEqual(got.times("two", "pool", "end_s", "requeue_s", "lost_s"),
                             ("p", "45", "5", "10"))
            self.assertEqual(got.summary["preemptions"], 2)

    def test_a_slice_is_cleared_of_as_few_as_the_order_finds(self):
        # z leaves host 0 to a; b, c and d are on hosts 1, 2 and 3.
        jobs = ["z,,4,0,1,0,", "b,,4,0,90,0,", "c,,4,0,90,0,", "a,,4,5,90,0,", "d,,4,6,90,0,",
                "high,,8,20,10,1,"]
        for backfill in ("none", "easy"):
            policy = f"{{preemption: priority, backfill: {backfill}}}"
            with self.subTest(backfill), run(["torus"], jobs, policy=policy) as got:
                # By losses d (14 s), a (15 s), then c of b and c (20 s), which started later. 3 and
                # 0 are no slice of 2x4, with 2 there is one; without 0 as well.
                self.assertEqual(got.decided("20")[:3], [("interrupt", "d", "3"),
                                                         ("interrupt", "c", "2"),
                                                         ("start", "high", "2-3")])
                # c was submitted before d, and takes host 2 at 30.
                self.assertEqual(got.decided("30")[:2], [("start", "c", "2"), ("start", "d", "3")])
                self.assertEqual(got.times("c", "end_s", "lost_s"), ("120", "20"))
                self.assertEqual(got.times("d", "end_s", "lost_s"), ("120", "14"))

    def test_nobody_gives_way_to_an_equal_or_without_the_policy_or_if_not_preemptible(self):
        equal = ["low,,8,0,30,1,", "high,,8,10,5,1,"]
        higher = ["low,,8,0,30,1,", "high,,8,10,5,2,"]
        for jobs, options in ((equal, {}), (higher, {"policy": "{preemption: none}"}),
                              (higher, {"trace": ["preemptible: false"]})):
            with self.subTest(options), run(["p"], jobs, **options) as got:
                self.assertEqual(got.times("high", "start_s", "wait_s", "busy_s"),
                                 ("30", "20", "20"))
                self.assertEqual(got.summary["preemptions"], 0)
        with run(["p"], higher) as got:
            self.assertEqual(got.times("high", "start_s"), ("10",))

    def test_a_victim_is_planned_with_anew(self):
        # big is promised 40, when low is predicted to end. At 20 high takes low's place until 70,
        # which is then promised to low, the first in the queue.
        jobs = ["low,,8,0,40,0,", "big,,8,10,10,0,", "high,,8,20,50,1,"]
        with run(["p"], jobs, "--policy", "easy_preempt") as got:
            self.assertEqual([(row["time_s"], row["event"], row["job_id"], row["at_s"])
                              for row in got.events if row["event"] in ("promise", "withdraw")],
                             [("10", "promise", "big", "40"),
                              ("20", "promise", "low", "70"), ("20", "withdraw", "big", ""),
                              ("70", "promise", "big", "110")])
            self.assertEqual(got.times("low", "end_s", "requeue_s"), ("110", "50"))
            self.assertEqual(got.times("big", "start_s"), ("110",))


class Order(unittest.TestCase):
    # first has the machine until 10; then one at a time.
    JOBS = ["first,,8,0,10,0,", "late,,8,1,10,0,", "due_60,,8,2,10,0,58", "due_45,,8,3,10,0,42",
            "high,,8,4,10,1,", "low,,8,5,10,-1,1"]

    def starts(self, order):
        with run(["p"], self.JOBS, policy=f"{{order: {order}}}") as got:
            by_start = sorted(got.jobs, key=lambda job: float(got.jobs[job]["start_s"]))
            return by_start, got.summary

    def test_higher_priorities_first_then_the_order(self):
        by_start, summary = self.starts("fcfs")
        self.assertEqual(by_start, ["first", "high", "late", "due_60", "due_45", "low"])
        # due_60 ends at 40, due_45 at 50, low at 60 where it was due at 6.
        self.assertEqual((summary["deadline_missed"], summary["deadline_missed_share"]), (2, 2 / 3))
        by_start, summary = self.starts("edf")
        self.assertEqual(by_start, ["first", "high", "due_45", "due_60", "late", "low"])
        self.assertEqual((summary["deadline_missed"], summary["deadline_missed_share"]), (1, 1 / 3))


if __name__ == "__main__":
    unittest.main()
