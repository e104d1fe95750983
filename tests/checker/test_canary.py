"""The checker must be able to fail: each damage done to a good run directory is objected to.

    python3 tests/checker/test_canary.py

The good run is the naive simulator's, so this needs no engine.
"""

import dataclasses
import json
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import naive_run  # noqa: E402
import random_scenarios  # noqa: E402
from damage import (IMPOSSIBLE, OF_FEATURES, ON_PLATFORMS, change, later, move_one,  # noqa: E402
                    read, write)
from features import has  # noqa: E402
from events import Objection, megawatts, milliwatts, read_events  # noqa: E402
from figures import Figures  # noqa: E402
from replay import Replay  # noqa: E402
from slow_checker import check  # noqa: E402


def swap_cause_by_one_chip(directory):
    change(directory, "usage.csv", lambda row: int(row["gang_short"]) > 0,
           lambda row: move_one(row, "gang_short", "no_demand"))


def drop_usage_row(directory):
    rows = read(directory, "usage.csv")
    write(directory, "usage.csv", rows[:3] + rows[4:])


def repeat_usage_row(directory):
    rows = read(directory, "usage.csv")
    write(directory, "usage.csv", rows[:3] + rows[2:])


def shift_start(directory):
    change(directory, "events.csv", lambda row: row["event"] == "start",
           lambda row: row.update(time_s=later(row["time_s"])))


def shift_end(directory):
    change(directory, "events.csv", lambda row: row["event"] == "end",
           lambda row: row.update(time_s=later(row["time_s"])))


def drop_event(directory):
    rows = read(directory, "events.csv")
    index = next(i for i, row in enumerate(rows) if row["event"] == "end")
    write(directory, "events.csv", rows[:index] + rows[index + 1:])


def first_units(directory):
    """The units of the first start of several units, to be given to the next one."""
    starts = [row for row in read(directory, "events.csv") if row["event"] == "start"]
    first = starts[0]
    return next((first, row) for row in starts[1:] if row["reservation"] == first["reservation"]
                and row["time_s"] == first["time_s"])


def hand_a_unit_out_twice(directory):
    first, second = first_units(directory)
    change(directory, "events.csv",
           lambda row: row["event"] == "start" and row["job_id"] == second["job_id"],
           lambda row: row.update(units=first["units"]))


def swap_phases(directory):
    rows = read(directory, "events.csv")
    i = next(i for i, (a, b) in enumerate(zip(rows, rows[1:]))
             if a["time_s"] == b["time_s"] and (a["phase"], b["phase"]) == ("arrival", "end"))
    rows[i], rows[i + 1] = rows[i + 1], rows[i]
    write(directory, "events.csv", rows)


def move_promise(directory):
    change(directory, "events.csv", lambda row: row["event"] == "promise",
           lambda row: row.update(at_s=later(row["at_s"])))


def withhold_start(directory):
    """The last start, with its end, never happens."""
    rows = read(directory, "events.csv")
    job_id = [row for row in rows if row["event"] == "start"][-1]["job_id"]
    write(directory, "events.csv",
          [row for row in rows if row["job_id"] != job_id or row["event"] == "submit"])


def swap_reasons(directory):
    def edit(row):
        row["busy_s"], row["policy_held_s"] = row["policy_held_s"], row["busy_s"]
    change(directory, "jobs.csv", lambda row: row["busy_s"] != row["policy_held_s"], edit)


def lengthen_wait(directory):
    change(directory, "jobs.csv", lambda row: row["wait_s"] not in ("", "0"),
           lambda row: row.update(wait_s=later(row["wait_s"]), busy_s=later(row["busy_s"])))


def change_state(directory):
    change(directory, "jobs.csv", lambda row: row["state"] == "done",
           lambda row: row.update(state="killed"))


def move_placement(directory):
    rows = read(directory, "placements.csv")
    rows[0], rows[-1] = rows[-1], rows[0]
    write(directory, "placements.csv", rows)


def lengthen_queue(directory):
    change(directory, "queue.csv", lambda row: True,
           lambda row: row.update(gangs=str(int(row["gangs"]) + 1)))


def widen_pool(directory):
    change(directory, "pools.csv", lambda row: True,
           lambda row: row.update(largest_gang_chips=str(int(row["largest_gang_chips"]) + 1)))


def raise_draw(directory):
    """By the last digit that the file shows."""
    change(directory, "pools.csv", lambda row: row["mw"] not in ("", "0"),
           lambda row: row.update(mw=megawatts(milliwatts(row["mw"]) + 1)))


def forget_an_accelerator(directory):
    change(directory, "pools.csv", lambda row: row["mw"] != "", lambda row: row.update(mw=""))


def lose_energy(directory):
    edit_summary(directory, lambda summary: summary.update(
        energy_mwh=summary["energy_mwh"] * (1 - 1e-12) if summary["energy_mwh"] else 1))


def lose_energy_of_a_pool(directory):
    def edit(summary):
        name = next(iter(summary["energy_mwh_by_pool"]))
        summary["energy_mwh_by_pool"][name] += 1e-9
    edit_summary(directory, edit)


def move_chip_time(directory):
    """One chip-millisecond from one cause to another: the sum stays right."""
    rows = read(directory, "waterfall.csv")
    for row, by in ((rows[0], -1), (rows[1], 1)):
        row["chip_ms"] = str(int(row["chip_ms"]) + by)
    write(directory, "waterfall.csv", rows)


def edit_summary(directory, edit):
    path = os.path.join(directory, "summary.json")
    with open(path, encoding="utf-8") as file:
        summary = json.load(file)
    edit(summary)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(summary, file)


def miscount_jobs(directory):
    edit_summary(directory, lambda summary: summary.update(jobs_done=summary["jobs_done"] + 1))


def lose_table(directory):
    os.remove(os.path.join(directory, "placements.csv"))


DAMAGES = [swap_cause_by_one_chip, drop_usage_row, repeat_usage_row, shift_start, shift_end,
           drop_event, hand_a_unit_out_twice, swap_phases, move_promise, withhold_start,
           swap_reasons, lengthen_wait, change_state, move_placement, lengthen_queue, widen_pool,
           raise_draw, forget_an_accelerator, lose_energy, lose_energy_of_a_pool, move_chip_time,
           miscount_jobs, lose_table]

PHYSICS = [shift_start, shift_end, drop_event, hand_a_unit_out_twice]


class Canary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="drawdown-canary-")
        cls.runs = []  # (scenario, directory), the first seeds

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    def good_runs(self):
        """Those that there are, then more."""
        for seed in range(1, 1000):
            if seed > len(self.runs):
                directory = os.path.join(self.root, str(seed))
                scenario = random_scenarios.draw(seed)
                naive_run.run(scenario, directory)
                self.runs.append((scenario, directory))
            yield self.runs[seed - 1]

    def damaged(self, damage):
        """(scenario, directory) of the first run that offers the damage a place, with it."""
        for scenario, good in self.good_runs():
            directory = os.path.join(self.root, "damaged")
            shutil.rmtree(directory, ignore_errors=True)
            shutil.copytree(good, directory)
            try:
                damage(directory)
                return scenario, directory
            except (StopIteration, IndexError, FileNotFoundError):
                continue
        raise AssertionError(f"no seed offers {damage.__name__} a place")

    def test_good_runs_are_accepted(self):
        for (scenario, directory), _ in zip(self.good_runs(), range(20)):
            self.assertEqual(check(scenario, directory), [])

    def test_every_damage_is_objected_to(self):
        of_features = [damage for feature, damages in OF_FEATURES.items() if has(feature)
                       for damage in damages]
        for damage in DAMAGES + ON_PLATFORMS + of_features:
            with self.subTest(damage.__name__):
                self.assertNotEqual(check(*self.damaged(damage)), [])

    def test_the_replay_alone_objects_to_what_is_impossible(self):
        for damage in PHYSICS + IMPOSSIBLE:
            with self.subTest(damage.__name__):
                scenario, directory = self.damaged(damage)
                log = read_events(os.path.join(directory, "events.csv"))
                with self.assertRaises(Objection):
                    Replay(scenario).play(log, Figures(scenario).sample)

    def test_a_run_of_another_policy_is_objected_to(self):
        """The first run of each in which the other policy decides otherwise."""
        for key, value in (("backfill", "none"), ("order", "sjf"), ("estimate", "actual"),
                           ("backfill", "conservative"), ("pool_choice", "cheapest"),
                           ("pool_choice", "committed_first")):
            with self.subTest(f"{key}: {value}"):
                scenario, other = self.run_of_another(key, value)
                self.assertNotEqual(check(scenario, other), [])

    def run_of_another(self, key, value):
        for scenario, good in self.good_runs():
            alike = all(pool.geometry.alike for pool in scenario.pools)
            if getattr(scenario.policy, key) == value or not alike:
                continue
            other = os.path.join(self.root, "other")
            shutil.rmtree(other, ignore_errors=True)
            policy = dataclasses.replace(scenario.policy, **{key: value})
            naive_run.run(dataclasses.replace(scenario, policy=policy), other)
            starts = [[row for row in read(directory, "events.csv") if row["event"] == "start"]
                      for directory in (good, other)]
            if starts[0] != starts[1]:
                return scenario, other
        raise AssertionError(f"{key}: {value} makes no difference")


if __name__ == "__main__":
    unittest.main()
