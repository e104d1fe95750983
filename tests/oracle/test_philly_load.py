"""Philly 2017 at load 0.9: the pools are those published, every chip-millisecond of each has a
cause, and the scaled times between submissions offer each pool the load asked for.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_philly_load.py
"""

import collections
import datetime
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

SCENARIO = os.path.join(locations.STUDIES, "philly_load_90.yaml")
PLATFORM = os.path.join(locations.REPOSITORY, "platforms", "philly_2017.yaml")
GPUS_PER_NODE = 8
LOAD = 0.9


def published_chips():
    """The GPUs of each virtual cluster, by philly_vc.csv."""
    path = locations.trace("philly", "philly_vc.csv")
    return {row["vc"]: int(row["node num"]) * GPUS_PER_NODE for row in runs.trace_rows(path)}


def shipped_chips():
    """The units, of one chip each, of each pool of the platform file: its lines, as they are."""
    with open(PLATFORM, encoding="utf-8") as file:
        pools = re.findall(r'^ *- \{name: "(\w+)", site: \w+, units: (\d+)\}', file.read(), re.M)
    return {name: int(units) for name, units in pools}


class PhillyLoad(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.jobs = list(runs.trace_rows(locations.trace("philly", "philly_jobs_pollux.csv")))
        cls.chips = published_chips()
        with runs.run_of(SCENARIO) as run:
            cls.summary = run.summary()
            cls.rows = list(run.rows("jobs.csv"))
            cls.waterfall = list(run.rows("waterfall.csv"))

    def test_the_pools_are_the_published_virtual_clusters(self):
        self.assertEqual(len(self.chips), 11)
        self.assertEqual(shipped_chips(), self.chips)

    def test_all_jobs_of_known_clusters_run_and_the_others_are_counted(self):
        """82,247 jobs; 18 name one of the four clusters without a published size."""
        self.assertEqual(self.summary["jobs_submitted"], len(self.jobs))
        self.assertEqual(self.summary["jobs_done"], 82229)
        self.assertEqual(self.summary["jobs_refused_by_reason"], {"unknown_pool": 18})
        ends = collections.Counter((row["state"], row["reason"]) for row in self.rows)
        self.assertEqual(ends, {("done", ""): 82229, ("refused", "unknown_pool"): 18})
        unknown = sum(job["cluster"] not in self.chips for job in self.jobs)
        self.assertEqual(unknown, 18)

    def test_the_causes_of_each_pool_sum_to_its_chip_time(self):
        horizon_ms = runs.milliseconds(json.dumps(self.summary["horizon_s"]))
        chip_ms = collections.Counter()
        for row in self.waterfall:
            chip_ms[row["pool"]] += int(row["chip_ms"])
        for pool, chips in self.chips.items():
            self.assertEqual(chip_ms[pool], chips * horizon_ms, pool)
        self.assertEqual(set(chip_ms), set(self.chips))

    def test_productive_chip_time_is_that_of_the_trace(self):
        """gpu_time, GPUs x seconds, is a column of the trace that the program does not read."""
        used, asked = collections.Counter(), collections.Counter()
        for row in self.waterfall:
            if row["cause"] == "productive":
                used[row["pool"]] += int(row["chip_ms"])
        for job in self.jobs:
            if job["cluster"] in self.chips:
                asked[job["cluster"]] += runs.milliseconds(job["gpu_time"])
        self.assertEqual(used, asked)

    def test_each_pool_is_offered_the_load_asked_for(self):
        """Load: GPU time of a pool's jobs in the trace, over its GPUs x the span of its scaled
        submit times. As published, no pool comes near: .05 to .30."""
        for pool, chips in self.chips.items():
            with self.subTest(pool):
                work = sum(float(job["gpu_time"]) for job in self.jobs if job["cluster"] == pool)
                submits = [float(row["submit_s"]) for row in self.rows if row["pool"] == pool]
                load = work / (chips * (max(submits) - min(submits)))
                self.assertAlmostEqual(load / LOAD, 1, delta=0.001)
                stamps = [parsed(job["timestamp"]) for job in self.jobs if job["cluster"] == pool]
                self.assertLess(work / (chips * (max(stamps) - min(stamps))), 0.31)

    def test_submissions_of_a_pool_keep_their_order_and_proportions(self):
        """Scaled times are a multiple of those in the trace: to 1 ms for each job, the smallest
        pool taken as the sample."""
        pool = min(self.chips, key=self.chips.get)
        stamps = sorted(parsed(job["timestamp"]) for job in self.jobs if job["cluster"] == pool)
        scaled = [float(row["submit_s"]) for row in self.rows if row["pool"] == pool]
        self.assertEqual(len(scaled), len(stamps))
        factor = (scaled[-1] - scaled[0]) / (stamps[-1] - stamps[0])
        for stamp, submit in zip(stamps, scaled):
            self.assertAlmostEqual(submit - scaled[0], (stamp - stamps[0]) * factor, delta=0.0015)


def parsed(stamp):
    """`2017-10-09 07:01:55` in seconds."""
    return datetime.datetime.fromisoformat(stamp + "+00:00").timestamp()


if __name__ == "__main__":
    unittest.main()
