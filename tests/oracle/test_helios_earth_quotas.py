"""Quota of Helios Earth that lies idle beside queues elsewhere: the shipped study has the GPU-time
that is counted here from the quotas and the minute series themselves, to the millisecond.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_helios_earth_quotas.py
"""

import csv
import functools
import os
import re
import sys
import tempfile
import unittest
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

STUDY = os.path.join(locations.STUDIES, "helios_earth_quotas.yaml")
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
MERGED = "2020-05-09"


@functools.cache
def quotas():
    """By day, by virtual cluster."""
    path = locations.trace("helios", "Earth_gpu_number.csv")
    return {row["date"]: {name: int(number) for name, number in row.items()
                          if name not in ("date", "total")} for row in runs.trace_rows(path)}


@functools.cache
def minutes():
    """Of each minute but the last: its day, and (running, pending, idle) by virtual cluster."""
    with open(STUDY, encoding="utf-8") as file:
        names = re.findall(r"/(vc\w+)\.csv\.gz", file.read())
    rows = {}
    for name in names:
        path = locations.trace("helios", "earth_vc_minute_series_2020-05", name + ".csv.gz")
        rows[name] = [(row["time"][:10], tuple(int(row[column + "_gpu_num"])
                                               for column in ("running", "pending", "idle")))
                      for row in runs.trace_rows(path)][:-1]
    return [(minute[0][0], {name: gpus for name, (_, gpus) in zip(names, minute)})
            for minute in zip(*rows.values())]


def count(idle, waiting):
    """GPU-minutes of one minute: idle against those that wait elsewhere, cluster by cluster; and of
    all together."""
    everywhere = sum(waiting.values())
    return Counter(beside=sum(min(gpus, everywhere - waiting[name])
                              for name, gpus in idle.items()),
                   at_once=min(sum(idle.values()), everywhere))


@functools.cache
def counted(days):
    """GPU-ms of these days, if each cluster ran what it wanted up to its quota."""
    total = Counter()
    for day, gpus in minutes():
        if day not in days:
            continue
        wanted = {name: gpus[name][0] + gpus[name][1] if name in gpus else 0
                  for name in quotas()[day]}
        idle = {name: max(0, quota - wanted[name]) for name, quota in quotas()[day].items()}
        waiting = {name: max(0, wanted[name] - quota) for name, quota in quotas()[day].items()}
        total += count(idle, waiting)
        total["quota"] += sum(quotas()[day].values())
        total["idle"] += sum(idle.values())
    return Counter({key: gpu_minutes * MINUTE_MS for key, gpu_minutes in total.items()})


def figures(*arguments):
    """What the study found, by (point, metric)."""
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as root:
        out = os.path.join(root, "out")
        runs.drawdown("study", "run", STUDY, *arguments, "--out", out)
        with open(os.path.join(out, "results.csv"), newline="", encoding="utf-8") as file:
            return {(row["platform.quotas[0].shared_with"], row["metric"]): float(row["value"])
                    for row in csv.DictReader(file)}


class HeliosEarthQuotas(unittest.TestCase):
    def check(self, days, *arguments):
        expected, found = counted(days), figures(*arguments)
        productive = {}
        for point in ("[]", "all"):
            self.assertEqual(round(found[point, "reserved_chip_hours"] * HOUR_MS),
                             expected["quota"])
            productive[point] = found[point, "chip_ms_by_cause.productive"]
            idle = (found[point, "chip_ms_by_cause.reserved_for_others"]
                    + found[point, "chip_ms_by_cause.no_demand"])
            self.assertEqual(productive[point] + idle, expected["quota"])
        self.assertEqual(productive["[]"], expected["quota"] - expected["idle"])
        self.assertEqual(found["[]", "chip_ms_by_cause.reserved_for_others"], expected["beside"])
        self.assertEqual(found["all", "chip_ms_by_cause.reserved_for_others"], 0)
        # What open quotas run more is all that could have run, in every minute.
        self.assertEqual(productive["all"] - productive["[]"], expected["at_once"])

    def test_the_month(self):
        self.check(frozenset(quotas()))

    def test_a_week_before_the_quotas_change(self):
        self.check(frozenset(f"2020-05-0{day}" for day in range(1, 8)),
                   "--set=scenario.end=2020-05-08")

    def test_the_most_that_is_given_away_on_a_day(self):
        with open(STUDY, encoding="utf-8") as file:
            units = int(re.search(r"units: (\d+)", file.read()).group(1))
        self.assertEqual(units * 8, max(sum(quota.values()) for quota in quotas().values()))

    def test_what_the_study_says_of_itself_is_so(self):
        with open(STUDY, encoding="utf-8") as file:
            said = [float(figure.replace(",", ""))
                    for figure in re.findall(r"^# +([\d,]+\.\d) \|", file.read(), re.MULTILINE)]
        month, merged = counted(frozenset(quotas())), counted(frozenset([MERGED]))
        themselves = sum(count({name: gpus[2] for name, gpus in clusters.items()},
                               {name: gpus[1] for name, gpus in clusters.items()})["at_once"]
                         for _, clusters in minutes()) * MINUTE_MS
        expected = [month["quota"], month["idle"], month["beside"], month["at_once"],
                    merged["at_once"], themselves]
        self.assertEqual(said, [round(gpu_ms / HOUR_MS, 1) for gpu_ms in expected])


if __name__ == "__main__":
    unittest.main()
