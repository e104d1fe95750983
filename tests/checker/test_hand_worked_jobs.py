"""The checker's own reading of docs/jobs.md on cases small enough to work out by hand.

    python3 tests/checker/test_hand_worked_jobs.py

Times in the cases are seconds; each case states its arithmetic.
"""

import os
import sys
import unittest
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from events import seconds  # noqa: E402
from figures import deadlines_missed  # noqa: E402
from hand_worked import (WATTS, failure, job, play, recovery, scenario, shown,  # noqa: E402
                         with_pool)
from random_workloads import submitted  # noqa: E402
from rules.geometry import Limit, Nodes  # noqa: E402
from rules.jobs import Port, Source  # noqa: E402
from rules.stages import Progress, Recovery, Run  # noqa: E402

SAVES = Source(recovery=recovery(interval=4))
FIRM = Source(preemptible=False)


def said(rows, events):
    """`0 interrupt A 0-1 preemption`: of those events, the time, event, job, units, detail."""
    return [" ".join(filter(None, [seconds(r.time), r.event, r.job_id, r.units, r.detail]))
            for r in rows if r.event in events.split()]


def preempting(jobs, **more):
    return play(scenario(jobs, preemption="priority", **more))


class Priority(unittest.TestCase):
    def test_order(self):
        # All wait for A until 10. B has the highest priority, D is shorter than C.
        jobs = [job(0, 4, 0, 10), job(2, 4, 1, 9), job(3, 4, 2, 5), job(1, 4, 3, 8, priority=1)]
        rows, _, _ = play(scenario(jobs, order="sjf"))
        self.assertEqual(said(rows, "start"), [
            "0 start A 0-3", "10 start B 0-3", "18 start D 0-3", "23 start C 0-3"])

    def test_least_loss_goes(self):
        # At 6 A (since 0) would lose 6 - 4 = 2 of 2 chips: 4; B (since 1) 5 - 4 = 1 of 2 chips: 2.
        # C takes B's place; B starts anew at 10 from 4: 16 s of 20 are left.
        rows, figures, replay = preempting(
            [job(0, 2, 0, 30, source=SAVES), job(1, 2, 1, 20, source=SAVES),
             job(2, 1, 6, 4, priority=5)])
        self.assertEqual(said(rows, "start interrupt"), [
            "0 start A 0-1", "1 start B 2-3", "6 interrupt B 2-3 preemption", "6 start C 2",
            "10 start B 2-3 recomputing"])
        self.assertEqual(shown(replay, figures, "B", "end_s requeue_s lost_s interruptions "
                                                     "preemptions"),
                         [26_000, 4_000, 1_000, 1, 1])

    def test_lower_priority_goes_first_whatever_it_loses(self):
        # B of priority 1 would lose nothing at 4; A of priority 0 loses 3 of 2 chips.
        rows, _, _ = preempting([job(0, 2, 1, 30), job(1, 2, 0, 20, source=SAVES, priority=1),
                                 job(2, 2, 4, 4, priority=2)])
        self.assertEqual(said(rows, "interrupt"), ["4 interrupt A 2-3 preemption"])

    def test_who_is_not_needed_is_let_off(self):
        # C needs 3. B would lose 1 s of 1 chip and is taken first, then A: A alone is enough.
        rows, _, _ = preempting([job(0, 3, 0, 30), job(1, 1, 0, 30), job(2, 3, 1, 4, priority=2)])
        self.assertEqual(said(rows, "interrupt start"), [
            "0 start A 0-2", "0 start B 3", "1 interrupt A 0-2 preemption", "1 start C 0-2",
            "5 start A 0-2 recomputing"])

    def test_latest_start_goes(self):
        # At 4 all have lost nothing since their checkpoints at 4 and 0: B, which started last.
        rows, _, _ = preempting([job(0, 2, 0, 30, source=SAVES), job(1, 2, 0, 30, source=SAVES),
                                 job(2, 2, 4, 4, priority=2)])
        self.assertEqual(said(rows, "interrupt"), ["4 interrupt B 2-3 preemption"])

    def test_nobody_goes_for_equals_or_in_vain(self):
        # B has C's priority, A must not be preempted: no place for C before 20.
        rows, _, _ = preempting([job(0, 2, 0, 30, source=FIRM), job(1, 2, 0, 20, priority=2),
                                 job(2, 2, 1, 4, priority=2)])
        self.assertEqual(said(rows, "interrupt start"), [
            "0 start B 0-1", "0 start A 2-3", "20 start C 0-1"])

    def test_places_count_not_chips(self):
        # Domains {0 1} and {2 3}: A on 0, B on 1, C on 2; D needs a domain. B has lost nothing at 1
        # and is taken first, but 1 and 3 are no domain; then C: B is let off.
        saves_all = Source(recovery=recovery(interval=1))
        rows, _, _ = preempting(
            [job(0, 1, 0, 30, source=FIRM), job(1, 1, 0, 30, source=saves_all), job(2, 1, 0, 30),
             job(3, 2, 1, 4, priority=2, limit=Limit("max_domains", 1, True))],
            geometry=Nodes(1, 2))
        self.assertEqual(said(rows, "start interrupt")[:5], [
            "0 start A 0", "0 start B 1", "0 start C 2", "1 interrupt C 2 preemption",
            "1 start D 2-3"])

    def test_victims_have_another_chance_at_once(self):
        # A holds all of r until preempted at 1, and starts in q at once: it needs 4, q has 4.
        case = with_pool(scenario([job(0, 4, 0, 30), job(1, 2, 0, 10, pool="q"),
                                   job(2, 2, 1, 4, priority=2, pool="p")],
                                  preemption="priority"), "q", 6, "")
        rows, _, _ = play(case)
        self.assertEqual(said(rows, "interrupt start"), [
            "0 start A 0-3", "0 start B 0-1", "1 interrupt A 0-3 preemption", "1 start C 0-1",
            "1 start A 2-5 recomputing"])

    def test_easy_does_not_preempt_where_a_promise_is(self):
        # C needs all, and B, which it may displace, is too few: promised 30. D might displace B at
        # 2, but not where that promise is.
        rows, _, _ = preempting(
            [job(0, 3, 0, 30, source=FIRM), job(1, 1, 0, 30, priority=1),
             job(2, 4, 1, 5, priority=3), job(3, 1, 2, 5, priority=2)], backfill="easy")
        self.assertEqual(said(rows, "start interrupt"), [
            "0 start B 0", "0 start A 1-3", "30 start C 0-3", "35 start D 0"])


class Deadlines(unittest.TestCase):
    def test_earliest_first(self):
        # Due at 30, never and 20. C is done at 15, B at 25.
        jobs = [job(0, 4, 0, 10), job(1, 4, 0, 10, deadline=30_000), job(2, 4, 0, 5),
                job(3, 4, 1, 5, deadline=19_000)]
        rows, _, replay = play(scenario(jobs, order="edf"))
        self.assertEqual(said(rows, "start")[0], "0 start B 0-3")
        self.assertEqual([r.job_id for r in rows if r.event == "start"], ["B", "D", "A", "C"])
        self.assertEqual(deadlines_missed(replay), (0, 2))

    def test_missed(self):
        # A is due at 9 and done at 10; B at 10 and done then: no; C at 12, refused.
        jobs = [job(0, 2, 0, 10, deadline=9_000), job(1, 2, 0, 10, deadline=10_000),
                job(2, 5, 2, 1, deadline=10_000), job(3, 4, 1, 5, deadline=50_000)]
        _, _, replay = play(scenario(jobs, end=20))
        self.assertEqual(deadlines_missed(replay), (2, 3))


class Speeds(unittest.TestCase):
    def test_whole_intervals_and_the_rest(self):
        # 10 ms at speed 0.7 take 14.29: 14; two of them 28; 5 more 7.14: 7.
        run = Run(Recovery(interval=10), Progress(), 25, Fraction("0.7"))
        self.assertEqual(run.time_to(25), 35)
        # After 13 ms: 9 ms of progress take 12.86: 13. After 14: 10. After 16: 1 takes 1.43: 1.
        self.assertEqual([run.progress_at(0, time, 25) for time in (13, 14, 15, 16)],
                         [9, 10, 11, 11])

    def test_something_takes_some_time(self):
        run = Run(Recovery(), Progress(), 1, Fraction(3))
        self.assertEqual((run.time_to(1), run.time_to(0)), (1, 0))

    def test_halves_go_up(self):
        self.assertEqual(Run(Recovery(), Progress(), 1, Fraction("0.4")).time_to(1), 3)

    def test_moves_compile(self):
        # A runs on p at speed 1, with 2 s to compile, until unit 0 fails at 7: 5 s done, none
        # saved. q is twice as fast, 3 s to compile: 3 + (5 again, then 5) / 2 = 8.
        ports = (Port("a", "1", 0, 2_000), Port("b", "2", 0, 3_000))
        source = Source(runs_on=ports)
        case = with_pool(scenario([job(0, 4, 0, 10, source=source)], pool_times={
            "failures": "drawn", "accelerator": "a", "watts": WATTS}), "q", 4, "b")
        rows, figures, replay = play(case, failure(case, 0, 7, 100))
        self.assertEqual(said(rows, "start stage interrupt end"), [
            "0 start A 0-3 starting", "2 stage A productive", "7 interrupt A 0-3 failure",
            "7 start A 0-3 starting", "10 stage A recomputing", "12.500 stage A productive",
            "15 end A 0-3 done"])
        # Submitted with the least speed and the longest compilation: 3 + 10; started with 2 + 10.
        self.assertEqual([r.estimate for r in rows if r.event in ("submit", "start")],
                         [13_000, 12_000, 8_000])
        self.assertEqual(shown(replay, figures, "A", "run_s lost_s"), [15_000, 5_000])

    def test_ported_from_a_date_on(self):
        # A is submitted before: refused; B at that moment runs.
        source = Source(runs_on=(Port("a", since=60_000),))
        rows, _, _ = play(scenario([job(0, 1, 59, 1, source=source),
                                    job(1, 1, 60, 1, source=source)],
                                   pool_times={"accelerator": "a", "watts": WATTS}))
        self.assertEqual(said(rows, "refuse start"), ["59 refuse A no_accelerator", "60 start B 0"])

    def test_ineligible_demand(self):
        # B, for 2 chips of b, explains 2 of the 4 of p while it waits for q.
        only_b = Source(runs_on=(Port("b"),))
        case = with_pool(scenario([job(0, 2, 0, 5, source=only_b), job(1, 2, 0, 5, source=only_b)],
                                  pool_times={"accelerator": "a", "watts": WATTS}), "q", 2, "b")
        _, figures, _ = play(case)
        self.assertEqual({r[5]: r[6] for r in figures.waterfall() if r[1] == "r"},
                         {"ineligible_demand": 2 * 5_000, "no_demand": 2 * 5_000 + 4 * 5_000})


class Dependencies(unittest.TestCase):
    def test_released_in_the_place_of_its_arrival(self):
        # B depends on A, which ends at 10; C waits since 1: B, submitted before, is first.
        rows, figures, replay = play(scenario(
            [job(0, 2, 0, 10), job(1, 4, 0, 5, after=("A",)), job(2, 4, 1, 5)]))
        self.assertEqual(said(rows, "release start"), [
            "0 start A 0-1", "10 release B", "10 start B 0-3", "15 start C 0-3"])
        self.assertEqual(shown(replay, figures, "B", "blocked_s wait_s state"),
                         [10_000, 0, "done"])
        # Until 10 only C explains the 2 free chips, from 1 on.
        self.assertEqual({r[5]: r[6] for r in figures.waterfall() if not r[4]},
                         {"gang_short": 2 * 9_000, "no_demand": 2 * 1_000})

    def test_refused_with_all_that_follows(self):
        # A is killed at 3: B, and C for B's sake; D, which comes later, for A's. E is unknown.
        rows, figures, replay = play(scenario(
            [job(0, 4, 0, 9, 3), job(1, 1, 0, 1, after=("A",)), job(2, 1, 1, 1, after=("B",)),
             job(3, 1, 4, 1, after=("A",)), job(4, 1, 4, 1, after=("F",)), job(5, 1, 5, 1)]))
        self.assertEqual(said(rows, "refuse end"), [
            "3 end A 0-3 killed", "3 refuse B dependency_failed", "3 refuse C dependency_failed",
            "4 refuse D dependency_failed", "4 refuse E unknown_dependency", "6 end F 0 done"])
        self.assertEqual(shown(replay, figures, "C", "blocked_s wait_s reason"),
                         [2_000, None, "dependency_failed"])

    def test_cut(self):
        rows, _, _ = play(scenario([job(0, 1, 0, 90, 50), job(1, 1, 0, 1, after=("A",))],
                                   until=60, overrun="allow"))
        self.assertEqual([(r.event, r.phase) for r in rows[-3:]], [
            ("cut", "capacity_down"), ("refuse", "capacity_down"), ("close", "capacity_down")])

    def test_streams_follow_at_once(self):
        # Two of b after each of a, one of c after each of b, one of d after each of a.
        def model(name, follows="", followers=1):
            return job(0, 1, 0, 1, source=Source(name, follows=follows, followers=followers))
        jobs = submitted({"a": [0, 5]}, [model("a"), model("b", "a", 2), model("c", "b"),
                                         model("d", "a")])
        self.assertEqual([(j.job_id, *j.after) for j in jobs[:6]], [
            ("a-1",), ("b-1", "a-1"), ("c-1", "b-1"), ("b-2", "a-1"), ("c-2", "b-2"),
            ("d-1", "a-1")])


class Elastic(unittest.TestCase):
    def test_as_large_as_it_fits(self):
        # A can be 8, 4 or 2 and holds 4 of 4: 10 s of work for 8 chips take 20. B takes 2 of
        # what it can, 4 or 2, as soon as there are so many.
        rows, figures, replay = play(scenario(
            [job(0, 8, 0, 10, elastic=(2,)), job(1, 4, 0, 5, elastic=(2,))]))
        self.assertEqual(said(rows, "start end"), [
            "0 start A 0-3", "20 end A 0-3 done", "20 start B 0-3", "25 end B 0-3 done"])
        self.assertEqual([(r.chips, r.estimate) for r in rows if r.event in ("submit", "start")],
                         [(8, 40_000), (4, 10_000), (4, 20_000), (4, 5_000)])
        # B waits with 2 chips.
        self.assertEqual(figures.queue, [[0, "t", 1, 2], [20_000, "t", 0, 0]])
        self.assertEqual(shown(replay, figures, "A", "chips end_s"), [8, 20_000])

    def test_scaling(self):
        # A quarter of the chips with scaling 1/2: half the speed.
        one = job(0, 8, 0, 10, elastic=(2, "0.5"))
        rows, _, _ = play(scenario([one], units=2))
        self.assertEqual(said(rows, "end"), ["20 end A 0-1 done"])

    def test_smallest_between_promises(self):
        # A holds 2 of 4 until 10, B needs 4: promised 10. C, of 2 or 1, starts with 1, for 4 s.
        rows, _, _ = play(scenario(
            [job(0, 2, 0, 10), job(1, 4, 0, 5), job(2, 2, 0, 2, elastic=(1,))], backfill="easy"))
        self.assertEqual(said(rows, "start end")[:3], [
            "0 start A 0-1", "0 start C 2", "4 end C 2 done"])

    def test_a_step_between_is_not_taken(self):
        # 6 chips: 6 or 3, as 3 has no half; of 2 units, none.
        rows, _, _ = play(scenario([job(0, 6, 0, 1, elastic=(1,))], units=2))
        self.assertEqual(said(rows, "refuse"), ["0 refuse A too_large"])


if __name__ == "__main__":
    unittest.main()
