"""Numbers at the edges of what can be written: refused or right; no crash, no hang, no nonsense.

    DRAWDOWN=build/release/drawdown python3 tests/errors/test_extremes.py
"""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import program  # noqa: E402

# Each of these is a few jobs: a fraction of a second.
HANGS_AFTER_S = 20


def pool(units="8", chips_per_unit="1 chips", end=None, reservations=()):
    lines = ["start: 2026-01-01"]
    lines += [f"end: {end}"] if end else []
    lines += ["platform:", "  sites: [{name: iowa}]",
              f"  pools: [{{name: v5p, site: iowa, units: {units}, "
              f"chips_per_unit: {chips_per_unit}}}]"]
    lines += ["  reservations:"] if reservations else []
    lines += [f"    - {{name: r{i}, pool: v5p, holder: research, {text}}}"
              for i, text in enumerate(reservations)]
    return "\n".join(lines) + "\n"


def owned(costs):
    more = f"accelerator: tpu_v5p, geometry: alike, owned: {{life: 5 y, {costs}}}"
    return pool("2000000", f"8 chips, {more}", end="2031-01-01")


def stream(stop="jobs: 20", arrivals="rate: 60 jobs/h", duration="fixed: 1 min",
           sizes="{chips: 1 chips}", more=""):
    return f"""workload:
  streams:
    - name: research
      {stop}
      arrivals: {{{arrivals}}}
      duration: {{{duration}}}
      sizes: [{sizes}]
{more}"""


WEEK = ", ".join(["1e308"] * 7)
DAY = ", ".join(["1e-300"] + ["0"] * 22 + ["1e300"])
ALL_HELD = "units: 9223372036854775807"

EXTREMES = {
    "chips times time beyond 64 bits": pool("1000", "1000000 chips", end="9999-12-31") + stream(),
    "reserved units that sum beyond 64 bits": pool(reservations=[ALL_HELD, ALL_HELD]) + stream(),
    "a gang of all the chips there could be":
        pool() + stream(sizes="{chips: 9223372036854775807 chips}"),
    "weights that sum to no number":
        pool() + stream(sizes="{chips: 1 chips, weight: 1e308}, {chips: 2 chips, weight: 1e308}"),
    "weights of almost nothing": pool() + stream(sizes="{chips: 1 chips, weight: 1e-320}"),
    "hours whose weights sum to no number":
        pool() + stream(arrivals=f"rate: 1 jobs/h, weekly: [{WEEK}]"),
    "hours of all weights": pool() + stream(arrivals=f"rate: 1 jobs/h, daily: [{DAY}]"),
    "a rate without end": pool() + stream(arrivals="rate: 1e300 jobs/ms"),
    "a rate of almost nothing":
        pool(end="2027-01-01") + stream("until: 2026-06-01", arrivals="rate: 5e-324 jobs/d"),
    "a spread without end": pool() + stream(duration="lognormal: {median: 1 h, sigma: 1e308}"),
    "a requested time without end": pool() + stream(more="      requested: {factor: 1e300}\n"),
    "jobs one after the other for 50,000 years":
        pool("1") + stream(duration="fixed: 1000000 d"),
    "a start at the end of the calendar":
        (pool() + stream()).replace("2026-01-01", "9999-12-31 23:59:59"),
    "a start before all others": (pool() + stream()).replace("2026-01-01", "0001-01-01"),
    "a reservation that was over before the run":
        pool(reservations=["units: 8, until: 2025-01-01"]) + stream(),
    "a reservation that begins after the run":
        pool(end="2026-02-01", reservations=["units: 8, from: 2027-01-01"]) + stream(),
    "a price that doubles for eighty years":
        pool(end="2106-01-01") + stream()
        + "prices: [{pool: v5p, on_demand: 3 USD/chip-hour, change: 1}]\n",
    "hardware that costs more than there is": owned("capital: 1e9 USD/chip") + stream(),
    "hardware that costs more than there is to run":
        owned("capital: 1 USD/chip, operation: 1e9 USD/chip-hour") + stream(),
    "energy that costs more than there is":
        owned("capital: 1 USD/chip, energy: 1e9 USD/MWh") + stream(),
    "a run without a job": pool() + stream("until: 2026-01-01 00:00:00.001"),
}


# What shows only as the run goes on has no place.
UNCOUNTABLE = b"the run has an amount that cannot be counted"


class Extremes(unittest.TestCase):
    def check_figures(self, text):
        """What a summary says must hang together, whatever the scenario."""
        summary = json.loads(text)
        self.assertGreaterEqual(summary["reserved_chip_ms"], 0)
        causes = summary["chip_ms_by_cause"].values()
        self.assertTrue(all(part >= 0 for part in causes), causes)
        self.assertEqual(sum(causes), summary["reserved_chip_ms"])
        for share in (*summary["share_by_cause"].values(), summary["committed_idle_share"]):
            self.assertTrue(share is None or 0 <= share <= 1, summary)

    def play(self, scenario):
        with program.Folder({"a.yaml": scenario}) as folder:
            process = program.start(["run", "a.yaml", "--out", "out", "--json"], folder)
            try:
                out, err = process.communicate(timeout=HANGS_AFTER_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                self.fail("it does not come to an end")
            self.assertIn(process.returncode, (0, 2), err)
            if process.returncode == 0:
                self.check_figures(out)
            else:
                self.assertTrue(err.startswith((b"a.yaml:", UNCOUNTABLE)), err)
                self.assertEqual(os.listdir(folder), ["a.yaml"])
            return process.returncode, out

    def test_each(self):
        """Each is refused with its place, or comes to figures that hang together."""
        for name, scenario in EXTREMES.items():
            with self.subTest(name):
                self.play(scenario)

    def test_reserved_time_is_exact(self):
        """10^9 chips for 7,974 years are refused or counted in full, with no digit lost."""
        code, out = self.play(EXTREMES["chips times time beyond 64 bits"])
        if code == 0:
            days = 2_912_442  # from 2026-01-01 to 9999-12-31
            self.assertEqual(json.loads(out)["reserved_chip_ms"], 10**9 * days * 86_400_000)

    def test_only_sizes_that_there_are(self):
        """Each gang has one of the sizes, so none is refused."""
        code, out = self.play(EXTREMES["weights that sum to no number"])
        if code == 0:
            self.assertEqual(json.loads(out)["jobs_done"], 20)

    def test_all_jobs_arrive(self):
        """Weights change when jobs arrive, not how many."""
        code, out = self.play(EXTREMES["hours whose weights sum to no number"])
        if code == 0:
            self.assertEqual(json.loads(out)["jobs_submitted"], 20)


if __name__ == "__main__":
    unittest.main()
