"""FCFS and EASY on two synthetic workloads: every start is the one of a 60-line reference.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_bench_starts.py

The reference decides once per instant, after all its ends and arrivals; bench/ of the traces.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

# Jobs: scenario, and the published mean wait of each policy, s.
WORKLOADS = {
    10000: ("bench_10k.yaml", {"fcfs": "1139.39", "easy": "152.34"}),
    100000: ("bench_100k.yaml", {"fcfs": "10596.96", "easy": "767.86"}),
}

COLUMNS = ["job", "submit", "start", "end", "procs"]  # of the reference


class BenchStarts(unittest.TestCase):
    def test_every_start_and_end_equals_the_reference(self):
        for count, (scenario, means) in WORKLOADS.items():
            for policy, mean_wait in means.items():
                with self.subTest(scenario, policy=policy):
                    self.same_as_reference(scenario, policy, count, mean_wait)

    def same_as_reference(self, scenario, policy, count, mean_wait):
        locations.trace("bench", f"w{count}.swf.gz")
        reference = locations.trace("bench", f"expected_{policy}_{count}.csv.gz")
        expected = {row["job"]: (row["submit"], row["start"], row["end"], row["procs"])
                    for row in runs.trace_rows(reference, COLUMNS)}
        self.assertEqual(len(expected), count)
        path = os.path.join(locations.ORACLE_STUDIES, scenario)
        with runs.run_of(path, "--policy", policy) as run:
            got = {row["job_id"]: (row["submit_s"], row["start_s"], row["end_s"], row["chips"])
                   for row in run.rows("jobs.csv")}
            summary = run.summary()
        self.assertEqual(len(got), count)
        wrong = [(job, got.get(job), row) for job, row in expected.items() if got.get(job) != row]
        self.assertEqual(len(wrong), 0, f"(job, row, expected row): {wrong[:5]} ...")
        self.assertEqual(f"{summary['wait_mean_s']:.2f}", mean_wait)


if __name__ == "__main__":
    unittest.main()
