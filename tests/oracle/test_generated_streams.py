"""Generated jobs: another stream changes no byte of a stream's jobs, and a run that draws from a
sample is repeated from its run.yaml, while the sample is the same.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_generated_streams.py
"""

import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

BURSTS = """    - name: bursts
      jobs: 3000
      arrivals:
        rate: 200 jobs/h
        growth: 3 per year
        daily: [1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4, 3, 2, 2, 2, 2, 1, 1]
        variation: 2
        level: {sigma: 0.8, correlation: 0.9}
        batch: {mean: 3}
      duration:
        mixture: [{gamma: {mean: 1 h, shape: 0.5}, weight: 2}, {weibull: {scale: 1 h, shape: 0.6}}]
      sizes:
        - {chips: 1 chips}
        - {chips: 8 chips, duration: {hyperexponential: [{mean: 1 h, weight: 4}, {mean: 9 h}]}}
"""
STEADY = """    - name: steady
      jobs: 3000
      arrivals: {rate: 100 jobs/h}
      duration: {exponential: {mean: 1 h}}
      sizes: [{chips: 2 chips}]
"""
PLANNED = """    - name: planned
      arrivals: {calendar: [2026-01-02, 2026-01-04 12:00], batch: {mean: 50}}
      duration: {fixed: 1 h}
      sizes: [{chips: 16 chips}]
"""
ORDERS = ((BURSTS,), (STEADY,), (PLANNED,), (BURSTS, STEADY), (STEADY, BURSTS),
          (PLANNED, STEADY, BURSTS))
SAMPLED = """start: 2026-01-01
platform:
  sites: [{name: iowa}]
  pools: [{name: v5p, site: iowa, units: 64}]
workload:
  streams:
    - name: sampled
      jobs: 500
      arrivals: {rate: 60 jobs/h}
      duration: {empirical: {file: durations.csv, column: run_s, unit: s}}
      sizes: [{chips: 4 chips}]
"""


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def generated(streams):
    """The bytes of the file of jobs, line by line without the first, by the stream they are of."""
    with tempfile.TemporaryDirectory() as folder:
        workload = write(folder, "workload.yaml",
                         "start: 2026-01-01\nworkload:\n  streams:\n" + "".join(streams))
        out = os.path.join(folder, "jobs.csv")
        runs.drawdown("generate", workload, "--out", out)
        with open(out, "rb") as file:
            lines = file.readlines()[1:]
    jobs = {}
    for line in lines:
        jobs.setdefault(line.split(b"-")[0], []).append(line)
    return jobs


class GeneratedStreams(unittest.TestCase):
    def test_one_more_changes_no_byte_of_another(self):
        """Whatever streams stand beside it, before it or after it, a stream's jobs are the same."""
        first = {}
        seen = 0
        for streams in ORDERS:
            for name, lines in generated(streams).items():
                self.assertGreater(len(lines), 20)
                self.assertEqual(lines, first.setdefault(name, lines), name)
                seen += 1
        self.assertEqual((len(first), seen), (3, sum(len(streams) for streams in ORDERS)))

    def test_a_sample_is_drawn_from_and_named_in_the_manifest(self):
        """All run times are values of the column; the run is repeated from its run.yaml anywhere,
        until the sample changes."""
        with tempfile.TemporaryDirectory() as folder:
            sample = write(folder, "durations.csv", "id,run_s\na,60\nb,600.5\nc,60\n")
            scenario = write(folder, "scenario.yaml", SAMPLED)
            runs.drawdown("run", scenario, "--out", os.path.join(folder, "first"))
            times = runs.Run(os.path.join(folder, "first")).column("jobs.csv", "run_s")
            self.assertEqual(set(times), {"60", "600.500"})
            # 60 s come with probability 2/3: 500 draws lie within 4 x sqrt(500 x 2/9) = 42.
            self.assertLess(abs(times.count("60") - 1000 / 3), 42)
            manifest = os.path.join(folder, "first", "run.yaml")
            with tempfile.TemporaryDirectory() as elsewhere:
                again = os.path.join(elsewhere, "again")
                runs.drawdown("run", manifest, "--out", again, cwd=elsewhere)
                with open(os.path.join(again, "jobs.csv"), "rb") as file:
                    repeated = file.read()
            with open(os.path.join(folder, "first", "jobs.csv"), "rb") as file:
                self.assertEqual(file.read(), repeated)
            with open(sample, "a", encoding="utf-8") as file:
                file.write("d,7\n")
            refused = subprocess.run([locations.program(), "check", manifest], check=False,
                                     capture_output=True, text=True)
            self.assertEqual(refused.returncode, 2)
            self.assertIn("empirical.hash: the file has another content", refused.stderr)


if __name__ == "__main__":
    unittest.main()
