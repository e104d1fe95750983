"""Two quotas of Helios Venus, closed and open to each other: every job starts when another
simulation says, which was written for this test alone; closed, as if the two were pools.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_helios_venus_quotas.py
"""

import collections
import csv
import heapq
import os
import re
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

SCENARIO = os.path.join(locations.STUDIES, "helios_venus_quotas.yaml")
POOLS = os.path.join(locations.STUDIES, "helios_venus_easy.yaml")
STUDY = os.path.join(locations.STUDIES, "helios_venus_shared_quotas.yaml")
NODES = {"vcvGl": 20, "vcvlY": 2}
GPUS_PER_NODE = 8
# What the study calls its points, and which quotas are open there.
POINTS = {"closed": (), "vcvlY is open": ("vcvlY",), "vcvGl is open": ("vcvGl",),
          "both are open": ("vcvGl", "vcvlY")}

Job = collections.namedtuple("Job", "number, id, tenant, nodes, submit, run")


class Quota:
    """Free nodes now, and (end, nodes) of each gang that runs. Ends are known exactly."""

    def __init__(self, nodes):
        self.size, self.free, self.gangs = nodes, nodes, []

    def start(self, job, now):
        self.free -= job.nodes
        heapq.heappush(self.gangs, (now + job.run, job.nodes))

    def end_all(self, now):
        while self.gangs and self.gangs[0][0] <= now:
            self.free += heapq.heappop(self.gangs)[1]

    def free_at(self, moment):
        return self.free + sum(nodes for end, nodes in self.gangs if end <= moment)

    def earliest(self, job, now):
        """The first moment when so many nodes are free."""
        return next(moment for moment in [now] + sorted(end for end, _ in self.gangs)
                    if self.free_at(moment) >= job.nodes)


class Easy:
    """EASY over several quotas (docs/accounting.md, Policies)."""

    def __init__(self, open_quotas):
        self.quotas = {name: Quota(nodes) for name, nodes in NODES.items()}
        self.open = open_quotas
        self.starts = {}

    def usable(self, job):
        return [name for name, quota in self.quotas.items()
                if job.nodes <= quota.size and (name == job.tenant or name in self.open)]

    def start(self, job, name, queue, now):
        self.quotas[name].start(job, now)
        self.starts[job.id] = (now, name)
        queue.remove(job)

    def decide(self, queue, now):
        """Promises in order; then whoever is in nobody's way; again, if one with a promise went."""
        again = True
        while again:
            promises = {}
            for job in list(queue):
                if len(promises) == len(self.quotas):
                    break
                names = [name for name in self.usable(job) if name not in promises]
                fits = [name for name in names if self.quotas[name].free >= job.nodes]
                if fits:
                    self.start(job, fits[0], queue, now)
                elif names:
                    first = min(names, key=lambda name: self.quotas[name].earliest(job, now))
                    promises[first] = (job, self.quotas[first].earliest(job, now))
            again = self.backfill(queue, promises, now)

    def backfill(self, queue, promises, now):
        for job in list(queue):
            for name in self.usable(job):
                if self.may_overtake(job, self.quotas[name], promises.get(name), now):
                    self.start(job, name, queue, now)
                    if any(job is held for held, _ in promises.values()):
                        return True
                    break
        return False

    @staticmethod
    def may_overtake(job, quota, promise, now):
        if quota.free < job.nodes:
            return False
        if promise is None:
            return True
        held, moment = promise
        return now + job.run <= moment or job.nodes <= quota.free_at(moment) - held.nodes

    def run(self, jobs):
        """When each job starts, in ms, and in which quota, by its id."""
        queue, coming = [], collections.deque(jobs)
        while coming or queue:
            ends = [quota.gangs[0][0] for quota in self.quotas.values() if quota.gangs]
            now = min(ends + [job.submit for job in list(coming)[:1]])
            while coming and coming[0].submit == now:
                queue.append(coming.popleft())
            for quota in self.quotas.values():
                quota.end_all(now)
            self.decide(queue, now)
        return self.starts


def read_jobs():
    path = locations.trace("helios", "helios_venus_2vc_sept.csv")
    jobs = []
    for number, row in enumerate(runs.trace_rows(path)):
        submit_us = int(row["submit_time"])
        assert submit_us % 1000 == 0 and row["duration_s"] == row["walltime_limit_s"]
        jobs.append(Job(number, row["job_id"], row["tenant"],
                        -(-int(row["num_chips"]) // GPUS_PER_NODE), submit_us // 1000,
                        runs.milliseconds(row["duration_s"])))
    return jobs


def sharing(open_quotas):
    """Arguments that open these quotas."""
    return [f"--set=platform.reservations[{i}].shared_with=all"
            for i, name in enumerate(NODES) if name in open_quotas]


class HeliosVenusQuotas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.jobs = read_jobs()
        cls.starts = {point: Easy(names).run(cls.jobs) for point, names in POINTS.items()}

    def waits(self, point, tenant=None):
        """In ms, by the other simulation."""
        return [self.starts[point][job.id][0] - job.submit for job in self.jobs
                if tenant in (None, job.tenant)]

    def test_the_quotas_are_those_of_the_cluster(self):
        path = locations.trace("helios", "lucid", "vc_config.csv")
        sizes = {row[""]: int(row["num"]) for row in runs.trace_rows(path)}
        self.assertEqual({name: sizes[name] for name in NODES}, NODES)

    def test_every_job_starts_when_and_where_another_simulation_says(self):
        self.assertEqual(len(self.jobs), 1867)
        for point, names in POINTS.items():
            with self.subTest(point), runs.run_of(SCENARIO, *sharing(names)) as run:
                self.assertEqual({row["job_id"]: (runs.milliseconds(row["start_s"]),
                                                  row["reservation"])
                                  for row in run.rows("jobs.csv")}, self.starts[point])

    def test_closed_quotas_are_pools_of_their_own(self):
        times = []
        for scenario in (SCENARIO, POOLS):
            with runs.run_of(scenario) as run:
                times.append(run.columns("jobs.csv", "job_id", "start_s", "end_s"))
        self.assertEqual(*times)

    def test_the_study_has_these_waits(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as root:
            out = os.path.join(root, "out")
            runs.drawdown("study", "run", STUDY, "--out", out)
            with open(os.path.join(out, "results.csv"), newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
        found = {(row["platform.reservations[0].shared_with"],
                  row["platform.reservations[1].shared_with"]): float(row["value"])
                 for row in rows if row["metric"] == "wait_mean_s"}
        expected = {}
        for point, names in POINTS.items():
            key = tuple("all" if name in names else "[]" for name in NODES)
            expected[key] = sum(self.waits(point)) / len(self.jobs) / 1000
        self.assertEqual(found.keys(), expected.keys())
        for key, wait_s in expected.items():
            self.assertAlmostEqual(found[key], wait_s, places=6)

    def test_what_the_study_says_of_itself_is_so(self):
        with open(STUDY, encoding="utf-8") as file:
            said = {point.strip(): [float(figure.replace(",", "")) for figure in figures]
                    for point, *figures in re.findall(
                        r"^#   ([\w ]+?) *\| *([\d,.]+) \| *([\d,.]+) \|", file.read(),
                        re.MULTILINE)}
        expected = {}
        for point in POINTS:
            expected[point] = []
            for tenant in NODES:
                waits = self.waits(point, tenant)
                expected[point].append(round(sum(waits) / len(waits) / 1000, 1))
        self.assertEqual(said, expected)


if __name__ == "__main__":
    unittest.main()
