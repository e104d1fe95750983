"""Markets: gangs go from a reservation to on-demand to spot, and lose their place there.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_markets.py

The cases are worked out by hand, to the millisecond; times in comments are seconds.
"""

import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

DAY = 86_400_000

# Spot comes first in the file. Of its units all are there, but for 1200 to 1800 (and then every
# 2400) the lowest two alone.
OVERFLOW = """
start: 2026-01-01
platform:
  sites: [{name: iowa}]
  pools:
    - {name: spot, site: iowa, units: 4, market: spot, availability: {file: spot.json, of: 16}}
    - {name: base, site: iowa, units: 2}
    - {name: demand, site: iowa, units: 2, market: on_demand}
  reservations:
    - {name: base, pool: base, units: 2, holder: research}
workload:
  trace:
    format: csv
    file: jobs.csv
    restart: 60 s
    checkpoint: {interval: 500 s, write: 10 s}
"""
SPOT = {"metadata": {"gap_seconds": 600}, "data": [16, 17, 11, 16]}  # 4, 4, floor(2.75), 4 units
# All at once, in this order.
JOBS = """job_id,tenant,chips,submit_s,run_s
A,research,2,0,450
B,research,2,0,450
C,research,4,0,1500
D,research,2,0,400
"""


def events_of(directory):
    return list(runs.Run(directory).rows("events.csv"))


class Case(unittest.TestCase):
    def run_of(self, scenario, *settings, files=()):
        """The run of a scenario that is written beside these files, with its events."""
        root = tempfile.TemporaryDirectory(prefix="drawdown-markets-")
        self.addCleanup(root.cleanup)
        for name, text in {"scenario.yaml": scenario, **dict(files)}.items():
            with open(os.path.join(root.name, name), "w", encoding="utf-8") as file:
                file.write(text)
        directory = os.path.join(root.name, "run")
        options = [option for setting in settings for option in ("--set", setting)]
        runs.drawdown("run", os.path.join(root.name, "scenario.yaml"), *options, "--events",
                      "--out", directory)
        return runs.Run(directory)

    def overflow(self, *settings):
        return self.run_of(OVERFLOW, *settings,
                           files={"spot.json": json.dumps(SPOT), "jobs.csv": JOBS})

    def starts(self, run):
        """[(job, reservation, start, end)] of all starts, in the order of their starts."""
        rows = [(row["start_s"], row["job_id"], row["reservation"], row["end_s"])
                for row in run.rows("placements.csv")]
        return [(job, place, start, end)
                for start, job, place, end in sorted(rows, key=lambda row: (float(row[0]), row[1]))]

    def job(self, run, name):
        return next(row for row in run.rows("jobs.csv") if row["job_id"] == name)


class Overflow(Case):
    def test_reservation_then_on_demand_then_spot(self):
        # A fits base, then B demand; C needs all four units of spot; D waits for A's or B's units,
        # and base comes first. C: work to 500, writes to 510, works to 1010 (progress 1000), writes
        # to 1020, and has made 180 more when units 2 and 3 go at 1200. They are back at 1800: it
        # restarts until 1860, makes the 180 again until 2040, and the last 320 until 2360.
        run = self.overflow("policy.pool_choice=committed_first")
        self.assertEqual(self.starts(run), [
            ("A", "base", "0", "450"), ("B", "market_demand", "0", "450"),
            ("C", "market_spot", "0", "1200"), ("D", "base", "450", "850"),
            ("C", "market_spot", "1800", "2360")])
        row = self.job(run, "C")
        self.assertEqual([row[name] for name in ("lost_s", "requeue_s", "interruptions", "end_s")],
                         ["180", "600", "1", "2360"])
        reclaims = [[row[name] for name in ("time_s", "phase", "event", "job_id", "units")]
                    for row in run.rows("events.csv") if row["detail"] == "reclaim"]
        self.assertEqual(reclaims, [["1200", "capacity_down", "interrupt", "C", "0-3"],
                                    ["1200", "capacity_down", "down", "", "2-3"],
                                    ["1800", "capacity_up", "up", "", "2-3"]])

    def test_only_reserved_chips_are_in_the_base(self):
        run = self.overflow("policy.pool_choice=committed_first")
        summary = run.summary()
        # Two chips until C ends at 2360; A and D work there, for 450 and 400. While C waits, for
        # 600, it needs more than the two.
        self.assertEqual(summary["reserved_chip_ms"], 2 * 2_360_000)
        self.assertEqual(summary["chip_ms_by_cause"]["productive"], 2 * 850_000)
        self.assertEqual(summary["chip_ms_by_cause"]["gang_short"], 2 * 600_000)
        self.assertEqual(summary["chip_ms_by_cause"]["no_demand"], 2 * 910_000)
        self.assertEqual(sum(summary["chip_ms_by_cause"].values()), summary["reserved_chip_ms"])
        # B's two for 450; C's four for 1200 and 560.
        self.assertEqual(summary["market_chip_hours"], (2 * 450 + 4 * 1760) / 3600)
        market = {(row["reservation"], row["holder"], row["tenant"], row["cause"]):
                  int(row["chip_ms"]) for row in run.rows("waterfall.csv")
                  if row["reservation"] != "base"}
        self.assertEqual(market, {
            ("market_demand", "", "research", "productive"): 2 * 450_000,
            ("market_spot", "", "research", "starting"): 4 * 60_000,
            ("market_spot", "", "research", "checkpointing"): 4 * 20_000,
            ("market_spot", "", "research", "recomputing"): 4 * 180_000,
            ("market_spot", "", "research", "productive"): 4 * 1_500_000})

    def test_usage_of_markets_is_what_gangs_hold(self):
        run = self.overflow("policy.pool_choice=committed_first")
        held = {name: 0 for name in ("rounding", "starting", "recomputing", "overprovisioned",
                                     "productive")}
        rows = []
        for row in run.rows("usage.csv"):
            if row["reservation"] != "market_spot":
                continue
            chips = {name: int(value) for name, value in row.items()
                     if name not in ("time_s", "pool", "reservation")}
            self.assertEqual({name: value for name, value in chips.items()
                              if value and name not in held}, {})
            rows.append((row["time_s"], sum(chips.values())))
        # Checkpoints count as productive here; stages begin at 1860 and 2040.
        self.assertEqual(rows, [("0", 4), ("1200", 0), ("1800", 4), ("1860", 4), ("2040", 4),
                                ("2360", 0)])

    def test_platform_order(self):
        # A and B go to spot, the first in the file; C fits nowhere and keeps it closed; D goes to
        # base. At 450 C starts on spot: it writes from 950 to 960, and has 240 more at 1200: lost.
        # At 1800 it restarts until 1860, works again to 740 until 2100, to 1000 until 2360, writes
        # until 2370, and works the last 500 until 2870.
        run = self.overflow("policy.pool_choice=platform_order")
        self.assertEqual(self.starts(run), [
            ("A", "market_spot", "0", "450"), ("B", "market_spot", "0", "450"),
            ("D", "base", "0", "400"), ("C", "market_spot", "450", "1200"),
            ("C", "market_spot", "1800", "2870")])
        self.assertEqual(self.job(run, "C")["lost_s"], "240")
        self.assertEqual(self.starts(self.overflow()), self.starts(run))

    def test_jobs_say_which_markets_they_use(self):
        # Without spot C is too large for what is left; without markets, B waits for A, and D for B.
        run = self.overflow("workload.trace.markets=[on_demand]")
        self.assertEqual([self.job(run, "C")[name] for name in ("state", "reason")],
                         ["refused", "too_large"])
        self.assertEqual(self.starts(run), [("A", "base", "0", "450"),
                                            ("B", "market_demand", "0", "450"),
                                            ("D", "base", "450", "850")])
        run = self.overflow("workload.trace.markets=none")
        self.assertEqual(self.starts(run), [("A", "base", "0", "450"), ("B", "base", "450", "900"),
                                            ("D", "base", "900", "1300")])
        row = self.job(run, "D")
        self.assertEqual((row["wait_s"], row["busy_s"]), ("900", "900"))

    def test_same_files_each_time(self):
        tables = ("events.csv", "jobs.csv", "usage.csv", "waterfall.csv", "summary.json")
        texts = []
        for _ in range(2):
            run = self.overflow("policy.pool_choice=committed_first")
            texts.append([])
            for name in tables:
                with open(os.path.join(run.directory, name), encoding="utf-8") as file:
                    texts[-1].append(file.read())
        self.assertEqual(*texts)


class Cheapest(Case):
    """Three hosts of eight chips: one reserved for research, and two markets. A chip-hour is 2.00
    on `slow`, at speed 0.5: 4.00 for the work of one. On `fast` it is 3.00, from 03:00 on 5.00."""

    SCENARIO = """
start: 2026-01-01T00:30
platform:
  sites: [{name: iowa}]
  pools:
    - name: slow
      site: iowa
      units: 1
      accelerator: a100_80_sxm
      geometry: alike
      market: spot
      reclaims: {rate: 0 per 1000 unit-days, back: {fixed: 1 h}}
    - {name: fast, site: iowa, units: 1, accelerator: h100_sxm, geometry: alike, market: on_demand}
    - {name: base, site: iowa, units: 1, accelerator: h100_sxm, geometry: alike}
  reservations:
    - {name: base, pool: base, units: 1, holder: research}
prices:
  - {pool: slow, on_demand: 1 USD/chip-hour, spot: 2 USD/chip-hour}
  - {pool: fast, on_demand: 3 USD/chip-hour, spot: 9 USD/chip-hour}
  - {pool: fast, on_demand: 5 USD/chip-hour, from: 2026-01-01T03:00}
workload:
  trace:
    format: csv
    file: jobs.csv
    runs_on: [{accelerator: h100_sxm}, {accelerator: a100_80_sxm, speed: 0.5}]
"""

    def starts_of(self, jobs, *settings):
        """[(job, reservation, start, end)], and what is billed for the markets."""
        header = "job_id,tenant,chips,submit_s,run_s\n"
        run = self.run_of(self.SCENARIO, *settings, files={"jobs.csv": header + jobs})
        billed = sum(float(row["BilledCost"]) for row in run.rows("ledger.csv")
                     if row["CapacityReservationId"].startswith("market_"))
        return self.starts(run), billed

    def test_what_is_cheaper_by_the_hour_can_be_dearer_for_the_work(self):
        # An hour of work on eight chips: 8 x 3.00 on fast; 8 x 2 h x 2.00 on slow.
        job = "A,crowd,8,0,3600\n"
        self.assertEqual(self.starts_of(job, "policy.pool_choice=cheapest"),
                         ([("A", "market_fast", "0", "3600")], 24))
        self.assertEqual(self.starts_of(job, "policy.pool_choice=platform_order"),
                         ([("A", "market_slow", "0", "7200")], 32))

    def test_a_reservation_costs_nothing_and_a_dear_market_is_better_than_none(self):
        # Base is the last in the file. B does 600 s of work at half the speed.
        starts, _ = self.starts_of("A,crowd,8,0,3600\nB,crowd,8,0,600\nC,research,8,0,500\n",
                                   "policy.pool_choice=cheapest")
        self.assertEqual(starts, [("A", "market_fast", "0", "3600"),
                                  ("B", "market_slow", "0", "1200"), ("C", "base", "0", "500")])

    def test_a_price_that_changes_turns_the_choice(self):
        # 03:00 is at 9000. A comes before, to fast (3.00, not 4.00); B then, to slow (4.00, not
        # 5.00), where a second of work takes two.
        starts, _ = self.starts_of("A,crowd,8,8999,1\nB,crowd,8,9000,1\n",
                                   "policy.pool_choice=cheapest")
        self.assertEqual(starts, [("A", "market_fast", "8999", "9000"),
                                  ("B", "market_slow", "9000", "9002")])

    def test_who_waits_meanwhile(self):
        # Both markets are full until 9000; C came when fast was the cheaper one. A conservative
        # promise, of 9000 there, stays: there is no earlier start.
        jobs = "A,crowd,8,0,9000\nB,crowd,8,0,4500\nC,crowd,8,100,1\n"
        for backfill, place, end in (("none", "market_slow", "9002"),
                                     ("easy", "market_slow", "9002"),
                                     ("conservative", "market_fast", "9001")):
            starts, _ = self.starts_of(jobs, "policy.pool_choice=cheapest",
                                       f"policy.backfill={backfill}")
            self.assertEqual(starts, [("A", "market_fast", "0", "9000"),
                                      ("B", "market_slow", "0", "9000"),
                                      ("C", place, "9000", end)])


class WithAndWithoutReservation(Case):
    """A reservation holds capacity whatever it costs: the market has as much as is left."""

    SCENARIO = """
start: 2026-01-01
platform:
  sites: [{name: iowa}]
  pools:
    - {name: own, site: iowa, units: 2%s}
  reservations: %s
workload: {trace: {format: csv, file: jobs.csv}}
"""
    JOBS = """job_id,tenant,chips,submit_s,run_s
other,crowd,2,0,1000
mine,research,2,10,100
"""

    def mine(self, market, reservations):
        run = self.run_of(self.SCENARIO % (market, reservations), files={"jobs.csv": self.JOBS})
        return {row["job_id"]: (row["state"], row["wait_s"]) for row in run.rows("jobs.csv")}

    def test_reserved(self):
        self.assertEqual(self.mine("", "[{name: r, pool: own, units: 2, holder: research}]"),
                         {"other": ("refused", ""), "mine": ("done", "0")})

    def test_not_reserved(self):
        self.assertEqual(self.mine(", market: on_demand", "[]"),
                         {"other": ("done", "0"), "mine": ("done", "990")})


class Reclaims(Case):
    SCENARIO = """
start: 2026-01-01
end: %s
platform:
  sites: [{name: iowa}]
  pools:
    - {name: spot, site: iowa, units: %d, market: spot, %s}
workload: {trace: {format: csv, file: jobs.csv}}
"""
    NO_JOB = {"jobs.csv": "chips,submit_s,run_s\n100000,0,1\n"}

    def unit_changes(self, run):
        """[(ms, units that are up from then on less those before)] in the order of the log."""
        for row in run.rows("events.csv"):
            if row["event"] in ("down", "up"):
                self.assertEqual(row["detail"], "reclaim")
                sign = 1 if row["event"] == "up" else -1
                yield runs.milliseconds(row["time_s"]), sign * int(row["chips"])

    def test_each_unit_by_itself(self):
        # Up for 2 days, back after 6 hours, on average: up for 48 hours of 54. Of 200 units over
        # 200 days; the start, where all are up, counts for a cycle of 1 % of the time. A cycle's
        # share of time up has a standard deviation of about sqrt(2) x 48 x 6 / 54^2 of itself
        # (both parts exponential), the mean of 200 x 200 x 24 / 54 = 17,778 cycles 0.0010.
        run = self.run_of(self.SCENARIO % (
            "2026-07-20", 200, "reclaims: {rate: 500 per 1000 unit-days, back: "
            "{exponential: {mean: 6 h}}}"), files=self.NO_JOB)
        up, time, before = 200, 0, 0
        for moment, change in self.unit_changes(run):
            time += up * (moment - before)
            before, up = moment, up + change
        time += up * (200 * DAY - before)
        self.assertAlmostEqual(time / (200 * 200 * DAY), 48 / 54, delta=4 * 0.0010 + 0.0012)

    def test_as_recorded(self):
        # Of 10 units, floor(10 x d / 16): the changes of the log are those of the record, which
        # begins anew after its last tick, 16.4 days on.
        path = locations.trace("skypilot_spot_traces", "availability", "16-node",
                               "aws-08-27-2023", "us-west-2a_v100_1.json")
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        step = record["metadata"]["gap_seconds"] * 1000
        run = self.run_of(self.SCENARIO % (
            "2026-02-10", 10, f"availability: {{file: {path}, of: 16}}"), files=self.NO_JOB)
        end = int(run.summary()["horizon_s"]) * 1000
        expected, up = [], 10
        for tick in range(-(-end // step)):
            now = 10 * record["data"][tick % len(record["data"])] // 16
            if now != up:
                expected.append((tick * step, now - up))
            up = now
        self.assertGreater(len(expected), 2 * 284)
        self.assertEqual(list(self.unit_changes(run)), expected)


if __name__ == "__main__":
    unittest.main()
