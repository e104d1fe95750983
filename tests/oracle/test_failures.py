"""What failures cost a long job, against the theory of checkpoints.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_failures.py

studies/long_job.yaml is one gang whose time between failures is exponential with mean M = 10 h,
which restarts in R = 10 min on a spare, and writes a checkpoint in w = 2 min after every interval
tau of progress. Each stretch of tau + w is a renewal: it takes M e^(R/M) (e^((tau+w)/M) - 1) on
average (Daly, A higher order estimate of the optimum checkpoint interval for restart dumps, FGCS
22(3), 2006), and stretches are independent, so sums of thousands of them are normal.
"""

import math
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

SCENARIO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "studies", "long_job.yaml")
HOUR = 3_600_000
MTBF = 10 * HOUR  # 100 units, each 24 failures in 1000 days
WORK = 1250 * 24 * HOUR
RESTART, WRITE = HOUR // 6, 2 * 60_000
YOUNG_DALY = math.sqrt(2 * WRITE * MTBF)  # 49.0 min
# Around it, and far from it on both sides; whole minutes.
SWEEP = (10, 20, 30, 40, 49, 60, 75, 100, 150, 300)
# Standard deviations that a sample may be off; the seed is fixed, so the outcome is, too.
TOLERANCE = 4
SEEDS = (1, 2, 3)


def stretch(tau):
    """Mean and variance of the time that tau of progress and its checkpoint take, failures and all.

    A try takes tau + w and succeeds if its exponential failure X comes later; each failure costs X,
    and then a restart that fails as well if it is not over by its own X. With p = e^(-L/M) that a
    thing of length L succeeds, the number of failures is geometric; moments by the law of total
    expectation.
    """
    def tries(length, after_failure, after_failure_squared):
        # T = length if X > length, else X + B + T', B what follows a failure, T' a fresh try.
        p = math.exp(-length / MTBF)
        # E[X; X <= length] and E[X^2; X <= length] of an exponential
        first = MTBF * (1 - p) - length * p
        second = 2 * MTBF * first - length * length * p
        mean = (p * length + first + (1 - p) * after_failure) / p
        # E[T^2] = p L^2 + E[(X + B + T')^2; X <= L]
        square = (p * length ** 2 + second + (1 - p) * after_failure_squared
                  + 2 * first * after_failure + 2 * (first + (1 - p) * after_failure) * mean) / p
        return mean, square

    restart, restart_squared = tries(RESTART, 0, 0)
    mean, square = tries(tau + WRITE, restart, restart_squared)
    return mean, square - mean ** 2


def daly(tau):
    """Daly's expected time of the whole job."""
    return (MTBF * math.exp(RESTART / MTBF) * math.expm1((tau + WRITE) / MTBF) * WORK / tau)


class Job:
    def __init__(self, minutes, seed=1, interval=None):
        interval = interval or f"{minutes} min"
        with runs.run_of(SCENARIO, "--seed", str(seed), "--set",
                         f"workload.streams[0].checkpoint.interval={interval}") as run:
            (row,) = run.rows("jobs.csv")
            self.summary = run.summary()
        self.time = runs.milliseconds(row["run_s"])
        self.lost = runs.milliseconds(row["lost_s"])
        self.interruptions = int(row["interruptions"])
        assert row["state"] == "done" and runs.milliseconds(row["requeue_s"]) == 0, row


class Failures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.jobs = {minutes: Job(minutes) for minutes in SWEEP}

    def test_the_closed_form_of_a_stretch_is_dalys(self):
        for minutes in SWEEP:
            tau = minutes * 60_000
            self.assertAlmostEqual(stretch(tau)[0] * WORK / tau / daly(tau), 1, places=9)

    def test_time_between_failures(self):
        """Failures of the held units are a Poisson process: n of them in T, with sd sqrt(T/M)."""
        for minutes, job in self.jobs.items():
            expected = job.time / MTBF
            self.assertLess(abs(job.interruptions - expected), TOLERANCE * math.sqrt(expected),
                            minutes)

    def test_the_whole_time_is_dalys_within_its_confidence_interval(self):
        for minutes, job in self.jobs.items():
            tau = minutes * 60_000
            mean, variance = stretch(tau)
            stretches = WORK / tau
            self.assertLess(abs(job.time - mean * stretches),
                            TOLERANCE * math.sqrt(variance * stretches), minutes)

    def test_lost_work(self):
        """A failure in a stretch loses the progress made in it: E[min(X, tau) | X <= tau + w]; one
        in a restart loses nothing."""
        for minutes, job in self.jobs.items():
            tau, span = minutes * 60_000, minutes * 60_000 + WRITE
            p = math.exp(-span / MTBF)
            q = math.exp(-tau / MTBF)
            # E[X; X <= tau] + tau P(tau < X <= span)
            mean = (MTBF * (1 - q) - tau * q + tau * (q - p)) / (1 - p)
            square = (2 * MTBF * (MTBF * (1 - q) - tau * q) - tau ** 2 * q
                      + tau ** 2 * (q - p)) / (1 - p)
            # Failures of stretches: all but those of restarts, e^(R/M) - 1 for each of them.
            failures = WORK / tau * math.expm1(span / MTBF)
            spread = math.sqrt(failures * (square + mean ** 2 * 1 / p))
            self.assertLess(abs(job.lost - failures * mean), TOLERANCE * spread, minutes)

    def test_effective_training_time_ratio(self):
        """Work over the time that the gang was held, as the summary has it."""
        for minutes, job in self.jobs.items():
            ratio = job.summary["effective_training_time_ratio"]
            self.assertAlmostEqual(ratio, WORK / job.time, places=12)
            tau = minutes * 60_000
            mean, variance = stretch(tau)
            spread = math.sqrt(variance * WORK / tau) / (mean * WORK / tau)
            self.assertLess(abs(ratio * daly(tau) / WORK - 1), 1.05 * TOLERANCE * spread, minutes)

    def test_young_daly_is_at_most_two_percent_worse_than_the_best_of_a_sweep(self):
        self.assertEqual(round(YOUNG_DALY / 60_000), 49)
        for seed in SEEDS:
            times = {minutes: Job(minutes, seed).time for minutes in SWEEP}
            self.assertLessEqual(times[49], 1.02 * min(times.values()), (seed, times))
        # And so says the formula.
        self.assertLessEqual(daly(YOUNG_DALY), 1.02 * min(daly(m * 60_000) for m in SWEEP))
        # The optimum is that, to the millisecond: 2,939,388 ms.
        by_hand = Job(49, interval=f"{round(YOUNG_DALY)} ms")
        optimum = Job(49, interval="optimum")
        self.assertEqual((optimum.time, optimum.lost), (by_hand.time, by_hand.lost))
        # The sweep is wide enough to matter.
        self.assertGreater(max(times.values()), 1.1 * min(times.values()))


if __name__ == "__main__":
    unittest.main()
