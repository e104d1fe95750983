"""Elastic gangs: tiny scenarios against arithmetic by hand, to the millisecond (docs/jobs.md).

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_elastic_gangs.py

Streams submit one job each, at a minute of the first two hours; the pool has 8 units of a chip.
"""

import contextlib
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

MINUTE = 60
SCENARIO = """
start: 2026-01-01
platform:
  sites: [{{name: here}}]
  pools:
    - {pool}
{platform}
workload:
  streams:
{streams}
policy: {policy}
"""
POOL = "{name: p, site: here, units: 8}"


def clock(minute):
    return f"2026-01-01 {minute // 60:02}:{minute % 60:02}"


def stream(name, submit, sizes, minutes, *more):
    """A job `name-1`, whose run time is so many minutes; None: one of the further keys says it."""
    work = [f"duration: {{fixed: {minutes} min}}"] if minutes else []
    keys = [f"arrivals: {{calendar: [{clock(submit)}]}}", f"sizes: [{{{sizes}}}]", *work, *more]
    return "\n".join([f"    - name: {name}", *(f"      {key}" for key in keys)])


class Outcome:
    def __init__(self, run):
        self.summary = run.summary()
        self.jobs = {row["job_id"][:-2]: row for row in run.rows("jobs.csv")}
        self.events = list(run.rows("events.csv"))
        self.queue = [tuple(row.values()) for row in run.rows("queue.csv")]
        self.placements = list(run.rows("placements.csv"))

    def job(self, name, *columns):
        return tuple(self.jobs[name][column] for column in columns)

    def rows(self, name, *columns):
        """Of the job's events, without the submission: the event and these columns."""
        return [(row["event"], *(row[column] for column in columns)) for row in self.events
                if row["job_id"] == f"{name}-1" and row["event"] != "submit"]

    def submit(self, name, column):
        (row,) = (row for row in self.events
                  if row["job_id"] == f"{name}-1" and row["event"] == "submit")
        return row[column]

    def chip_minutes(self, cause):
        return self.summary["chip_ms_by_cause"][cause] / (MINUTE * 1000)


@contextlib.contextmanager
def run(*streams, policy="{}", pool=POOL, platform=""):
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
        scenario = os.path.join(folder, "scenario.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write(SCENARIO.format(pool=pool, platform=platform, policy=policy,
                                       streams="\n".join(streams)))
        with runs.run_of(scenario, "--events") as of_scenario:
            yield Outcome(of_scenario)


class Sizes(unittest.TestCase):
    def test_half_of_a_half(self):
        # filler leaves 3 of 8: 8 and 4 do not fit, 2 do, at a quarter of the speed.
        with run(stream("filler", 0, "chips: 5 chips", 100),
                 stream("e", 0, "chips: 8 chips, down_to: 2 chips", 10)) as got:
            self.assertEqual(got.job("e", "chips", "start_s", "end_s", "wait_s"),
                             ("8", "0", "2400", "0"))
            # At its smallest size, which is the one that it gets.
            self.assertEqual((got.submit("e", "chips"), got.submit("e", "estimate_s")),
                             ("8", "2400"))
            self.assertEqual(got.rows("e", "time_s", "chips", "units", "estimate_s"), [
                ("start", "0", "2", "5-6", "2400"), ("end", "2400", "2", "5-6", "")])
            self.assertEqual([row["chips"] for row in got.placements], ["2", "5"])
            self.assertEqual(got.chip_minutes("productive"), 5 * 100 + 2 * 40)
            self.assertEqual(got.summary["effective_training_time_ratio"], 1)
            self.assertIn("an elastic gang keeps its size until it ends or is interrupted: none "
                          "grows or shrinks while it runs", got.summary["simplifications"])

    def test_a_half_is_whole_and_not_below_the_least(self):
        # 6 chips, or 3; 3 has no half. 8 chips, or 4; 2 is below 3.
        for sizes in ("chips: 6 chips, down_to: 1 chips", "chips: 8 chips, down_to: 3 chips"):
            with self.subTest(sizes), run(stream("filler", 0, "chips: 6 chips", 10),
                                          stream("e", 0, sizes, 10)) as got:
                self.assertEqual(got.job("e", "start_s", "end_s"), ("600", "1200"))

    def test_units_are_whole(self):
        # 3 of 4 units of 8 chips are free: 20 chips take all of them, and 4 are rounding.
        pool = "{name: p, site: here, units: 4, chips_per_unit: 8 chips}"
        with run(stream("filler", 0, "chips: 8 chips", 10),
                 stream("e", 0, "chips: 80 chips, down_to: 1 chips", 10), pool=pool) as got:
            # 80, 40, 20: a quarter of the speed, on 24 chips.
            self.assertEqual(got.job("e", "start_s", "end_s"), ("0", "2400"))
            self.assertEqual([(row["job_id"], row["chips"]) for row in got.placements],
                             [("filler-1", "8"), ("e-1", "24")])
            self.assertEqual(got.chip_minutes("productive"), 8 * 10 + 20 * 40)
            self.assertEqual(got.chip_minutes("rounding"), 4 * 40)

    def test_speed_is_a_power_of_the_share(self):
        # A quarter of the chips at scaling 0.9: 4^0.9 = 2^1.8 = 3.48220225318 as long.
        filler = stream("filler", 0, "chips: 6 chips", 200)
        sizes = "chips: 8 chips, down_to: 1 chips, scaling: 0.9"
        with run(filler, stream("e", 0, sizes, 10)) as got:
            # 600 s x 3.48220225318 = 2089.3213519 s. It waits as on 1 chip:
            # 600 s x 8^0.9 = 600 s x 6.49801917085 = 3898.8115025 s.
            self.assertEqual(got.job("e", "end_s"), ("2089.321",))
            self.assertEqual(got.submit("e", "estimate_s"), "3898.812")
        # 6 intervals of 100 s x 3.48220225318 = 348.220 s, 5 checkpoints.
        with run(filler, stream("e", 0, sizes, 10,
                                "checkpoint: {interval: 100 s, write: 10 s}")) as got:
            self.assertEqual(got.job("e", "end_s"), ("2139.320",))

    def test_speeds_of_size_and_accelerator_multiply(self):
        pool = "{name: p, site: here, units: 1, accelerator: h100_sxm}"
        # 8 of 16 chips at 0.8: 10 min / 0.4.
        with run(stream("e", 0, "chips: 16 chips, down_to: 2 chips", 10,
                        "runs_on: [{accelerator: h100_sxm, speed: 0.8}]"), pool=pool) as got:
            self.assertEqual(got.job("e", "end_s"), ("1500",))
            # On 2 of 16: 10 min / 0.1.
            self.assertEqual(got.submit("e", "estimate_s"), "6000")

    def test_training_is_given_for_all_chips(self):
        # 16 chip-hours on 16 chips: an hour; on 8: two.
        with run(stream("e", 0, "chips: 16 chips, down_to: 8 chips", None,
                        "training: {chip_hours: 16 chip-hours}")) as got:
            self.assertEqual(got.job("e", "requested_s", "end_s"), ("3600", "7200"))

    def test_the_first_reservation_where_the_smallest_can_start(self):
        # 2 in the first, 8 in the second.
        platform = """\
    - {name: q, site: here, units: 8}
"""
        with run(stream("filler", 0, "chips: 6 chips", 10),
                 stream("e", 0, "chips: 8 chips, down_to: 2 chips", 10), platform=platform) as got:
            self.assertEqual(got.rows("e", "pool", "chips")[0], ("start", "p", "2"))


class Interruptions(unittest.TestCase):
    def test_another_size_from_the_progress_that_is_saved(self):
        platform = f"""\
      outages:
        - {{units: 4-7, from: {clock(46)}, until: {clock(50)}}}"""
        pool = "name: p\n      site: here\n      units: 8"
        costs = ["startup: 2 min", "restart: 3 min",
                 "checkpoint: {interval: 10 min, write: 1 min}"]
        # Of 90 min of work 60 are requested.
        with run(stream("filler", 0, "chips: 4 chips", 50),
                 stream("e", 0, "chips: 8 chips, down_to: 2 chips", 90,
                        "requested: {fixed: 60 min}", *costs),
                 pool=pool, platform=platform) as got:
            # On 4 chips 10 min of progress take 20: checkpoints at 22 and 43, of 1 min. At 46 the
            # progress is 20 + (46 - 44) / 2 = 21 min, of which 20 are saved.
            # At 50 there are 8 chips: restart to 53, 1 min again to 54, 39 min of work and
            # checkpoints at 30, 40 and 50: 96.
            # Estimates: on 2 chips 2 + 60 x 4 + 5 = 247 min, on 4 chips 2 + 60 x 2 + 5 = 127, at
            # last 3 + 40 + 3 = 46.
            self.assertEqual(got.submit("e", "estimate_s"), str(247 * MINUTE))
            self.assertEqual(
                got.rows("e", "time_s", "chips", "units", "estimate_s", "detail"),
                [("start", "0", "4", "4-7", str(127 * MINUTE), "starting"),
                 ("stage", str(2 * MINUTE), "4", "", "", "productive"),
                 ("interrupt", str(46 * MINUTE), "4", "4-7", "", "outage"),
                 ("start", str(50 * MINUTE), "8", "0-7", str(46 * MINUTE), "starting"),
                 ("stage", str(53 * MINUTE), "8", "", "", "recomputing"),
                 ("stage", str(54 * MINUTE), "8", "", "", "productive"),
                 ("end", str(96 * MINUTE), "8", "0-7", "", "killed")])
            self.assertEqual(got.job("e", "chips", "run_s", "requeue_s", "lost_s"),
                             ("8", str(92 * MINUTE), str(4 * MINUTE), "60"))
            # It waits with 2 chips.
            self.assertEqual(got.queue, [(str(46 * MINUTE), "e", "1", "2"),
                                         (str(50 * MINUTE), "e", "0", "0")])
            self.assertEqual(got.chip_minutes("starting"), 4 * 2 + 8 * 3)
            self.assertEqual(got.chip_minutes("recomputing"), 8 * 1)
            self.assertEqual(got.chip_minutes("checkpointing"), 4 * 2 + 8 * 3)
            # filler: 4 x 50. e: on 4 chips 46 - 2 - 2 min, on 8 chips 39; that is discarded.
            self.assertEqual(got.chip_minutes("productive"), 200 + 4 * 42 + 8 * 39)
            self.assertEqual(got.summary["discarded_chip_ms"],
                             (4 * 42 + 8 * 39) * MINUTE * 1000)
            self.assertEqual(got.summary["effective_training_time_ratio"], 680 / 752)

    def test_a_preempting_gang_is_small_and_its_victim_shrinks(self):
        policy = "{preemption: priority}"
        with run(stream("low", 0, "chips: 8 chips, down_to: 2 chips", 60,
                        "checkpoint: {interval: 10 min, write: 1 min}"),
                 stream("high", 25, "chips: 4 chips, down_to: 2 chips", 5, "priority: 1"),
                 policy=policy) as got:
            # high needs 2, and is half as fast: until 35. low: progress 25 - 2 = 23 min, 20 saved;
            # on 4 of the other 6 chips it does 3 min again in 6, 37 min in 74, with 3 checkpoints.
            self.assertEqual(got.rows("high", "time_s", "chips", "units"), [
                ("start", str(25 * MINUTE), "2", "0-1"), ("end", str(35 * MINUTE), "2", "0-1")])
            self.assertEqual(got.rows("low", "time_s", "chips", "detail"), [
                ("start", "0", "8", ""), ("interrupt", str(25 * MINUTE), "8", "preemption"),
                ("start", str(25 * MINUTE), "4", "recomputing"),
                ("stage", str(31 * MINUTE), "4", "productive"),
                ("end", str(108 * MINUTE), "4", "done")])
            self.assertEqual(got.summary["preemption_lost_chip_ms"], 8 * 3 * MINUTE * 1000)
            self.assertEqual(got.chip_minutes("recomputing"), 4 * 6)

    def test_what_it_would_lose_counts_with_all_chips(self):
        # At 10 min rigid would lose 10 min of 4 chips, e on 4 of 8 chips 10 min x (1/2)^0.5 =
        # 7.07 min of 8: 40 and 56.6 chip-min. (Of 4 it would be 28.3.)
        with run(stream("rigid", 0, "chips: 4 chips", 100),
                 stream("e", 0, "chips: 8 chips, down_to: 4 chips, scaling: 0.5", 100),
                 stream("high", 10, "chips: 4 chips", 100, "priority: 1"),
                 policy="{preemption: priority}") as got:
            self.assertEqual(got.rows("high", "time_s", "units")[0], ("start", "600", "0-3"))
            self.assertEqual(got.job("rigid", "preemptions", "lost_s"), ("1", "600"))
            self.assertEqual(got.job("e", "preemptions"), ("0",))


class Backfilling(unittest.TestCase):
    # 4 of 8 chips until 10, then big has all.
    FIRST = (stream("half", 0, "chips: 4 chips", 10), stream("big", 1, "chips: 8 chips", 1))

    def test_easy_backfills_the_smallest(self):
        # 1 of 4 chips: 2 min take 8, in time for big at 10.
        with run(*self.FIRST, stream("e", 2, "chips: 4 chips, down_to: 1 chips", 2),
                 policy="{backfill: easy}") as got:
            self.assertEqual(got.rows("e", "time_s", "chips"), [("start", "120", "1"),
                                                                ("end", "600", "1")])
            self.assertEqual(got.job("big", "start_s"), ("600",))

    def test_easy_does_not_ask_whether_a_larger_one_would_end_in_time(self):
        # On 4 chips 3 min would end at 5; on 1 chip they end at 14, after 10.
        with run(*self.FIRST, stream("e", 2, "chips: 4 chips, down_to: 1 chips", 3),
                 policy="{backfill: easy}") as got:
            self.assertEqual(got.rows("e", "time_s", "chips", "at_s"), [
                ("promise", "600", "1", "660"), ("start", "660", "4", ""),
                ("end", "840", "4", "")])

    def test_easy_starts_the_largest_in_order_and_promises_to_the_smallest(self):
        with run(stream("most", 0, "chips: 6 chips", 10),
                 stream("e", 1, "chips: 8 chips, down_to: 4 chips", 3),
                 policy="{backfill: easy}") as got:
            # 2 are free: 4 will be at 10, and then there are 8.
            self.assertEqual(got.rows("e", "time_s", "chips", "at_s"), [
                ("promise", "60", "4", "600"), ("start", "600", "8", ""), ("end", "780", "8", "")])

    def test_conservative_takes_the_smallest(self):
        with run(stream("e", 0, "chips: 8 chips, down_to: 2 chips", 10),
                 policy="{backfill: conservative}") as got:
            self.assertEqual(got.rows("e", "time_s", "chips"), [("start", "0", "2"),
                                                                ("end", "2400", "2")])

    def test_strict_closes_for_the_smallest(self):
        # 1 is free. e waits for 2 of them; small waits behind it.
        with run(stream("most", 0, "chips: 7 chips", 10),
                 stream("e", 1, "chips: 8 chips, down_to: 2 chips", 3),
                 stream("small", 2, "chips: 1 chips", 1)) as got:
            self.assertEqual(got.job("e", "start_s", "end_s"), ("600", "780"))
            self.assertEqual(got.job("small", "start_s"), ("780",))


class Places(unittest.TestCase):
    """4 nodes of 8 chips under 2 leaves: at 5 min one is free under each."""

    POOL = ("{name: p, site: here, units: 4, accelerator: h100_sxm, leaf_units: 2, "
            "oversubscription: 4}")
    FILLERS = (stream("a", 0, "chips: 8 chips", 600), stream("b", 0, "chips: 8 chips", 5),
               stream("c", 0, "chips: 8 chips", 600))
    STEP = "step: {compute: 2 s, all_reduce: 14 GB}"

    def spread(self, sizes, minutes):
        with run(*self.FILLERS, stream("e", 5, sizes, minutes, self.STEP), pool=self.POOL) as got:
            ((_, units),) = [row for row in got.rows("e", "units") if row[0] == "start"]
            return units, got.job("e", "end_s"), got.summary["placement_penalty_chip_ms"]

    def test_the_penalty_of_a_place_is_that_of_the_size(self):
        # Half of 32 chips, linear, is as 16 rigid ones with twice the work.
        small = self.spread("chips: 32 chips, down_to: 16 chips", 60)
        self.assertEqual(small, self.spread("chips: 16 chips", 120))
        units, _, penalty = small
        self.assertEqual(units, "1 3")
        self.assertGreater(penalty, 0)


if __name__ == "__main__":
    unittest.main()
