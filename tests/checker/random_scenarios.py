"""Draws small random scenarios: the seed draws the configuration and leaves whole features out.

Times come from a coarse grid, so that many things happen at one instant. Reservations are dated to
the minute, as the files are; a grid of 20, 30 or 60 s makes their dates meet the jobs' times.

`python3 random_scenarios.py SEED DIR` writes one of them.
"""

import csv
import os
import random
import sys
from dataclasses import replace
from datetime import datetime, timedelta

from events import seconds
from scenario import ALL, FOREVER, Job, Policy, Pool, Reservation, Scenario

MINUTE = 60_000
TENANTS = ["research", "serving", "bio", "chem"]
CLASSES = ["train", "eval"]
MONTH_ENDS = ["2026-02-01", "2026-03-01", "2028-03-01", "2027-01-01"]


def draw(seed):
    rng = random.Random(seed)
    grid = rng.choice([60_000, 60_000, 30_000, 20_000, 1_000, 500, 1])
    slots = rng.choice([5, 12, 30])  # submit times are grid x (0 to slots)
    minutes = max(3, 2 * slots * grid // MINUTE)  # dates fall into so many minutes
    start = draw_start(rng, minutes)
    sites, pools = draw_pools(rng)
    tenants = TENANTS[:rng.randint(1, len(TENANTS))]
    mode = rng.choice(["standing", "undated", "dated", "dated", "overrunning"])
    if mode == "standing":
        reservations = [Reservation(p.name, p, p.units, shared_with=ALL) for p in pools]
    else:
        reservations = draw_reservations(rng, pools, tenants, minutes,
                                         mode in ("dated", "overrunning"))
    policy = draw_policy(rng, grid, minutes)
    jobs = draw_jobs(rng, pools, tenants, grid, slots, policy)
    if mode == "overrunning":
        policy, jobs = overrun_dates(rng, policy, jobs, minutes)
    end = rng.randint(1, minutes + 2) * MINUTE if rng.random() < 0.3 else None
    return Scenario(seed, start, end, tuple(pools), tuple(reservations), mode == "standing",
                    tuple(jobs), policy), sites


def draw_start(rng, minutes):
    """A month's first moment, or one shortly before it, so that runs cross it."""
    month = datetime.fromisoformat(rng.choice(MONTH_ENDS))
    if rng.random() < 0.3:
        return month
    return month - timedelta(minutes=rng.randint(1, minutes))


def draw_pools(rng):
    sites = [f"site{i}" for i in range(rng.randint(1, 3))]
    largest = rng.choice([1, 4, 12])
    pools = [Pool(f"pool{i}", rng.choice(sites), rng.randint(1, largest), rng.choice([1, 1, 2, 8]))
             for i in range(rng.randint(1, 4))]
    return sites, pools


def draw_reservations(rng, pools, tenants, minutes, dated):
    """Several, in an order of their own; never more units of a pool than it has."""
    reservations = []
    for _ in range(rng.randint(1, 3) * len(pools)):
        pool = rng.choice(pools)
        opens_at, closes_at = 0, FOREVER
        if dated and rng.random() < 0.6:
            opens_at = rng.randint(0, minutes) * MINUTE
        if dated and rng.random() < 0.6:
            closes_at = opens_at + rng.randint(1, minutes) * MINUTE
        some = tuple(rng.sample(tenants, rng.randint(1, len(tenants))))
        shared = rng.choice([(), ALL, ALL, some])
        units = rng.choice([pool.units, rng.randint(1, pool.units)])
        drawn = Reservation(f"r{len(reservations)}", pool, units, opens_at, closes_at,
                            rng.choice(tenants), shared)
        if most_at_once(reservations + [drawn], pool) <= pool.units:
            reservations.append(drawn)
    return reservations or [Reservation("r0", pools[0], pools[0].units, holder=tenants[0],
                                        shared_with=ALL)]


def most_at_once(reservations, pool):
    mine = [r for r in reservations if r.pool is pool]
    return max(sum(r.units for r in mine if r.opens_at <= moment < r.closes_at)
               for moment in [r.opens_at for r in mine])


def draw_policy(rng, grid, minutes):
    tick = grid * rng.choice([1, 2, 3, 7])
    if tick < minutes * MINUTE // 300:
        tick = rng.choice([1_000, 7_000, 60_000])
    return Policy(order=rng.choice(["fcfs", "fcfs", "sjf"]),
                  backfill=rng.choice(["none", "easy", "easy", "conservative"]),
                  backfill_order=rng.choice(["queue", "sjf"]),
                  estimate=rng.choice(["requested", "requested", "actual"]),
                  overrun=rng.choice(["kill", "allow"]),
                  cadence=rng.choice(["every_instant", "every_event", "every_instant",
                                      "every_event", tick]))


def draw_jobs(rng, pools, tenants, grid, slots, policy):
    """In the order of their submission; requests, zero lengths and pools are off in some."""
    longest = rng.choice([2, 5, 10])
    zero_share = rng.choice([0, 0.1, 0.3])
    requests = rng.choice([["none"], ["none", "exact", "long"], ["long"], ["short"],
                           ["none", "none", "exact", "long", "long", "short"]])
    names_pools = rng.choice([0, 0, 0.2, 0.5])
    widest = rng.choice([p.units * p.chips_per_unit for p in pools])
    n_jobs = rng.randint(5, rng.choice([10, 20, 40, 60]))
    submits = sorted(rng.randint(0, slots) * grid for _ in range(n_jobs))
    jobs = []
    for index, submit in enumerate(submits):
        run = 0 if rng.random() < zero_share else rng.randint(1, longest) * grid
        requested = draw_request(rng, rng.choice(requests), run, grid, policy)
        chips = rng.choice([1, rng.randint(1, max(1, widest // 2)), rng.randint(1, widest)])
        if rng.random() < 0.04:
            chips = widest + rng.randint(1, 9)
        pool = rng.choice(pools).name if rng.random() < names_pools else ""
        if pool and rng.random() < 0.1:
            pool = "nowhere"
        jobs.append(Job(index, f"j{index}", rng.choice(tenants), rng.choice(CLASSES), pool,
                        chips, submit, run, requested))
    return jobs


def draw_request(rng, kind, run, grid, policy):
    """None, exact, too long or too short. Requests of nothing for a run of some length are left
    out under `allow`: the pages do not say when such a gang is found to outlive its estimate."""
    if kind == "none":
        return None
    if kind == "long":
        return run + rng.randint(1, 6) * grid
    if kind == "short" and run:
        least = 0 if policy.overrun == "kill" and rng.random() < 0.2 else 1
        return min(run, rng.randint(least, 3) * grid)
    return run


def overrun_dates(rng, policy, jobs, minutes):
    """Gangs that outlive their requests by minutes, so that the ends of reservations cut them."""
    policy = replace(policy, overrun="allow", estimate="requested")
    longer = [replace(job, run=job.run + rng.randint(0, minutes) * MINUTE,
                      requested=max(1, job.run if job.requested is None else job.requested))
              for job in jobs]
    return policy, longer


def duration(time):
    """With the largest unit that divides it."""
    for unit, size in (("h", 3_600_000), ("min", 60_000), ("s", 1_000)):
        if time % size == 0:
            return f"{time // size}{unit}"
    return f"{time}ms"


def date(scenario, time):
    moment = scenario.start + timedelta(milliseconds=time)
    return moment.strftime("%Y-%m-%d" if moment.hour == moment.minute == 0 else "%Y-%m-%d %H:%M")


def reservation_lines(scenario, reservation):
    lines = [f"    - name: {reservation.name}", f"      pool: {reservation.pool.name}",
             f"      units: {reservation.units}"]
    if reservation.opens_at:
        lines.append(f"      from: {date(scenario, reservation.opens_at)}")
    if reservation.closes_at < FOREVER:
        lines.append(f"      until: {date(scenario, reservation.closes_at)}")
    lines.append(f"      holder: {reservation.holder}")
    if reservation.shared_with == ALL:
        lines.append("      shared_with: all")
    elif reservation.shared_with:
        lines.append(f"      shared_with: [{', '.join(reservation.shared_with)}]")
    return lines


def yaml_text(scenario, sites):
    policy = scenario.policy
    every = policy.cadence if isinstance(policy.cadence, str) else duration(policy.cadence)
    lines = [f"start: {date(scenario, 0)}",
             "end: " + ("drained" if scenario.end is None else date(scenario, scenario.end)),
             f"seed: {scenario.seed}", "platform:", "  sites:"]
    lines += [f"    - {{name: {site}, provider: google, region: region-{site}}}" for site in sites]
    lines.append("  pools:")
    for p in scenario.pools:
        lines += [f"    - name: {p.name}", f"      site: {p.site}", f"      units: {p.units}"]
        if p.chips_per_unit != 1:
            lines.append(f"      chips_per_unit: {p.chips_per_unit} chips")
    if not scenario.standing:
        lines.append("  reservations:")
        for reservation in scenario.reservations:
            lines += reservation_lines(scenario, reservation)
    lines += ["workload:", "  trace:", "    format: csv", "    file: jobs.csv", "policy:",
              f"  order: {policy.order}", f"  backfill: {policy.backfill}",
              f"  backfill_order: {policy.backfill_order}", f"  estimate: {policy.estimate}",
              f"  overrun: {policy.overrun}", f"  cadence: {every}"]
    return "\n".join(lines) + "\n"


def write(scenario, sites, directory):
    """scenario.yaml and jobs.csv."""
    with open(os.path.join(directory, "scenario.yaml"), "w", encoding="utf-8") as file:
        file.write(yaml_text(scenario, sites))
    with open(os.path.join(directory, "jobs.csv"), "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow("job_id,tenant,class,pool,chips,submit_s,run_s,requested_s".split(","))
        for job in scenario.jobs:
            rows.writerow([job.job_id, job.tenant, job.job_class, job.pool, job.chips,
                           seconds(job.submit), seconds(job.run), seconds(job.requested)])


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    write(*draw(int(sys.argv[1])), sys.argv[2])
