"""The checker's own reading of the pages on cases small enough to work out by hand.

    python3 tests/checker/test_hand_worked.py

Times in the cases are seconds; each case states its arithmetic.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hand_worked import job, play, scenario, used  # noqa: E402
from events import seconds  # noqa: E402


def decisions(rows):
    """`start A 0`, `promise B 10`: event, job, the moment it speaks of."""
    return [f"{r.event} {r.job_id} {seconds(r.time if r.at is None else r.at)}"
            for r in rows if r.phase == "decide"]


class HandWorked(unittest.TestCase):
    def test_none_lets_nobody_overtake(self):
        # A holds 3 of 4 until 10. B needs 2, so C with 1 waits behind it.
        rows, _, _ = play(scenario([job(0, 3, 0, 10), job(1, 2, 0, 5), job(2, 1, 0, 1)]))
        self.assertEqual(decisions(rows), ["start A 0", "start B 10", "start C 10"])

    def test_easy_backfills_beside_the_promise(self):
        # A holds 1 of 4 until 10; B needs 4: promised 10, which leaves 0 units beyond it.
        # C (10 s) ends by then; D (11 s) does not.
        rows, figures, _ = play(scenario(
            [job(0, 1, 0, 10), job(1, 4, 0, 5), job(2, 1, 0, 10), job(3, 1, 0, 11)],
            backfill="easy"))
        self.assertEqual(decisions(rows), ["start A 0", "start C 0", "promise B 10",
                                           "start B 10", "promise D 15", "start D 15"])
        # At 0: 2 free units; D fits but would delay B: held_for_start 1; B is short: the other.
        self.assertEqual(used(figures, 0), {"held_for_start": 1, "gang_short": 1, "productive": 2})
        self.assertEqual(dict(figures.waits["D"]), {"held_for_start": 10_000, "busy": 5_000})

    def test_easy_extra_units(self):
        # A holds 2 of 4 until 10; B needs 3: promised 10, 1 unit beyond: C takes it, D may not.
        rows, _, _ = play(scenario(
            [job(0, 2, 0, 10), job(1, 3, 0, 5), job(2, 1, 0, 50), job(3, 1, 0, 50)],
            backfill="easy"))
        self.assertEqual(decisions(rows)[:4], ["start A 0", "start C 0", "promise B 10",
                                               "start B 10"])

    def test_conservative_promises_everybody_and_moves_up(self):
        # A asks for 10, ends at 4. B (all 4, 5 s) promised 10, C (2, 20 s) promised 15.
        # D (1, 10 s) fits beside A before B. At 4 B cannot move: D holds 1 until 10.
        rows, _, _ = play(scenario(
            [job(0, 3, 0, 4, 10), job(1, 4, 0, 5), job(2, 2, 0, 20), job(3, 1, 0, 10),
             job(4, 3, 0, 6)], backfill="conservative"))
        # E (3, 6 s) was promised 35 and 4 + 6 = 10 fits in the hole that A leaves.
        self.assertEqual(decisions(rows), [
            "start A 0", "start D 0", "promise B 10", "promise C 15", "promise E 35",
            "start E 4", "start B 10", "start C 15"])

    def test_conservative_anew_after_an_overrun(self):
        # A asks for 10 and runs 12: at 11, an arrival, B's promise of 10 cannot be kept: 11.001.
        rows, _, _ = play(scenario(
            [job(0, 4, 0, 12, 10), job(1, 4, 0, 5), job(2, 1, 11, 1)],
            backfill="conservative", overrun="allow"))
        self.assertEqual(decisions(rows), [
            "start A 0", "promise B 10", "promise B 11.001", "promise C 16.001",
            "start B 12", "promise C 17", "start C 17"])

    def test_every_event_hands_units_over_before_the_end_row(self):
        jobs = [job(0, 4, 0, 10), job(1, 4, 10, 5)]
        def kinds(cadence):
            rows, _, _ = play(scenario(jobs, cadence=cadence))
            return [row.event for row in rows if row.time == 10_000]
        self.assertEqual(kinds("every_event"), ["submit", "start", "end"])
        self.assertEqual(kinds("every_instant"), ["submit", "end", "start"])

    def test_gangs_of_no_length_repeat_the_phases(self):
        rows, _, _ = play(scenario([job(0, 4, 0, 0), job(1, 4, 0, 0)]))
        self.assertEqual([row.event for row in rows],
                         ["open", "submit", "submit", "start", "end", "start", "end"])

    def test_cadence_decides_at_multiples(self):
        rows, figures, _ = play(scenario([job(0, 4, 1, 3), job(1, 4, 2, 3)], cadence=5_000))
        self.assertEqual(decisions(rows), ["start A 5", "start B 10"])
        self.assertEqual(dict(figures.waits["A"]), {"policy_held": 4_000})
        # B: A would fit at 2, too, nothing is promised; from 5 to 8 A runs.
        self.assertEqual(dict(figures.waits["B"]), {"policy_held": 5_000, "busy": 3_000})

    def test_drained_ends_when_no_start_is_left(self):
        # B asks 30 s of a reservation of 60 s, but A holds it until 40: the run ends there.
        rows, figures, replay = play(scenario([job(0, 4, 0, 40), job(1, 4, 0, 30)], until=60))
        self.assertEqual((rows[-1].event, replay.run_end), ("end", 40_000))
        self.assertEqual(sum(figures.chip_time.values()), 4 * 40_000)

    def test_refusals(self):
        case = scenario([job(0, 5, 0, 1), job(1, 1, 0, 61), job(2, 1, 0, 1, tenant="x"),
                         job(3, 1, 0, 1, pool="q"), job(4, 4, 0, 60, tenant="h")],
                        until=60, shared_with=("t",))
        rows, _, _ = play(case)
        self.assertEqual([row.detail for row in rows if row.event == "refuse"],
                         ["too_large", "too_long", "not_admitted", "unknown_pool"])

    def test_cut_at_the_close(self):
        rows, _, _ = play(scenario([job(0, 1, 0, 90, 50)], until=60, overrun="allow"))
        self.assertEqual([(row.event, row.time, row.detail) for row in rows[-2:]],
                         [("cut", 60_000, "cut"), ("close", 60_000, "")])

    def test_rounding_and_months(self):
        # 5 chips in units of 4: 2 units, 3 chips rounding; 3 s before midnight and 7 after.
        _, figures, _ = play(scenario([job(0, 5, 86_397, 10)], units=2, chips_per_unit=4,
                                      start="2026-01-31"))
        rows = {(r[0], r[4], r[5]): r[6] for r in figures.waterfall()}
        self.assertEqual(rows, {
            ("2026-01", "", "no_demand"): 8 * 86_397_000,
            ("2026-01", "t", "productive"): 15_000, ("2026-01", "t", "rounding"): 9_000,
            ("2026-02", "t", "productive"): 35_000, ("2026-02", "t", "rounding"): 21_000})


if __name__ == "__main__":
    unittest.main()
