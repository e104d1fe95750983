"""A day of a service beside training, against a table made by hand, to the chip-millisecond.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_service_day.py

One pool of 8 nodes of 8 H100. A replica has a node and serves 10 requests a second; training jobs
have a node each. The demand of an hour is 20, 40 or 60 requests a second, the target is 1, so that
2, 4 or 6 replicas are needed.
"""

import math
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

HOUR = 3_600_000
CHIPS = 8  # of a node
EACH = 10_000  # milli-requests a second of a replica

# Requests a second by hour: the night, the morning, the peak, the evening.
DEMAND = [20] * 6 + [40] * 4 + [60] * 8 + [40] * 4 + [20] * 2
# With `rate` their mean, 960 / 24 = 40, the daily weights are the demands themselves.
DAY = f"""
start: 2027-01-04
end: 2027-01-05
platform:
  sites: [{{{{name: here}}}}]
  pools: [{{{{name: h100, site: here, accelerator: h100_sxm, units: {{units}}}}}}]
workload:
  services:
    - name: chat
      priority: 100
      step: 1 h
      demand: {{{{rate: 40 requests/s, daily: {DEMAND}}}}}
      replica:
        chips: 8 chips
        startup: {{startup}}
        throughput: {{{{h100_sxm: 10 requests/s}}}}
      autoscaler: {{autoscaler}}
{{jobs}}
policy: {{policy}}
"""
JOBS = """
  trace:
    format: csv
    file: jobs.csv
    checkpoint: {interval: 40 min, write: 0 s}
"""


def day(directory, jobs, units=8, startup="0 s", autoscaler="{}", policy="{backfill: none}"):
    """Writes a day with these lines of jobs.csv; the scenario's path."""
    if jobs:
        with open(os.path.join(directory, "jobs.csv"), "w", encoding="utf-8") as file:
            file.write("job_id,chips,submit_s,run_s\n" + "".join(f"{line}\n" for line in jobs))
    path = os.path.join(directory, "day.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(DAY.format(units=units, startup=startup, autoscaler=autoscaler, policy=policy,
                              jobs=JOBS if jobs else ""))
    return path


def by_hour(run, column):
    """The value of a column of services.csv at the beginning of each hour."""
    changes = [(runs.milliseconds(row["time_s"]), row[column]) for row in run.rows("services.csv")]
    return [[value for at, value in changes if at <= hour * HOUR][-1] for hour in range(24)]


def held_by_hour(run, is_of):
    """Chip-ms that gangs of these ids hold in each hour, from placements.csv."""
    held = [0] * 24
    for row in run.rows("placements.csv"):
        if not is_of(row["job_id"]):
            continue
        start = runs.milliseconds(row["start_s"])
        end = runs.milliseconds(row["end_s"]) if row["end_s"] else 24 * HOUR
        for hour in range(24):
            inside = min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)
            held[hour] += int(row["chips"]) * max(inside, 0)
    return held


def is_replica(job_id):
    return job_id.startswith("chat/")


class ServiceDay(unittest.TestCase):
    maxDiff = None

    def test_chips_follow_demand_by_the_hour(self):
        """Without lag, memory or startup, a replica is there for each 10 requests a second."""
        with tempfile.TemporaryDirectory() as root:
            with runs.run_of(day(root, ["t,8,0,86400"])) as run:
                self.assertEqual(by_hour(run, "demand_rps"), [str(d) for d in DEMAND])
                self.assertEqual(by_hour(run, "ready"), [str(d // 10) for d in DEMAND])
                self.assertEqual(set(by_hour(run, "attainment")), {"1.000000"})
                self.assertEqual(held_by_hour(run, is_replica),
                                 [d // 10 * CHIPS * HOUR for d in DEMAND])
                summary = run.summary()
                self.assertEqual(summary["demand_requests"]["chat"], sum(DEMAND) * 3600)
                self.assertEqual(summary["attainment"]["chat"], 1)
                self.assertEqual(summary["jobs_submitted"], 1)
                self.assertEqual(summary["chip_ms_by_cause"]["overprovisioned"], 0)

    def test_training_fills_what_the_service_leaves(self):
        """8 jobs of a day each on 8 nodes: those that give way lose what they did since their last
        checkpoint, which comes every 40 minutes of progress, and go on when the service shrinks.

        Replicas by hour: 2 from 0, 4 from 6, 6 from 10, 4 from 18, 2 from 22. At 0 the replicas are
        submitted after the jobs but have priority, so that 6 jobs start. At 6 the two that started
        last have made 360 min, and lose none (360 = 9 x 40). At 10 two more give way at 600 min:
        600 = 15 x 40, none lost. So that something is lost, the service's peak is the same, and the
        jobs come at 0:05: they have made 355 and 595 min, and saved 320 and 560: 35 min each.
        """
        jobs = [f"t{i},8,300,86400" for i in range(8)]
        with tempfile.TemporaryDirectory() as root:
            scenario = day(root, jobs, policy="{backfill: none, preemption: priority}")
            with runs.run_of(scenario) as run:
                table = {row["job_id"]: row for row in run.rows("jobs.csv")}
                service = held_by_hour(run, is_replica)
                self.assertEqual(service, [d // 10 * CHIPS * HOUR for d in DEMAND])
                training = held_by_hour(run, lambda job_id: not is_replica(job_id))
                # The first 5 minutes belong to nobody; from then on all 8 nodes are held.
                expected = [8 * CHIPS * HOUR - chips for chips in service]
                expected[0] = 6 * CHIPS * (HOUR - 300_000)
                self.assertEqual(training, expected)
                # t6 and t7 never start. At 6 the last two of six starts, t5 and t4, of equal loss;
                # at 10 t3 and t2. Two of them go on from 18 on, two from 22 on.
                lost = {name: runs.milliseconds(row["lost_s"] or "0")
                        for name, row in table.items()}
                self.assertEqual(lost, {f"t{i}": 35 * 60_000 if i in (2, 3, 4, 5) else 0
                                        for i in range(8)})
                self.assertEqual({name: row["preemptions"] or "0" for name, row in table.items()},
                                 {f"t{i}": "1" if i in (2, 3, 4, 5) else "0" for i in range(8)})
                # What was lost is made anew: by t2, t3, first in the queue, from 18, the others 22.
                causes = run.summary()["chip_ms_by_cause"]
                self.assertEqual(causes["recomputing"], 4 * 35 * 60_000 * CHIPS)

    def test_startup_lag_and_memory(self):
        """startup 30 min, lag 1 h, keep 2 h: demand is met an hour and a half late, and replicas
        stay for two hours after they were needed."""
        autoscaler = "{lag: 1 h, keep: 2 h}"
        with tempfile.TemporaryDirectory() as root:
            scenario = day(root, [], startup="30 min", autoscaler=autoscaler)
            with runs.run_of(scenario) as run:
                seen = [DEMAND[max(hour - 1, 0)] for hour in range(24)]
                wanted = [max(seen[max(hour - 2, 0):hour + 1]) for hour in range(24)]
                self.assertEqual(by_hour(run, "wanted_rps"), [str(s) for s in seen])
                self.assertEqual(by_hour(run, "replicas"), [str(w // 10) for w in wanted])
                # Served: what was ready for the half hours, not more than demand.
                served = over = 0
                for hour in range(24):
                    for half in (0, 1):
                        before = 0 if hour == 0 else wanted[hour - 1]
                        ready = wanted[hour] if half else min(before, wanted[hour])
                        served += min(DEMAND[hour], ready) * 1800
                        over += max(ready - DEMAND[hour], 0) // 10 * CHIPS * (HOUR // 2)
                summary = run.summary()
                self.assertEqual(summary["served_requests"]["chat"], served)
                total = sum(DEMAND) * 3600
                self.assertEqual(summary["unserved_requests"]["chat"], total - served)
                self.assertEqual(summary["attainment"]["chat"], served / total)
                self.assertEqual(summary["chip_ms_by_cause"]["overprovisioned"], over)
                starts = sum(max(b - a, 0) // 10 for a, b in zip([0] + wanted, wanted))
                self.assertEqual(summary["chip_ms_by_cause"]["starting"],
                                 starts * CHIPS * HOUR // 2)

    def test_too_little_room(self):
        """On 4 nodes, 2 of 6 replicas wait in the peak, and 20 of 60 requests a second are lost."""
        with tempfile.TemporaryDirectory() as root:
            with runs.run_of(day(root, [], units=4)) as run:
                self.assertEqual(by_hour(run, "replicas"), [str(d // 10) for d in DEMAND])
                self.assertEqual(by_hour(run, "ready"), [str(min(d // 10, 4)) for d in DEMAND])
                self.assertEqual(run.summary()["unserved_requests"]["chat"], 8 * 20 * 3600)
                waiting = [row for row in run.rows("queue.csv") if row["gangs"] != "0"]
                self.assertEqual([(row["tenant"], row["gangs"], row["chips"]) for row in waiting],
                                 [("chat", "2", "16")])

    def test_erlang_c(self):
        """Attainment of each hour by Erlang's sums; as many replicas as its goal needs."""
        slots, within, goal = 4, 1.0, 0.95

        def attained(demand, replicas):
            servers, mean = slots * replicas, slots / (EACH / 1000)
            load = demand * mean
            if load >= servers:
                return 0
            terms = [1.0]
            for k in range(1, servers + 1):
                terms.append(terms[-1] * load / k)
            queued = terms[servers] * servers / (servers - load)
            waits = queued / (sum(terms[:servers]) + queued)
            return 1 - waits * math.exp(-(servers - load) * within / mean)

        def needed(demand):
            replicas = 1
            while attained(demand, replicas) < goal:
                replicas += 1
            return replicas

        erlang = f"attainment: {{erlang_c: {{slots: {slots}, within: 1 s, goal: {goal}}}}}"
        with tempfile.TemporaryDirectory() as root:
            path = day(root, [], units=12)
            with open(path, encoding="utf-8") as file:
                text = file.read().replace("      priority: 100", f"      {erlang}")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            with runs.run_of(path) as run:
                ready = [needed(demand) for demand in DEMAND]
                self.assertGreater(min(r * 10 - d for r, d in zip(ready, DEMAND)), 0)
                self.assertEqual(by_hour(run, "ready"), [str(r) for r in ready])
                shares = [attained(d, r) for d, r in zip(DEMAND, ready)]
                self.assertEqual(by_hour(run, "attainment"), [f"{s:.6f}" for s in shares])
                mean = sum(d * s for d, s in zip(DEMAND, shares)) / sum(DEMAND)
                self.assertAlmostEqual(run.summary()["attainment"]["chat"], mean, places=12)

    def test_the_shipped_study(self):
        """What is wanted in the shipped week is the demand over the target, to the milli-request;
        next to nothing is lost."""
        study = os.path.join(locations.REPOSITORY, "analysis", "studies",
                             "chat_beside_training.yaml")
        with runs.run_of(study) as run:
            rows = list(run.rows("services.csv"))
            self.assertGreater(len(rows), 7 * 24)
            demands = [runs.milliseconds(row["demand_rps"]) for row in rows]
            wanted = {runs.milliseconds(row["wanted_rps"]) for row in rows}
            # Rounded up: demand / 0.7 = 10 demand / 7.
            self.assertLessEqual(wanted, {-(-10 * demand // 7) for demand in demands})
            self.assertGreater(len(wanted), 7 * 24 // 2)
            for row in rows:
                self.assertLessEqual(int(row["ready"]), int(row["replicas"]))
                self.assertLessEqual(runs.milliseconds(row["served_rps"]),
                                     runs.milliseconds(row["demand_rps"]))
            summary = run.summary()
            self.assertAlmostEqual(summary["demand_requests"]["chat"],
                                   summary["served_requests"]["chat"]
                                   + summary["unserved_requests"]["chat"], delta=1e-3)
            self.assertGreater(summary["attainment"]["chat"], 0.99)
            self.assertGreater(summary["preemptions"], 0)


if __name__ == "__main__":
    unittest.main()
