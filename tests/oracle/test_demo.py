"""The demo that is shipped: quick, needs no trace, and shows why chips stand idle.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_demo.py
"""

import collections
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

SCENARIO = os.path.join(locations.STUDIES, "demo.yaml")
WORKLOAD = os.path.join(locations.REPOSITORY, "workloads", "research_month.yaml")
MONTH_MS = 31 * 24 * 3_600_000
# Reserved chips x days by reservation, from the platform file.
CHIP_DAYS = {"tpu_research": 160 * 4 * 31, "tpu_growth": 64 * 4 * 20, "tpu_serving": 32 * 4 * 31,
             "gpu_base": 40 * 8 * 31, "gpu_campaign": 24 * 8 * 14}
SHOWN = ["held_for_start", "gang_short", "reserved_for_others", "ineligible_demand", "no_demand",
         "rounding"]


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with runs.run_of(SCENARIO) as run:
            cls.summary = run.summary()
            cls.waterfall = list(run.rows("waterfall.csv"))

    def test_most_causes_of_idle_chips_are_to_be_seen(self):
        """Each has a percent of the reserved chip-time at least."""
        for cause in SHOWN:
            self.assertGreater(self.summary["share_by_cause"][cause], 0.01, cause)

    def test_no_job_is_refused(self):
        self.assertEqual(self.summary["jobs_refused"], 0)

    def test_the_causes_of_each_contract_sum_to_its_chip_time(self):
        chip_ms = collections.Counter()
        for row in self.waterfall:
            chip_ms[row["reservation"]] += int(row["chip_ms"])
        expected = {name: days * 24 * 3_600_000 for name, days in CHIP_DAYS.items()}
        self.assertEqual(chip_ms, expected)
        self.assertEqual(self.summary["reserved_chip_ms"], sum(expected.values()))

    def test_the_workload_file_generates_alone(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as root:
            path = os.path.join(root, "jobs.csv")
            runs.drawdown("generate", WORKLOAD, "--seed", "7", "--out", path)
            jobs = list(runs.trace_rows(path))
        self.assertEqual(len(jobs), self.summary["jobs_submitted"])
        self.assertEqual({job["tenant"] for job in jobs},
                         {"research", "evaluation", "interactive", "product"})
        submits = [runs.milliseconds(job["submit_s"]) for job in jobs]
        self.assertEqual(submits, sorted(submits))
        self.assertLess(submits[-1], MONTH_MS)


if __name__ == "__main__":
    unittest.main()
