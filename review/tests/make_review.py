"""Makes the review of a run directory, as docs/review.md has it, for the tests of the page.

    python3 make_review.py DIR > review.json
    python3 make_review.py --study DIR > review.json
    python3 make_review.py --compare DIR DIR > review.json
"""

import csv
import json
import math
import os
import sys

import run_files
from field_values import count_units, ms, ranges, start_of
from step_series import Buckets, ChipSeries, Series

MOST_BUCKETS = 1500
MOST_BINS = 60
STEPS = 48
MOST_BARS = 3000
MOST_ROWS = 64
MOST_TOP = 200
LACKING = ("undelivered", "in_repair", "spare")
HELD = ("rounding", "starting", "stopping", "checkpointing", "recomputing", "overprovisioned",
        "communicating", "productive")
REASONS = ("no_capacity_yet", "reserved_for_others", "busy", "fragmented", "held_for_start",
           "policy_held")


def kind_of(cause):
    return "lacking" if cause in LACKING else "held" if cause in HELD else "idle"


def rows_of(directory, name):
    path = os.path.join(directory, name)
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class Review:
    def __init__(self, directory):
        self.directory = directory
        with open(os.path.join(directory, "summary.json"), encoding="utf-8") as file:
            self.summary = json.load(file)
        self.run = run_files.read_manifest(directory)
        self.buckets = Buckets(round(self.summary["horizon_s"] * 1000), MOST_BUCKETS)
        self.start = start_of(self.summary["start"])

    def rows(self, name):
        return rows_of(self.directory, name)

    def make(self):
        review = {
            "kind": "run", "version": self.run["manifest"]["version"],
            "title": os.path.basename(os.path.normpath(self.directory)),
            "start_unix_ms": self.start, "from": 0, "until": self.buckets.until,
            "width": self.buckets.width, "buckets": self.buckets.count,
            "summary": self.summary, "formulas": run_files.formulas(),
        }
        self.read_usage(review)
        review["waterfall"] = [self.waterfall_row(row) for row in self.rows("waterfall.csv")]
        self.read_queue(review)
        self.read_pools(review)
        self.read_services(review)
        self.read_jobs(review)
        self.read_failures(review)
        if self.has_ledger():
            review["money"] = run_files.money(self.directory)
        review["assumptions"] = run_files.assumptions(self.run)
        return review

    def has_ledger(self):
        return os.path.exists(os.path.join(self.directory, "ledger.csv"))

    def waterfall_row(self, row):
        made = {key: row[key] for key in ("month", "reservation", "pool", "holder", "tenant",
                                          "cause")}
        made["chip_ms"] = int(row["chip_ms"])
        if self.has_ledger():
            made.update(contract=row["payer"], usd=float(row["usd"] or 0))
        return made

    def read_usage(self, review):
        series, causes = {}, []
        for row in self.rows("usage.csv"):
            causes = causes or [name for name in row if name not in ("time_s", "pool",
                                                                     "reservation")]
            at, key = ms(row["time_s"]), (row["pool"], row["reservation"])
            of_key = series.setdefault(key, {name: ChipSeries(self.buckets) for name in causes})
            for name in causes:
                of_key[name].set(at, int(row[name]))
        review["causes"] = [{"name": name, "kind": kind_of(name)} for name in causes]
        review["reservations"] = []
        for (pool, name), of_key in series.items():
            row = {"name": name, "pool": pool}
            row.update(run_files.reservation(self.run, pool, name))
            row["chips"] = {cause: made for cause, one in of_key.items() if (made := one.made())}
            if row["chips"]:
                review["reservations"].append(row)

    def read_queue(self, review):
        waiting = {}
        for row in self.rows("queue.csv"):
            pair = waiting.setdefault(row["tenant"], (Series(self.buckets), Series(self.buckets)))
            pair[0].set(ms(row["time_s"]), int(row["gangs"]))
            pair[1].set(ms(row["time_s"]), int(row["chips"]))
        self.waiting = {tenant: {"gangs": gangs.made(), "chips": chips.made()}
                        for tenant, (gangs, chips) in waiting.items()}

    def read_pools(self, review):
        largest, draws = {}, {}
        for row in self.rows("pools.csv"):
            at = ms(row["time_s"])
            largest.setdefault(row["pool"], Series(self.buckets)).set(
                at, int(row["largest_gang_chips"]))
            if row["mw"]:
                draws.setdefault(row["pool"], Series(self.buckets)).set(at, float(row["mw"]))
        review["pools"] = []
        for name, geometry in run_files.pools(self.run).items():
            pool = {"name": name, **geometry}
            free = free_chips(review, name)
            for key, made in (("largest_gang_chips", largest[name].made()), ("free_chips", free),
                              ("mw", draws[name].made() if name in draws else None)):
                if made:
                    pool[key] = made
            review["pools"].append(pool)

    def read_services(self, review):
        services = {}
        keys = ("demand_rps", "served_rps", "attainment", "replicas", "ready",
                "overprovisioned_chips")
        for row in self.rows("services.csv"):
            of_one = services.setdefault(row["service"],
                                         {key: Series(self.buckets) for key in keys})
            for key in keys:
                value = row[key] if row[key] != "" else "1" if key == "attainment" else "0"
                of_one[key].set(ms(row["time_s"]), float(value))
        review["services"] = [
            {"name": name, **{key: made for key in keys if (made := of_one[key].made())}}
            for name, of_one in services.items()]

    def read_failures(self, review):
        rows = [row for row in self.rows("events.csv") if row["event"] == "down"]
        if not os.path.exists(os.path.join(self.directory, "events.csv")):
            return
        pools = {pool["name"]: index for index, pool in enumerate(review["pools"])}
        found = sorted(([ms(row["time_s"]), pools[row["pool"]], count_units(row["units"]),
                         row["detail"]] for row in rows), key=lambda row: -row[2])[:5000]
        review["failures"] = {"count": len(rows), "rows": sorted(found)}

    def read_jobs(self, review):
        from_jobs = JobTable(self.buckets)
        for row in self.rows("jobs.csv"):
            from_jobs.add(row)
        held = from_jobs.held()
        review["tenants"] = []
        for name in sorted(set(held) | set(self.waiting)):
            tenant = {"name": name}
            tenant.update({key: made for key, made in self.waiting.get(name, {}).items() if made})
            if name in held:
                tenant["held"] = held[name]
            review["tenants"].append(tenant)
        review["waits"] = from_jobs.waits()
        gangs = Placements(self.buckets, review["pools"], from_jobs)
        gangs.read(lambda: self.rows("placements.csv"))
        review["gantt"] = gangs.made()
        if any(gangs.interruptions):
            review["interruptions"] = gangs.interruptions
        review["jobs"], index = from_jobs.named(gangs.largest, gangs.slices)
        for table in review["gantt"]:
            table["bars"] = [[index[job], *rest] for job, *rest in table["bars"]]
        review["top_waiting"] = [index[job] for job in from_jobs.top_waiting()]
        review["top_chip_time"] = [index[job] for job in from_jobs.top_chip_time()]


def free_chips(review, pool):
    """The sum of the idle causes; its extremes are bounds, where several reservations change."""
    idle = {cause["name"] for cause in review["causes"] if cause["kind"] == "idle"}
    parts = [chips for reservation in review["reservations"] if reservation["pool"] == pool
             for cause, chips in reservation["chips"].items() if cause in idle]
    if not parts:
        return None
    return {key: [sum(values) for values in zip(*(part[key] for part in parts))]
            for key in ("chip_ms", "min", "max")}


class JobTable:
    """What is made of the rows of jobs.csv."""

    def __init__(self, buckets):
        self.buckets = buckets
        self.rows = {}
        self.held_by = {}
        self.bin_buckets = -(-buckets.count // MOST_BINS)
        longest = max(buckets.until, 2000)
        self.edges = [0] + [round(1000 * (longest / 1000) ** (i / (STEPS - 2)))
                            for i in range(STEPS - 1)]
        self.slowdown_edges = [round(10 ** (4 * i / (STEPS - 1)), 6) for i in range(STEPS)]
        self.classes = {}

    def add(self, row):
        job = {"id": row["job_id"], "tenant": row["tenant"], "class": row["class"],
               "pool": row["pool"], "chips": int(row["chips"]), "state": row["state"],
               "interruptions": int(row["interruptions"] or 0),
               "waited_by": {reason: value for reason in REASONS
                             if (value := ms(row[reason + "_s"]))}}
        for key in ("submit", "start", "end", "wait", "run", "requeue", "lost", "blocked"):
            job[key] = ms(row[key + "_s"])
        for key in ("run", "requeue", "lost", "blocked"):
            job[key] = job[key] or 0
        self.rows[job["id"]] = job
        self.add_held(job)
        self.add_wait(job)

    def add_held(self, job):
        if job["start"] is None:
            return
        end = self.buckets.until if job["end"] is None else job["end"]
        if end > job["start"]:
            held = self.held_by.setdefault(job["tenant"], [0] * self.buckets.count)
            self.buckets.spread(held, job["start"], end,
                                job["chips"] * job["run"] / (end - job["start"]))

    def held(self):
        return {tenant: [float(f"{total / self.buckets.length(i):.6g}")
                         for i, total in enumerate(held)]
                for tenant, held in self.held_by.items()}

    def add_wait(self, job):
        if job["wait"] is None:
            return
        bins = -(-self.buckets.count // self.bin_buckets)
        name = job["class"] or job["tenant"]
        made = self.classes.setdefault(name, {
            "name": name, "wait": [[0] * STEPS for _ in range(bins)],
            "slowdown": [[0] * STEPS for _ in range(bins)], "lower_bound": [0] * bins,
            "all": []})
        at = min(self.buckets.of(job["submit"] + job["blocked"]) // self.bin_buckets, bins - 1)
        made["all"].append((job["wait"], job["start"] is None))
        if job["start"] is None:
            made["lower_bound"][at] += 1
        else:
            made["wait"][at][step_of(self.edges, job["wait"])] += 1
        if job["state"] == "done":
            slow = max(1, (job["wait"] + job["run"]) / max(job["run"], 10000))
            made["slowdown"][at][step_of(self.slowdown_edges, slow)] += 1

    def waits(self):
        classes = []
        for name in sorted(self.classes):
            made = self.classes[name]
            # Of equal waits, those of jobs that have started come first, as in summary.json.
            waits = sorted(made.pop("all"))
            made["jobs"] = len(waits)
            made["mean_s"] = sum(wait for wait, _ in waits) / len(waits) / 1000
            made["at_least"] = ["mean_s"] if any(is_open for _, is_open in waits) else []
            for percent in (50, 95, 99):
                value, is_open = waits[max(0, math.ceil(len(waits) * percent / 100) - 1)]
                made[f"p{percent}_s"] = value / 1000
                if is_open:
                    made["at_least"].append(f"p{percent}_s")
            classes.append(made)
        return {"bin_buckets": self.bin_buckets, "edges": self.edges,
                "slowdown_edges": self.slowdown_edges, "classes": classes}

    def top_waiting(self):
        waited = [job for job in self.rows.values() if (job["wait"] or 0) + job["requeue"] > 0]
        waited.sort(key=lambda job: -((job["wait"] or 0) + job["requeue"]))
        return [job["id"] for job in waited[:MOST_TOP]]

    def top_chip_time(self):
        ran = sorted((job for job in self.rows.values() if job["run"]),
                     key=lambda job: -job["run"] * job["chips"])
        return [job["id"] for job in ran[:MOST_TOP]]

    def named(self, largest, slices):
        names = dict.fromkeys([*self.top_waiting(), *self.top_chip_time(), *largest])
        jobs = [dict(self.rows[name], slice=slices.get(name, ""),
                     story=run_files.story(self.rows[name])) for name in names]
        return jobs, {name: index for index, name in enumerate(names)}


def step_of(edges, value):
    low, high = 0, len(edges)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if edges[middle] <= value else (low, middle)
    return low


class Placements:
    """Bars of the largest jobs, and what the others held."""

    def __init__(self, buckets, pools, jobs):
        self.buckets, self.pools, self.jobs = buckets, pools, jobs
        self.index = {pool["name"]: i for i, pool in enumerate(pools)}
        self.interruptions = [0] * buckets.count
        self.largest, self.slices = set(), {}

    def read(self, rows):
        self.choose(rows)
        self.bars = [[] for _ in self.pools]
        self.rest = [[[0] * self.buckets.count for _ in range(min(pool["units"], MOST_ROWS))]
                     for pool in self.pools]
        self.shown, self.all = [0] * len(self.pools), [0] * len(self.pools)
        for row in rows():
            self.add(row)

    def choose(self, rows):
        """The largest jobs whose bars are few enough."""
        bars = {}
        for row in rows():
            bars[row["job_id"]] = bars.get(row["job_id"], 0) + len(row["units"].split())
        by_size = sorted((job for job in self.jobs.rows if job in bars),
                         key=lambda job: -self.jobs.rows[job]["run"]
                         * self.jobs.rows[job]["chips"])
        left = MOST_BARS
        for job in by_size:
            if bars[job] > left:
                break
            left -= bars[job]
            self.largest.add(job)

    def add(self, row):
        name, pool = row["job_id"], self.index[row["pool"]]
        begin = ms(row["start_s"])
        end = ms(row["end_s"]) if row["end_s"] else self.buckets.until
        job = self.jobs.rows.get(name)
        if job and row["end_s"] and job["end"] != end and row["ended_by"] != "drain":
            self.interruptions[self.buckets.of(end)] += 1
        chip_ms = int(row["chips"]) * (end - begin)
        self.all[pool] += chip_ms
        self.slices[name] = row["slice"]
        if name in self.largest:
            self.shown[pool] += chip_ms
            self.bars[pool] += [[name, first, until - first, begin, end]
                                for first, until in ranges(row["units"])]
        else:
            self.add_rest(pool, row, begin, end)

    def add_rest(self, pool, row, begin, end):
        units = self.pools[pool]["units"]
        rest = self.rest[pool]
        chips = int(row["chips"]) / count_units(row["units"])
        for first, until in ranges(row["units"]):
            for unit in range(first, until):
                self.buckets.spread(rest[unit * len(rest) // units], begin, end, chips)

    def made(self):
        made = []
        for i, pool in enumerate(self.pools):
            rows = []
            count = len(self.rest[i])
            for r, row in enumerate(self.rest[i]):
                units = -(-(r + 1) * pool["units"] // count) - -(-r * pool["units"] // count)
                chips = units * pool["chips_per_unit"]
                # A little less, so that what is 100 % but for a rounding is no more than that.
                rows.append([math.ceil(100 * total / chips / self.buckets.length(b) - 1e-9)
                             for b, total in enumerate(row)])
            made.append({"bars": sorted(self.bars[i], key=lambda bar: (bar[3], bar[1])),
                         "rows": count, "rest": rows,
                         "shown_share": self.shown[i] / self.all[i] if self.all[i] else 0})
        return made


def main():
    arguments = [word for word in sys.argv[1:] if not word.startswith("--")]
    if "--study" in sys.argv:
        made = run_files.study(arguments[0])
    elif "--compare" in sys.argv:
        made = {"kind": "comparison", "title": " and ".join(map(os.path.basename, arguments)),
                "runs": [Review(directory).make() for directory in arguments]}
    else:
        made = Review(arguments[0]).make()
    json.dump(made, sys.stdout, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
