"""`drawdown fit` on three real traces, and what `drawdown generate` makes of its specifications:
durations, sizes, chip-time by size and the rhythm of submissions are the trace's.

Traces and generated jobs are read, and compared, here. Sizes, durations and chip-time are compared
at ten times the trace's scale and over several seeds: nearly all chip-time is in a few long, large
jobs, so that a sample as small as the trace strays by itself (in Helios 544 of 1,867 jobs have 73 %
of it, as unevenly as if they were 12 alike: shares of chip-time would stray by 7 points, and by 1
over 50 times as many jobs). Rhythm is compared at the trace's own scale, as the mean over seeds,
for the same reason.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_fit.py
"""

import bisect
import collections
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
SEEDS_OF_RHYTHM = range(1, 21)

# Seconds since 1970 or the trace's own start, seconds, chips, pool.
Job = collections.namedtuple("Job", "submit run chips pool")

PHILLY = """
workload:
  trace:
    format: philly
    file: "${DRAWDOWN_TRACES}/philly/philly_jobs_pollux.csv"
    time_zero: start
"""

HELIOS = """
start: 2020-09-01
workload:
  trace:
    format: helios
    file: "${DRAWDOWN_TRACES}/helios/helios_venus_2vc_sept.csv"
    time_zero: start
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


def generated(spec, seed, **columns):
    """Of the jobs of a specification, the columns that are named, each read by its type."""
    with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
        runs.drawdown("generate", spec, "--seed", str(seed), "--out",
                      os.path.join(folder, "jobs.csv"))
        table = runs.Run(folder).columns("jobs.csv", *columns)
        return [list(map(kind, texts)) for kind, texts in zip(columns.values(), table)]


def ks_distance(a, b):
    """The largest distance between the distribution functions of two samples: at a value of `a`, or
    right before it, since between two of them only that of `b` changes, and only rises."""
    a, b = sorted(a), sorted(b)

    def distances(value):
        for bisect_to in (bisect.bisect_left, bisect.bisect_right):
            yield abs(bisect_to(a, value) / len(a) - bisect_to(b, value) / len(b))

    return max(distance for value in set(a) for distance in distances(value))


def octave(chips):
    """0 of 1, 1 of 2, 2 of 3 and 4, 3 of 5 to 8, ..."""
    return (chips - 1).bit_length()


def hourly_counts(submits):
    """From the hour of the first job to that of the last."""
    hours = collections.Counter(int(submit // HOUR_S) for submit in submits)
    return [hours[hour] for hour in range(min(hours), max(hours) + 1)]


def autocorrelation(counts, lag):
    mean = sum(counts) / len(counts)
    deviations = [count - mean for count in counts]
    products = sum(x * y for x, y in zip(deviations, deviations[lag:]))
    return products / sum(x * x for x in deviations)


def fitted(scenario, folder, *options):
    """What the specification that fits a scenario's trace says, and what was printed."""
    source = os.path.join(folder, "trace.yaml")
    spec = os.path.join(folder, "spec.yaml")
    with open(source, "w", encoding="utf-8") as file:
        file.write(scenario)
    printed = runs.drawdown("fit", source, "--out", spec, *options)
    with open(spec, encoding="utf-8") as file:
        return file.read(), printed


class FittedTrace:
    """The promises, for one trace: its scenario and its jobs, which are fitted once as they are and
    once at ten times their scale."""

    scenario = ""
    seeds_of_sizes = range(1, 3)  # of so many jobs, chip-time strays by 0.4 points

    @classmethod
    def read_jobs(cls):
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        cls.jobs = cls.read_jobs()
        cls.counts = hourly_counts(job.submit for job in cls.jobs)
        with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
            cls.spec, printed = fitted(cls.scenario, folder, "--json")
            cls.tenfold, _ = fitted(cls.scenario, folder, "--scale", "10")
        cls.figures = json.loads(printed)

    def written(self, text):
        """The name of a file that holds the text, as long as the test runs."""
        folder = tempfile.TemporaryDirectory(prefix="drawdown-fit-")
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "spec.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_durations_sizes_and_chip_time_are_those_of_the_trace(self):
        chip_s = collections.Counter()
        for job in self.jobs:
            chip_s[octave(job.chips)] += job.chips * job.run
        generated_chip_s = collections.Counter()
        generated_pools = set()
        spec = self.written(self.tenfold)
        for seed in self.seeds_of_sizes:
            times, sizes, pools = generated(spec, seed, run_s=float, chips=int, pool=str)
            self.assertLessEqual(ks_distance([job.run for job in self.jobs], times), MOST_DISTANCE)
            self.assertLessEqual(ks_distance([job.chips for job in self.jobs], sizes),
                                 MOST_DISTANCE)
            for time, chips in zip(times, sizes):
                generated_chip_s[octave(chips)] += chips * time
            generated_pools.update(pools)
        self.assertEqual(set(generated_chip_s), set(chip_s))
        for size, time in chip_s.items():
            self.assertAlmostEqual(generated_chip_s[size] / generated_chip_s.total(),
                                   time / chip_s.total(), delta=MOST_SHARE_ERROR,
                                   msg=f"up to {2 ** size} chips")
        self.assertEqual(generated_pools, {job.pool for job in self.jobs})

    def test_hours_and_days_go_together_as_in_the_trace(self):
        spec = self.written(self.spec)
        courses = [hourly_counts(*generated(spec, seed, submit_s=float))
                   for seed in SEEDS_OF_RHYTHM]
        for lag in (1, 24):
            mean = sum(autocorrelation(one, lag) for one in courses) / len(courses)
            self.assertAlmostEqual(mean, autocorrelation(self.counts, lag), msg=f"{lag} h",
                                   delta=MOST_CORRELATION_ERROR)
        # As many jobs on the whole; the levels of one seed may make it half or twice as many.
        jobs = sum(map(sum, courses)) / len(courses)
        self.assertAlmostEqual(jobs / sum(self.counts), 1, delta=0.2)

    def test_printed_figures_of_the_trace_are_those_computed_here(self):
        self.assertEqual(self.figures["jobs"], len(self.jobs))
        for lag in (1, 24):
            self.assertAlmostEqual(self.figures[f"autocorrelation_{lag}_h"]["trace"],
                                   autocorrelation(self.counts, lag), places=9)
        # A run time of 0 is read as 1 ms, the shortest that can be generated.
        chip_ms = sum(job.chips * max(1, round(job.run * 1000)) for job in self.jobs)
        self.assertAlmostEqual(self.figures["chip_ms"]["trace"] / chip_ms, 1, places=9)
        self.assertAlmostEqual(self.figures["chip_ms"]["form"] / chip_ms, 1, places=3)

    def test_two_fits_are_the_same_but_for_the_scale(self):
        self.assertEqual(rates_of_scaled(self, self.spec, self.tenfold),
                         len(self.figures["streams"]))


class ShippedFit:
    """The fit of a trace is shipped, below lines that say what it is."""

    shipped = ""

    def test_the_shipped_workload_is_what_the_fit_writes(self):
        path = os.path.join(locations.REPOSITORY, "workloads", self.shipped)
        with open(path, encoding="utf-8") as file:
            shipped = file.read().splitlines()
        # But for its first line, which names the file that was fitted.
        fit = self.spec.splitlines()[1:]
        self.assertEqual(shipped[-len(fit):], fit)


def rates_of_scaled(case, one, ten):
    """How many rates two specifications have, the second of ten times the scale: all else, but
    their first lines, is the same."""
    one, ten = one.splitlines(), ten.splitlines()
    case.assertEqual(len(one), len(ten))
    rates = 0
    for of_one, of_ten in zip(one[1:], ten[1:]):
        if "rate:" in of_one:
            rates += 1
            ratio = float(of_ten.split()[1]) / float(of_one.split()[1])
            case.assertAlmostEqual(ratio, 10, places=6)
        else:
            case.assertEqual(of_one, of_ten)
    return rates


class Philly(FittedTrace, ShippedFit, unittest.TestCase):
    """82,229 jobs of 11 virtual clusters in 109 days; 18 of four clusters are left out."""

    scenario = PHILLY
    shipped = "philly_like.yaml"

    @classmethod
    def read_jobs(cls):
        return philly_jobs()


class Helios(FittedTrace, ShippedFit, unittest.TestCase):
    """1,867 jobs of two virtual clusters in 26 days."""

    scenario = HELIOS
    shipped = "helios_like.yaml"
    seeds_of_sizes = range(1, 6)

    @classmethod
    def read_jobs(cls):
        return helios_jobs()


class Kth(FittedTrace, unittest.TestCase):
    """28,475 jobs of 100 processors in eleven months; one without processors is left out."""

    scenario = KTH

    @classmethod
    def read_jobs(cls):
        return kth_jobs()


class Bytes(unittest.TestCase):
    def test_the_same_trace_gives_the_same_bytes(self):
        helios_jobs()
        with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
            self.assertEqual(fitted(HELIOS, folder), fitted(HELIOS, folder))


class Scale(unittest.TestCase):
    """What --scale does, on jobs that are generated and so need no trace."""

    def test_scale_multiplies_the_rates_and_nothing_else(self):
        workload = os.path.join(locations.REPOSITORY, "workloads", "research_month.yaml")
        with tempfile.TemporaryDirectory(prefix="drawdown-fit-") as folder:
            jobs = os.path.join(folder, "jobs.csv")
            runs.drawdown("generate", workload, "--out", jobs)
            scaled = []
            for scale in ("1", "10"):
                spec = os.path.join(folder, f"{scale}.yaml")
                runs.drawdown("fit", jobs, "--format", "csv", "--scale", scale, "--out", spec)
                with open(spec, encoding="utf-8") as file:
                    scaled.append(file.read())
        # One for each pool and class that has jobs: pretraining's and finetuning's class is one.
        self.assertEqual(rates_of_scaled(self, *scaled), 5)


if __name__ == "__main__":
    unittest.main()
