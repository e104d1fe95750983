"""What must hold of the naive simulator's runs of random scenarios, whatever the rules say.

    python3 tests/checker/test_invariants.py
"""

import os
import sys
import unittest
from collections import Counter, defaultdict

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import naive_run  # noqa: E402
import random_scenarios  # noqa: E402
from features import has  # noqa: E402
from figures import Figures, holdings, job_rows  # noqa: E402
from naive_simulator import NaiveSimulator  # noqa: E402
from replay import Replay  # noqa: E402
from rules.causes import REASONS, STATES  # noqa: E402

SEEDS = range(2001, 2151)


def play(seed):
    scenario = random_scenarios.draw(seed)
    rows, _ = NaiveSimulator(scenario, naive_run.draw_given(scenario)).run()
    replay, figures = Replay(scenario), Figures(scenario)
    replay.play(rows, figures.sample)
    return rows, replay, figures


class Invariants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runs = [(seed, *play(seed)) for seed in SEEDS]

    def test_causes_sum_to_reserved_chip_time(self):
        """From the dates of reservations alone: open x units x chips."""
        for seed, _, replay, figures in self.runs:
            total = Counter()
            for (_, name, _, _), chip_ms in figures.chip_time.items():
                self.assertGreaterEqual(chip_ms, 0)
                total[name] += chip_ms
            for r in [r for r in replay.scenario.reservations if r.is_in_base]:
                span = max(0, min(r.closes_at, replay.run_end) - r.opens_at)
                self.assertEqual(total[r.name], span * r.units * r.pool.chips_per_unit,
                                 (seed, r.name))

    def test_chips_are_held_once(self):
        """Sweeps over the placements of each unit, apart from the state."""
        for seed, _, replay, _ in self.runs:
            steps = defaultdict(list)
            for gang, end, _ in holdings(replay):
                for unit, chips in gang.place.held:
                    key = (gang.reservation.pool.name, unit)
                    steps[key] += [(gang.since, chips),
                                   (replay.run_end if end is None else end, -chips)]
            per_unit = {p.name: p.chips_per_unit for p in replay.scenario.pools}
            for (pool, unit), changes in steps.items():
                by_time, held = Counter(), 0
                for time, chips in changes:
                    by_time[time] += chips
                for time in sorted(by_time):
                    held += by_time[time]
                    self.assertLessEqual(held, per_unit[pool], (seed, pool, unit, time))

    def test_stage_times_and_work(self):
        """A job's time in places is the sum of its stages; its first-time work is its work; what
        it made again is what it lost."""
        for seed, _, replay, figures in self.runs:
            times = defaultdict(Counter)
            for gang, end, _ in holdings(replay):
                end = replay.run_end if end is None else end
                for piece in gang.pieces:
                    part = max(0, min(piece.end, end) - max(piece.begin, gang.since))
                    times[gang.job.job_id][piece.kind] += part
            for job, row in zip(replay.scenario.jobs, job_rows(replay, figures.waits)):
                if row.get("start_s") is None:
                    continue
                spent = times[job.job_id]
                self.assertEqual(sum(spent.values()), row["run_s"], (seed, job.job_id))
                at_speed_1 = not job.source.runs_on and not job.ask.down_to
                if row["state"] in ("done", "killed") and at_speed_1:
                    self.assertEqual(spent["productive"], replay.scenario.work(job))
                    self.assertEqual(spent["recomputing"], row["lost_s"], (seed, job.job_id))

    def test_waits_sum(self):
        """Reasons add up to all the time from the arrival that no placement covers."""
        for seed, _, replay, figures in self.runs:
            for row in job_rows(replay, figures.waits):
                if row["state"] == "refused":
                    continue
                end = replay.run_end if row.get("end_s") is None else row["end_s"]
                self.assertEqual(sum(row[name + "_s"] for name in REASONS),
                                 end - row["submit_s"] - row["blocked_s"] - row.get("run_s", 0),
                                 (seed, row["job_id"]))

    def test_every_rule_comes_up(self):
        """Random scenarios are worth what they reach."""
        events, reasons, causes, stages = set(), set(), set(), set()
        for _, rows, replay, figures in self.runs:
            events |= {row.event for row in rows}
            stages |= {row.detail for row in rows if row.event in ("stage", "interrupt", "refuse")}
            reasons |= {name for wait in figures.waits.values() for name in wait}
            causes |= {key[3] for key, chip_ms in figures.chip_time.items() if chip_ms}
        expected = set("deliver up bind open set_aside activate submit refuse stage end interrupt "
                       "down retire cut close start promise withdraw".split())
        if has("dependencies") or has("services"):
            expected.add("release")
        if has("handed_back"):
            expected.add("hand_back")
        if has("notice"):
            expected.add("notice")
        if has("drain"):
            expected.add("drain")
        if has("data"):
            expected |= {"transfer", "copied"}
        self.assertEqual(events, expected)
        details = set("recomputing productive failure outage maintenance retirement unknown_pool "
                      "no_legal_shape not_admitted too_large too_long".split())
        for feature, more in (("priority", ["preemption"]), ("runs_on", ["no_accelerator"]),
                              ("handed_back", ["handed_back"]),
                              ("dependencies", ["dependency_failed", "unknown_dependency"])):
            details.update(more if has(feature) else [])
        self.assertLessEqual(details, stages)
        self.assertEqual(len(reasons), 6)
        self.assertEqual(causes, {cause for cause in STATES + ["checkpointing"]
                                  if cause != "overprovisioned" or has("services")})


if __name__ == "__main__":
    unittest.main()
