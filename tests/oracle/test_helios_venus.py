"""Two virtual clusters of Helios Venus, September 2020: every job runs, and the chip-time is that
of the trace.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_helios_venus.py
"""

import collections
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

SCENARIO = os.path.join(locations.STUDIES, "helios_venus_easy.yaml")
NODES = {"vcvGl": 20, "vcvlY": 2}
GPUS_PER_NODE = 8


class HeliosVenus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        path = locations.trace("helios", "helios_venus_2vc_sept.csv")
        cls.jobs = {job["job_id"]: job for job in runs.trace_rows(path)}
        with runs.run_of(SCENARIO) as run:
            cls.summary = run.summary()
            cls.rows = list(run.rows("jobs.csv"))
            cls.waterfall = list(run.rows("waterfall.csv"))

    def test_all_jobs_run(self):
        self.assertEqual(len(self.jobs), 1867)
        self.assertEqual(self.summary["jobs_submitted"], 1867)
        self.assertEqual(self.summary["jobs_done"], 1867)

    def test_each_job_is_the_one_of_the_trace(self):
        """In its virtual cluster, with its user, its GPUs, its times; and it ran to its end."""
        for row in self.rows:
            job = self.jobs[row["job_id"]]
            self.assertEqual((row["pool"], row["tenant"], row["chips"], row["state"]),
                             (job["tenant"], job["user"], job["num_chips"], "done"))
            self.assertEqual(runs.milliseconds(row["submit_s"]) * 1000, int(job["submit_time"]))
            self.assertEqual(runs.milliseconds(row["run_s"]), runs.milliseconds(job["duration_s"]))
            self.assertEqual(runs.milliseconds(row["end_s"]) - runs.milliseconds(row["start_s"]),
                             runs.milliseconds(row["run_s"]))

    def test_chip_time_is_that_of_the_trace(self):
        """Productive: GPUs x run time. Rounding: the rest of the nodes. All: nodes x horizon."""
        expected, got = collections.Counter(), collections.Counter()
        for job in self.jobs.values():
            pool, chips = job["tenant"], int(job["num_chips"])
            run_ms = runs.milliseconds(job["duration_s"])
            expected[pool, "productive"] += chips * run_ms
            expected[pool, "rounding"] += -chips % GPUS_PER_NODE * run_ms
        horizon_ms = runs.milliseconds(json.dumps(self.summary["horizon_s"]))
        for pool, nodes in NODES.items():
            expected[pool, "all"] = nodes * GPUS_PER_NODE * horizon_ms
        for row in self.waterfall:
            got[row["pool"], row["cause"]] += int(row["chip_ms"])
            got[row["pool"], "all"] += int(row["chip_ms"])
        for key, chip_ms in expected.items():
            self.assertEqual(got[key], chip_ms, key)


if __name__ == "__main__":
    unittest.main()
