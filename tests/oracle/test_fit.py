"""`drawdown fit` on three real traces, and what `drawdown generate` makes of its specifications:
durations, sizes, chip-time by size and the rhythm of submissions are the trace's.

Traces and generated jobs are read, and compared, here. Sizes, durations and chip-time are compared
at ten times the trace's scale and over several seeds: nearly all chip-time is in a few long, large
jobs, so that a sample as small as the trace strays by itself (in Helios 544 of 1,867 jobs have 73 %
of it, as unevenly as if they were 12 alike: shares of chip-time would stray by 7 points). Rhythm is
compared at the trace's own scale, as the mean over seeds, for the same reason.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_fit.py
"""

import bisect
import collections
import csv
import datetime
import gzip
import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

HOUR_S = 3600
MOST_DISTANCE = 0.05  # of Kolmogorov and Smirnov
MOST_SHARE_ERROR = 0.03
MOST_CORRELATION_ERROR = 0.1
SEEDS_OF_SIZES = range(1, 6)
SEEDS_OF_RHYTHM = range(1, 21)

# Seconds since 1970 or the trace's own start, seconds, chips, pool.
Job = collections.namedtuple("Job", "submit run chips pool")

PHILLY = """
workload:
  trace:
    format: csv
    file: "${DRAWDOWN_TRACES}/philly/philly_jobs_pollux.csv"
    sort: true
    columns:
      chips: num_gpus
      pool: cluster
      submit: {column: timestamp, unit: date}
      run: {column: duration, unit: s}
"""

HELIOS = """
start: 2020-09-01
workload:
  trace:
    format: csv
    file: "${DRAWDOWN_TRACES}/helios/helios_venus_2vc_sept.csv"
    columns:
      class: class
      pool: tenant
      chips: num_chips
      submit: {column: submit_time, unit: us}
      run: {column: duration_s, unit: s}
"""

KTH_FILE = ("swf", "KTH-SP2-1996-2.1-cln.cloudsim.swf.gz")
KTH = """
start: 1996-09-23 12:00:31   # of its UnixStartTime, 843480031
workload:
  trace: {format: swf, file: "${DRAWDOWN_TRACES}/%s"}
""" % "/".join(KTH_FILE)


def philly_jobs():
    def parsed(stamp):
        return datetime.datetime.fromisoformat(stamp + "+00:00").timestamp()

    path = locations.trace("philly", "philly_jobs_pollux.csv")
    jobs = [Job(parsed(row["timestamp"]), float(row["duration"]), int(row["num_gpus"]),
                row["cluster"]) for row in runs.trace_rows(path)]
    counts = collections.Counter(job.pool for job in jobs)
    return [job for job in jobs if counts[job.pool] >= 50]


def helios_jobs():
    path = locations.trace("helios", "helios_venus_2vc_sept.csv")
    return [Job(int(row["submit_time"]) / 1e6, float(row["duration_s"]), int(row["num_chips"]),
                row["tenant"]) for row in runs.trace_rows(path)]


def kth_jobs():
    jobs = []
    with gzip.open(locations.trace(*KTH_FILE), "rt", encoding="utf-8") as file:
        for line in file:
            fields = line.split()
            if len(fields) == 18 and not line.startswith(";"):
                chips = int(fields[4]) if int(fields[4]) > 0 else int(fields[7])
                if chips > 0:
                    jobs.append(Job(843480031 + int(fields[1]), int(fields[3]), chips, ""))
    return jobs


def generated_jobs(spec, seed):
    with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
        path = os.path.join(folder, "jobs.csv")
        runs.drawdown("generate", spec, "--seed", str(seed), "--out", path)
        with open(path, newline="", encoding="utf-8") as file:
            return [Job(float(row["submit_s"]), float(row["run_s"]), int(row["chips"]),
                        row["pool"]) for row in csv.DictReader(file)]


def ks_distance(a, b):
    """The largest distance between the distribution functions of two samples."""
    a, b = sorted(a), sorted(b)
    return max(abs(bisect.bisect_right(a, value) / len(a) - bisect.bisect_right(b, value) / len(b))
               for value in {*a, *b})


def chip_time_shares(jobs):
    """The share of each octave of sizes: of 1, of 2, of 3 and 4, of 5 to 8, ..."""
    chip_s = collections.Counter()
    for job in jobs:
        chip_s[(job.chips - 1).bit_length()] += job.chips * job.run
    total = sum(chip_s.values())
    return {octave: value / total for octave, value in chip_s.items()}


def hourly_counts(jobs):
    """From the hour of the first job to that of the last."""
    first = min(int(job.submit // HOUR_S) for job in jobs)
    last = max(int(job.submit // HOUR_S) for job in jobs)
    counts = [0] * (last - first + 1)
    for job in jobs:
        counts[int(job.submit // HOUR_S) - first] += 1
    return counts


def autocorrelation(counts, lag):
    mean = sum(counts) / len(counts)
    deviations = [count - mean for count in counts]
    products = sum(x * y for x, y in zip(deviations, deviations[lag:]))
    return products / sum(x * x for x in deviations)


def fitted(scenario, folder, *options):
    """The specification that fits a scenario's trace, and the figures that were printed."""
    source = os.path.join(folder, "trace.yaml")
    spec = os.path.join(folder, "spec.yaml")
    with open(source, "w", encoding="utf-8") as file:
        file.write(scenario)
    return spec, runs.drawdown("fit", source, "--out", spec, *options)


class FittedTrace:
    """The promises, for one trace: its scenario and its jobs."""

    scenario = ""

    def jobs(self):
        raise NotImplementedError

    def test_durations_sizes_and_chip_time_are_those_of_the_trace(self):
        trace = self.jobs()
        shares = chip_time_shares(trace)
        pooled = []
        with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
            spec, _ = fitted(self.scenario, folder, "--scale", "10")
            for seed in SEEDS_OF_SIZES:
                jobs = generated_jobs(spec, seed)
                self.assertLessEqual(ks_distance([job.run for job in trace],
                                                 [job.run for job in jobs]), MOST_DISTANCE)
                self.assertLessEqual(ks_distance([job.chips for job in trace],
                                                 [job.chips for job in jobs]), MOST_DISTANCE)
                pooled += jobs
        generated = chip_time_shares(pooled)
        self.assertEqual(set(generated), set(shares))
        for octave, share in shares.items():
            self.assertAlmostEqual(generated[octave], share, delta=MOST_SHARE_ERROR,
                                   msg=f"up to {2 ** octave} chips")
        self.assertEqual({job.pool for job in pooled}, {job.pool for job in trace})

    def test_hours_and_days_go_together_as_in_the_trace(self):
        counts = hourly_counts(self.jobs())
        with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
            spec, _ = fitted(self.scenario, folder)
            generated = [hourly_counts(generated_jobs(spec, seed)) for seed in SEEDS_OF_RHYTHM]
        for lag in (1, 24):
            mean = sum(autocorrelation(one, lag) for one in generated) / len(generated)
            self.assertAlmostEqual(mean, autocorrelation(counts, lag), msg=f"{lag} h",
                                   delta=MOST_CORRELATION_ERROR)
        # As many jobs on the whole; the levels of one seed may make it half or twice as many.
        jobs = sum(map(sum, generated)) / len(generated)
        self.assertAlmostEqual(jobs / sum(counts), 1, delta=0.2)

    def test_printed_figures_of_the_trace_are_those_computed_here(self):
        trace = self.jobs()
        counts = hourly_counts(trace)
        with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
            _, printed = fitted(self.scenario, folder, "--json")
        figures = json.loads(printed)
        self.assertEqual(figures["jobs"], len(trace))
        for lag in (1, 24):
            self.assertAlmostEqual(figures[f"autocorrelation_{lag}_h"]["trace"],
                                   autocorrelation(counts, lag), places=9)
        # A run time of 0 is read as 1 ms, the shortest that can be generated.
        chip_ms = sum(job.chips * max(1, round(job.run * 1000)) for job in trace)
        self.assertAlmostEqual(figures["chip_ms"]["trace"] / chip_ms, 1, places=9)
        self.assertAlmostEqual(figures["chip_ms"]["form"] / chip_ms, 1, places=3)

    def test_the_same_trace_gives_the_same_bytes(self):
        self.jobs()
        specs = []
        for _ in range(2):
            with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
                spec, printed = fitted(self.scenario, folder)
                with open(spec, "rb") as file:
                    specs.append((file.read(), printed))
        self.assertEqual(specs[0], specs[1])


class Philly(FittedTrace, unittest.TestCase):
    """82,229 jobs of 11 virtual clusters in 109 days; 18 of four clusters are left out."""

    scenario = PHILLY

    def jobs(self):
        return philly_jobs()


class Helios(FittedTrace, unittest.TestCase):
    """1,867 jobs of two virtual clusters in 26 days."""

    scenario = HELIOS

    def jobs(self):
        return helios_jobs()


class Kth(FittedTrace, unittest.TestCase):
    """28,475 jobs of 100 processors in eleven months; one without processors is left out."""

    scenario = KTH

    def jobs(self):
        return kth_jobs()


class Scale(unittest.TestCase):
    """What --scale does, on jobs that are generated and so need no trace."""

    def test_scale_multiplies_the_rates_and_nothing_else(self):
        workload = os.path.join(locations.REPOSITORY, "workloads", "research_month.yaml")
        with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
            jobs = os.path.join(folder, "jobs.csv")
            runs.drawdown("generate", workload, "--out", jobs)
            lines = []
            for scale in ("1", "10"):
                spec = os.path.join(folder, f"{scale}.yaml")
                runs.drawdown("fit", jobs, "--format", "csv", "--scale", scale, "--out", spec)
                with open(spec, encoding="utf-8") as file:
                    lines.append(file.read().splitlines())
        self.assertEqual(len(lines[0]), len(lines[1]))
        rates = 0
        for one, ten in zip(lines[0][1:], lines[1][1:]):
            if "rate:" in one:
                rates += 1
                self.assertAlmostEqual(float(ten.split()[1]) / float(one.split()[1]), 10, places=6)
            else:
                self.assertEqual(one, ten)
        # One for each pool and class that has jobs: pretraining's and finetuning's class is one.
        self.assertEqual(rates, 5)


if __name__ == "__main__":
    unittest.main()
