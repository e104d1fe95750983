"""The checker's own reading of docs/services.md on cases small enough to work out by hand.

    python3 tests/checker/test_hand_worked_services.py

Times in the cases are seconds; each case states its arithmetic.
"""

import math
import os
import sys
import unittest
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from events import seconds  # noqa: E402
from hand_worked import WATTS, failure, job, play, recovery, scenario, with_pool  # noqa: E402
from rules.geometry import Ask  # noqa: E402
from rules.jobs import Port, Source  # noqa: E402
from rules.services import ErlangC, Service  # noqa: E402

ON_A = {"accelerator": "a", "watts": WATTS}


def service(requests, throughput=(("a", 1_000),), startup=0, preemptible=False, chips=1, **more):
    """Steps of 10 s; `requests` of each."""
    source = Source("chat", recovery(startup, startup), preemptible,
                    tuple(Port(name) for name, _ in throughput))
    return Service(source, "serving", "inference", Ask(chips), throughput, 0,
                   requests=tuple(requests), step=10_000, **more)


def serving(requests, jobs=(), end=None, units=4, pool_times=None, policy=None, **more):
    one = service(requests, **more)
    until = len(requests) * 10
    return scenario(list(jobs), units=units, services=(one,), end=end or until,
                    pool_times={**ON_A, **(pool_times or {})}, **(policy or {}))


def said(rows, events="submit start release interrupt cut stage"):
    return [" ".join(filter(None, [seconds(r.time), r.phase, r.event, r.job_id, r.units, r.detail]))
            for r in rows if r.event in events.split()]


class Scaling(unittest.TestCase):
    def test_as_many_as_are_needed(self):
        # 2, 0.5 and 0 requests a second; one replica serves 1.
        rows, figures, _ = play(serving([20, 5, 0]))
        self.assertEqual(said(rows), [
            "0 scale submit chat/1", "0 scale submit chat/2", "0 decide start chat/1 0",
            "0 decide start chat/2 1", "10 scale release chat/2 1",
            "20 scale release chat/1 0"])
        self.assertEqual([row[:4] + row[5:] for row in figures.services], [
            [0, "chat", 2_000, 2_000, 2_000, 2, 2, 0],
            [10_000, "chat", 500, 500, 500, 1, 1, 0], [20_000, "chat", 0, 0, 0, 0, 0, 0]])

    def test_target(self):
        # 1 request a second of 0.7: R = 1.43: two; without the last, 1 is below it.
        rows, _, _ = play(serving([10, 10], target="0.7"))
        self.assertEqual(said(rows, "submit release"),
                         ["0 scale submit chat/1", "0 scale submit chat/2"])

    def test_lag_and_keep(self):
        # With a lag of 15 s the steps from 0, 10, 20 see the first, that from 30 that from 10: 3.
        # It is kept until a step sees less and 20 s have gone since: that from 40 sees 0 (from 20),
        # 50 and 60 see 0; at 60 the step from 30 is 30 s ago.
        rows, _, _ = play(serving([10, 30, 0, 0, 0, 0, 0], lag=15_000, keep=20_000))
        self.assertEqual(said(rows, "submit release"), [
            "0 scale submit chat/1", "30 scale submit chat/2", "30 scale submit chat/3",
            "60 scale release chat/3 2", "60 scale release chat/2 1",
            "60 scale release chat/1 0"])

    def test_least_and_most(self):
        rows, _, _ = play(serving([0, 90, 0], least=1, most=3))
        self.assertEqual(said(rows, "submit release"), [
            "0 scale submit chat/1", "10 scale submit chat/2", "10 scale submit chat/3",
            "20 scale release chat/3 2", "20 scale release chat/2 1"])

    def test_each_counts_where_it_runs(self):
        # The reference serves 1, b 3: a has one unit, so of 4 replicas three run on b: 1 + 9. At
        # 10, for 6, the last one goes: 7; without the next it would be 4.
        case = with_pool(serving([40, 60], units=1, throughput=(("a", 1_000), ("b", 3_000))),
                         "q", 4, "b")
        rows, figures, _ = play(case)
        self.assertEqual(said(rows, "release"), ["10 scale release chat/4 2"])
        self.assertEqual([row[3] for row in figures.services], [4_000, 6_000])

    def test_those_that_wait_go_first(self):
        # A holds 3 of 4: chat/2 and chat/3 wait; at 10 they are not needed.
        rows, _, _ = play(serving([30, 10], [job(0, 3, 0, 50, priority=1)]))
        self.assertEqual(said(rows), [
            "0 arrival submit A", "0 scale submit chat/1", "0 scale submit chat/2",
            "0 scale submit chat/3", "0 decide start A 0-2", "0 decide start chat/1 3",
            "10 scale release chat/3", "10 scale release chat/2"])

    def test_until(self):
        rows, _, replay = play(serving([20, 20, 20], until=20_000, end=30))
        self.assertEqual(said(rows, "release"), [
            "20 scale release chat/2 1", "20 scale release chat/1 0"])
        self.assertEqual(replay.state.running, {})


class Serving(unittest.TestCase):
    def test_ready_after_loading(self):
        # Two replicas load for 4 s; of 2 requests a second over 10 s, 6 s are served.
        rows, figures, _ = play(serving([20], startup=4))
        self.assertEqual(said(rows, "start stage"), [
            "0 decide start chat/1 0 starting", "0 decide start chat/2 1 starting",
            "4 progress stage chat/1 productive", "4 progress stage chat/2 productive"])
        self.assertEqual((figures.requests["chat", "demand"], figures.requests["chat", "served"]),
                         (2_000 * 10_000, 2_000 * 6_000))
        self.assertEqual({r[5]: r[6] for r in figures.waterfall() if r[4]},
                         {"starting": 2 * 4_000, "productive": 2 * 6_000})

    def test_overprovisioned_for_the_present_demand(self):
        # Two replicas of 2 chips stay for the 10 s of `keep`: at 10 one serves the 1 a second.
        rows, figures, _ = play(serving([20, 10, 10], keep=10_000, chips=2))
        self.assertEqual(said(rows, "release"), ["20 scale release chat/2 2-3"])
        self.assertEqual({r[5]: r[6] for r in figures.waterfall() if r[4]},
                         {"productive": 4 * 10_000 + 2 * 20_000, "overprovisioned": 2 * 10_000})

    def test_a_failure(self):
        # Unit 0 is down from 3 to 5; its replica loads for 2 s on unit 1, or on 0 when it is back.
        case = serving([10], units=1, startup=2, pool_times={"failures": "drawn"})
        rows, figures, replay = play(case, failure(case, 0, 3, 5))
        self.assertEqual(said(rows, "start interrupt stage"), [
            "0 decide start chat/1 0 starting", "2 progress stage chat/1 productive",
            "3 capacity_down interrupt chat/1 0 failure", "5 decide start chat/1 0 starting",
            "7 progress stage chat/1 productive"])
        self.assertEqual(figures.requests["chat", "served"], 1_000 * 4_000)
        self.assertEqual(replay.scenario.jobs, ())

    def test_training_gives_way(self):
        # A has all until the replica takes a unit at 10: 4 chips x 10 s lost, 30 s to do; never
        # before 30.
        rows, _, _ = play(serving([0, 10, 10], [job(0, 4, 0, 30)], priority=1,
                                  policy={"preemption": "priority"}))
        self.assertEqual(said(rows, "start interrupt"), [
            "0 decide start A 0-3", "10 decide interrupt A 0-3 preemption",
            "10 decide start chat/1 0"])

    def test_replicas_last_until_the_close(self):
        rows, _, _ = play(serving([10, 10], policy={"until": 15}))
        self.assertEqual(said(rows, "start cut"),
                         ["0 decide start chat/1 0", "15 capacity_down cut chat/1 0 cut"])


class ErlangLaw(unittest.TestCase):
    def test_against_the_sum(self):
        """C(c, a) = (a^c / c!) c / (c - a) / (sum of a^k / k! below c + the same)."""
        for servers, load in ((1, 0.5), (10, 8.0), (32, 30.0)):
            top = load**servers / math.factorial(servers) * servers / (servers - load)
            blocking = top / (sum(load**k / math.factorial(k) for k in range(servers)) + top)
            # One replica of so many slots that serves one request a second: a mean of c seconds.
            law = ErlangC(servers, 0, "0.9")
            self.assertAlmostEqual(law.attained(Fraction(load) * 1_000 / servers, [1_000]),
                                   1 - blocking, places=12)

    def test_waiting_within(self):
        # One server, a mean of 1 s, load 1/2: 1 - 1/2 exp(-t / 2).
        law = ErlangC(1, 2_000, "0.9")
        self.assertAlmostEqual(law.attained(500, [1_000]), 1 - 0.5 * math.exp(-1), places=12)
        self.assertEqual(law.attained(1_000, [1_000]), 0)

    def test_need(self):
        # One slot of 1 s each, no wait in half of all: for 0.5 a second one server has 0.5.
        one = service([5], erlang_c=ErlangC(1, 0, "0.5"))
        self.assertEqual([one.need(500), one.need(501), one.need(0)], [1_000, 2_000, 0])


if __name__ == "__main__":
    unittest.main()
