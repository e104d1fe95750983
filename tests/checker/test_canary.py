"""The checker must be able to fail: each damage done to a good run directory is objected to.

    python3 tests/checker/test_canary.py

The good run is the naive simulator's, so this needs no engine.
"""

import csv
import dataclasses
import json
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import compare  # noqa: E402
import naive_run  # noqa: E402
import random_scenarios  # noqa: E402
from events import Objection, read_events, seconds  # noqa: E402
from figures import Figures  # noqa: E402
from replay import Replay  # noqa: E402
from slow_checker import check  # noqa: E402


def read(directory, name):
    with open(os.path.join(directory, name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(directory, name, rows):
    with open(os.path.join(directory, name), "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def later(text):
    """A time, one millisecond later."""
    return seconds(compare.milliseconds(text) + 1)


def change(directory, name, chosen, edit):
    """Edits the first row of the file that is `chosen`; there must be one."""
    rows = read(directory, name)
    edit(next(row for row in rows if chosen(row)))
    write(directory, name, rows)


def move_one(row, source, target):
    row[source], row[target] = str(int(row[source]) - 1), str(int(row[target]) + 1)


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


def move_chip_time(directory):
    """One chip-millisecond from one cause to another: the sum stays right."""
    rows = read(directory, "waterfall.csv")
    for row, by in ((rows[0], -1), (rows[1], 1)):
        row["chip_ms"] = str(int(row["chip_ms"]) + by)
    write(directory, "waterfall.csv", rows)


def miscount_jobs(directory):
    path = os.path.join(directory, "summary.json")
    with open(path, encoding="utf-8") as file:
        summary = json.load(file)
    summary["jobs_done"] += 1
    with open(path, "w", encoding="utf-8") as file:
        json.dump(summary, file)


def lose_table(directory):
    os.remove(os.path.join(directory, "placements.csv"))


DAMAGES = [swap_cause_by_one_chip, drop_usage_row, repeat_usage_row, shift_start, shift_end,
           drop_event, hand_a_unit_out_twice, swap_phases, move_promise, withhold_start,
           swap_reasons, lengthen_wait, change_state, move_placement, lengthen_queue, widen_pool,
           move_chip_time, miscount_jobs, lose_table]

PHYSICS = [shift_start, shift_end, drop_event, hand_a_unit_out_twice]


class Canary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="drawdown-canary-")
        cls.scenario, cls.good = cls.good_run()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    @classmethod
    def good_run(cls):
        """The first seed whose run offers every damage a place."""
        for seed in range(1, 1000):
            scenario = random_scenarios.draw(seed)
            directory = os.path.join(cls.root, str(seed))
            naive_run.run(scenario, directory)
            if all(cls.possible(damage, directory) for damage in DAMAGES):
                return scenario, directory
            shutil.rmtree(directory)
        raise AssertionError("no seed offers every damage a place")

    @classmethod
    def possible(cls, damage, directory):
        try:
            cls.damaged(damage, directory)
        except (StopIteration, IndexError):
            return False
        return True

    @classmethod
    def damaged(cls, damage, good):
        """A copy of the good run with the damage."""
        directory = os.path.join(cls.root, "damaged")
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(good, directory)
        damage(directory)
        return directory

    def test_the_good_run_is_accepted(self):
        self.assertEqual(check(self.scenario, self.good), [])

    def test_every_damage_is_objected_to(self):
        for damage in DAMAGES:
            with self.subTest(damage.__name__):
                directory = self.damaged(damage, self.good)
                self.assertNotEqual(check(self.scenario, directory), [])

    def test_the_replay_alone_objects_to_what_is_impossible(self):
        for damage in PHYSICS:
            with self.subTest(damage.__name__):
                log = read_events(os.path.join(self.damaged(damage, self.good), "events.csv"))
                with self.assertRaises(Objection):
                    Replay(self.scenario).play(log, Figures(self.scenario).sample)

    def test_a_run_of_another_policy_is_objected_to(self):
        for change_of_policy in ({"backfill": "none"}, {"order": "sjf"},
                                 {"backfill": "conservative"}):
            policy = dataclasses.replace(self.scenario.policy, **change_of_policy)
            if policy == self.scenario.policy:
                continue
            with self.subTest(str(change_of_policy)):
                other = os.path.join(self.root, "other")
                shutil.rmtree(other, ignore_errors=True)
                naive_run.run(dataclasses.replace(self.scenario, policy=policy), other)
                self.assertNotEqual(check(self.scenario, other), [])


if __name__ == "__main__":
    unittest.main()
