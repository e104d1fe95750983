"""Draws small random scenarios: the seed draws the configuration and leaves whole features out.

Times come from a coarse grid, so that many things happen at one instant. Reservations are dated to
the minute, as the files are; a grid of 20, 30 or 60 s makes their dates meet the jobs' times.

`python3 random_scenarios.py SEED DIR` writes one of them.
"""

import os
import random
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from math import prod

from random_platforms import MINUTE, draw_platform, draw_power, draw_reservations
from random_workloads import Drawer, has_contracts, serves
from rules.geometry import Ask, Limit
from rules.jobs import Job, Source
from rules.scenario import ALL, Policy, Reservation, Scenario
from rules.stages import Recovery
from scenario_files import write

TENANTS = ["research", "serving", "bio", "chem"]
CLASSES = ["train", "eval"]
MONTH_ENDS = ["2026-02-01", "2026-03-01", "2028-03-01", "2027-01-01"]


def draw(seed):
    rng = random.Random(seed)
    grid = rng.choice([60_000, 60_000, 30_000, 20_000, 1_000, 500, 1])
    if serves(seed):
        grid = rng.choice([600_000, 1_200_000, 3_600_000])  # demand changes with the hour
    elif has_contracts(seed):
        grid *= rng.choice([1, 20, 60, 1_440])  # as long as hours and months matter
    slots = rng.choice([5, 12, 30])  # submit times are grid x (0 to slots)
    minutes = max(3, 2 * slots * grid // MINUTE)  # dates fall into so many minutes
    start = draw_start(rng, minutes)
    geometries, times, spared, recovers = draw_features(rng)
    sites, pools = draw_platform(rng, minutes, geometries, times)
    if has_contracts(seed):  # too many failures in so long a time
        pools = [replace(pool, failures="", drawn_outages="") for pool in pools]
    sites, pools = draw_power(random.Random(f"power of {seed}"), sites, pools)
    tenants = TENANTS[:rng.randint(1, len(TENANTS))]
    mode = rng.choice(["standing", "undated", "dated", "dated", "overrunning"])
    if mode == "standing":
        reservations = [Reservation(f"standing_{p.name}", p, p.units, shared_with=ALL)
                        for p in pools]
    else:
        reservations = draw_reservations(rng, pools, tenants, minutes,
                                         mode in ("dated", "overrunning"), spared)
    policy = draw_policy(rng, grid, minutes)
    if policy.backfill == "conservative" and not all(p.geometry.alike for p in pools):
        policy = replace(policy, backfill="easy")
    jobs = draw_jobs(rng, pools, tenants, grid, slots, policy)
    if mode == "overrunning":
        policy, jobs = overrun_dates(rng, policy, jobs, minutes)
    end = rng.randint(1, minutes + 2) * MINUTE if rng.random() < 0.3 else None
    if any(p.failures or p.drawn_outages for p in pools):
        end = (minutes + 2) * MINUTE  # a gang longer than what lies between failures never ends
    trace = Source(recovery=draw_recovery(rng, grid, jobs) if recovers else Recovery())
    scenario = Scenario(seed, start, end, tuple(sites), tuple(pools), tuple(reservations),
                        mode == "standing", tuple(replace(job, source=trace) for job in jobs),
                        policy, (trace,))
    return Drawer(seed, grid, slots, minutes).extend(scenario)


def draw_features(rng):
    """Half of the scenarios have none of (geometries, times, spares, recovery)."""
    if rng.random() < 0.5:
        return False, False, False, False
    times = rng.random() < 0.7
    return rng.random() < 0.7, times, times and rng.random() < 0.6, rng.random() < 0.6


def draw_recovery(rng, grid, jobs):
    """Checkpoints by the grid, but no more than some tens of a job."""
    startup = rng.choice([0, 1, 2]) * grid
    restart = rng.choice([startup, startup, 0, 3 * grid])
    if rng.random() < 0.3:
        return Recovery(startup, restart)
    write = rng.choice([0, 1, max(1, grid // 2), grid])
    interval = rng.choice([grid, 2 * grid, max(1, grid // 2)])
    return Recovery(startup, restart, max(interval, max(job.run for job in jobs) // 40), write)


def draw_start(rng, minutes):
    """A month's first moment, or one shortly before it, so that runs cross it."""
    month = datetime.fromisoformat(rng.choice(MONTH_ENDS))
    if rng.random() < 0.3:
        return month
    return month - timedelta(minutes=rng.randint(1, minutes))


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
        ask = draw_ask(rng, pools, chips)
        jobs.append(Job(index, f"j{index}", rng.choice(tenants), rng.choice(CLASSES), pool,
                        ask, submit, run, requested))
    return jobs


def draw_ask(rng, pools, chips):
    """Shapes and limits only where some pool has a use for them, and some beyond that."""
    geometry = rng.choice(pools).geometry
    if geometry.alike or rng.random() < 0.5:
        return Ask(chips)
    if hasattr(geometry, "domain_units"):
        limit = Limit(rng.choice(["max_domains", "max_leaves"]), rng.choice([1, 1, 2, 3]),
                      rng.random() < 0.5)
        return Ask(chips, limit=limit)
    shape = list(rng.choice(list(geometry.slices) + geometry.joined()))
    if rng.random() < 0.05:
        shape[0] += 1
    if geometry.flat:
        del shape[2]
    rng.shuffle(shape)
    return Ask(prod(shape), tuple(shape))


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


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    write(draw(int(sys.argv[1])), sys.argv[2])
