"""EASY backfilling on two real logs: every wait is the one that an independent simulator recorded.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_easy_logs.py

The recorded waits are those of pyss (Gaussier et al., SC 2015); easy_oracle/ of the traces.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

# Scenario: trace, its jobs, the column of the waits, and the published means: wait, bounded
# slowdown.
LOGS = {
    "kth_easy": ("KTH-SP2", 28481, "wait_easy", "6836.87", "92.5765"),
    "kth_easy_actual": ("KTH-SP2", 28481, "wait_easy_clairvoyant", "6327.68", "71.7224"),
    "kth_easy_sjbf_actual": ("KTH-SP2", 28481, "wait_easy_sjbf_clairvoyant", "5436.02", "49.8477"),
    "ctc_easy": ("CTC-SP2", 77199, "wait_easy", "14272.59", "49.5713"),
    "ctc_easy_actual": ("CTC-SP2", 77199, "wait_easy_clairvoyant", "13581.72", "37.1654"),
    "ctc_easy_sjbf_actual": ("CTC-SP2", 77199, "wait_easy_sjbf_clairvoyant",
                             "10004.96", "17.5717"),
}


def scenario_path(scenario):
    return os.path.join(locations.ORACLE_STUDIES, scenario + ".yaml")


class EasyLogs(unittest.TestCase):
    def test_every_wait_equals_the_recorded_one(self):
        for scenario, (log, count, column, mean_wait, mean_slowdown) in LOGS.items():
            with self.subTest(scenario):
                trace = locations.trace("easy_oracle", log + ".csv.gz")
                recorded = {row["job_id"]: row[column] for row in runs.trace_rows(trace)}
                self.assertEqual(len(recorded), count)
                with runs.run_of(scenario_path(scenario)) as run:
                    waits = {row["job_id"]: row["wait_s"] for row in run.rows("jobs.csv")}
                    self.same_waits(waits, recorded)
                    summary = run.summary()
                self.assertEqual(summary["jobs_done"], count)
                self.assertEqual(f"{summary['wait_mean_s']:.2f}", mean_wait)
                self.assertEqual(f"{summary['bounded_slowdown_mean']:.4f}", mean_slowdown)

    def same_waits(self, waits, recorded):
        """Equal job by job; the message counts the differences and shows the first ones."""
        self.assertEqual(len(waits), len(recorded))
        wrong = [(job, waits.get(job), wait) for job, wait in recorded.items()
                 if waits.get(job) != wait]
        self.assertEqual(len(wrong), 0, f"(job, wait, recorded wait): {wrong[:5]} ...")

    def test_a_cadence_of_whole_instants_gives_other_waits(self):
        """The comparison can fail: it tells this cadence from the recorded one."""
        trace = locations.trace("easy_oracle", "KTH-SP2.csv.gz")
        recorded = {row["job_id"]: row["wait_easy"] for row in runs.trace_rows(trace)}
        scenario = scenario_path("kth_easy")
        with runs.run_of(scenario, "--set", "policy.cadence=every_instant") as run:
            waits = {row["job_id"]: row["wait_s"] for row in run.rows("jobs.csv")}
        with self.assertRaises(AssertionError):
            self.same_waits(waits, recorded)


if __name__ == "__main__":
    unittest.main()
