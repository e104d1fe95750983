"""Mean waits of M/M/1, M/M/4, M/D/1 and M/G/1 queues against their closed forms.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_queueing_theory.py

One chip a server, jobs of one chip, first come first served. Each queue runs 20 times with the
seeds 1 to 20; the closed form must lie in the 99 % confidence interval of the 20 means. The seeds
are fixed, so the outcome is, too.
"""

import concurrent.futures
import math
import os
import statistics
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

SCENARIO = os.path.join(locations.ORACLE_STUDIES, "queue.yaml")
SEEDS = range(1, 21)
WARM_UP, JOBS = 2000, 30000  # jobs that are left out, and those that count
STUDENT_99 = 2.861           # two-sided 99 % quantile of Student's t, 19 degrees of freedom
SERVICE = 1000.0             # the mean run time, s
LOAD = 0.7
PROCESSES = 2


def mm1_wait(load):
    """M/M/1: Wq = rho / (1 - rho) E[S]."""
    return load / (1 - load) * SERVICE


def mmc_wait(load, servers):
    """M/M/c: Wq = C E[S] / (c (1 - rho)), where C, the chance to wait, is Erlang's formula.

    C = (a^c / c! / (1 - rho)) / (sum of a^k / k! for k < c  +  a^c / c! / (1 - rho)), a = c rho.
    """
    erlangs = servers * load
    all_busy = erlangs ** servers / math.factorial(servers) / (1 - load)
    some_free = sum(erlangs ** k / math.factorial(k) for k in range(servers))
    return all_busy / (some_free + all_busy) * SERVICE / (servers * (1 - load))


def mg1_wait(load, squared_variation):
    """M/G/1 (Pollaczek, Khinchine): Wq = rho / (1 - rho) (1 + Cs^2) / 2 E[S].

    Cs^2 = Var[S] / E[S]^2 is 1 for the exponential distribution, 0 for a fixed time, and
    exp(sigma^2) - 1 for the lognormal one.
    """
    return load / (1 - load) * (1 + squared_variation) / 2 * SERVICE


def rate(servers):
    """Jobs per hour that give the load."""
    return ["--set", f"workload.streams[0].arrivals.rate={LOAD * servers / SERVICE * 3600:.6f} "
                     "jobs/h"]


def duration(text):
    return ["--set", f"workload.streams[0].duration={text}"]


SIGMA = 0.75
MEDIAN_MS = round(SERVICE * 1000 / math.exp(SIGMA ** 2 / 2))  # E[S] = median exp(sigma^2 / 2)

QUEUES = {  # name: settings, and the closed form as a function of the load
    "M/M/1": (rate(1) + duration("{exponential: {mean: 1000 s}}"), mm1_wait),
    "M/M/4": (["--set", "platform.pools[0].units=4"] + rate(4)
              + duration("{exponential: {mean: 1000 s}}"), lambda load: mmc_wait(load, 4)),
    "M/D/1": (rate(1) + duration("{fixed: 1000 s}"), lambda load: mg1_wait(load, 0)),
    "M/G/1": (rate(1) + duration(f"{{lognormal: {{median: {MEDIAN_MS} ms, sigma: {SIGMA}}}}}"),
              lambda load: mg1_wait(load, math.exp(SIGMA ** 2) - 1)),
}


def mean_wait(settings, seed):
    """The mean wait of one replication in s, without those of the warm-up."""
    with runs.run_of(SCENARIO, "--seed", str(seed), *settings) as run:
        waits = [float(wait) for wait in run.column("jobs.csv", "wait_s")]
    assert len(waits) == WARM_UP + JOBS, f"{len(waits)} jobs"
    return statistics.fmean(waits[WARM_UP:])


class Queues(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """Runs all replications; the interval of each queue is (low, mean, high)."""
        tasks = [(name, seed) for name in QUEUES for seed in SEEDS]
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
            means = dict(zip(tasks, pool.map(lambda task: mean_wait(QUEUES[task[0]][0], task[1]),
                                             tasks)))
        cls.intervals = {name: cls.interval([means[name, seed] for seed in SEEDS])
                         for name in QUEUES}

    @staticmethod
    def interval(means):
        middle = statistics.fmean(means)
        half = STUDENT_99 * statistics.stdev(means) / math.sqrt(len(means))
        return middle - half, middle, middle + half

    def test_the_closed_forms_agree_where_they_overlap(self):
        """At load 0.7 M/M/1 waits 2333.3 s, M/M/4 357.2 s, M/D/1 1166.7 s."""
        self.assertAlmostEqual(mm1_wait(LOAD), 7000 / 3)
        self.assertAlmostEqual(mmc_wait(LOAD, 1), mm1_wait(LOAD))
        self.assertAlmostEqual(mg1_wait(LOAD, 1), mm1_wait(LOAD))
        self.assertAlmostEqual(mg1_wait(LOAD, 0), mm1_wait(LOAD) / 2)
        self.assertAlmostEqual(mmc_wait(LOAD, 4), 357.2, places=1)

    def test_the_closed_form_lies_in_the_interval(self):
        for name, (_, closed_form) in QUEUES.items():
            with self.subTest(name):
                low, _, high = self.intervals[name]
                self.assertLess(low, closed_form(LOAD))
                self.assertGreater(high, closed_form(LOAD))

    def test_the_interval_is_narrow(self):
        for name, (low, middle, _) in self.intervals.items():
            with self.subTest(name):
                self.assertLess((middle - low) / middle, 0.05)

    def test_a_load_that_is_three_percent_off_lies_outside(self):
        """What shows that the test can fail: it would tell such a program from a right one."""
        for name, (_, closed_form) in QUEUES.items():
            with self.subTest(name):
                low, _, high = self.intervals[name]
                self.assertGreater(low, closed_form(0.97 * LOAD))
                self.assertLess(high, closed_form(1.03 * LOAD))


if __name__ == "__main__":
    unittest.main()
