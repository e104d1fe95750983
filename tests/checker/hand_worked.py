"""Scenarios of one pool and one reservation, in seconds, for cases that are worked out by hand."""

from dataclasses import replace
from datetime import datetime

import given
from events import unit_row
from figures import USAGE_STATES, Figures, job_rows
from naive_simulator import NaiveSimulator
from replay import Replay
from rules.geometry import Alike, Ask
from rules.jobs import FOREVER, Job, Source
from rules.scenario import ALL, Policy, Pool, Reservation, Scenario, Site, Watts
from rules.stages import Recovery


WATTS = Watts("0", "0", "0", 1)


def job(number, chips, submit, run, requested=None, tenant="t", pool="", shape=(), limit=None,
        elastic=(), **more):
    """`elastic`: (down_to, scaling); `more`: further fields, with times in milliseconds."""
    name = "ABCDEFGH"[number]
    asked = None if requested is None else requested * 1000
    return Job(number, name, tenant, "c", pool, Ask(chips, shape, limit, *elastic), submit * 1000,
               run * 1000, asked, **more)


def recovery(startup=0, restart=0, interval=None, write=0):
    return Recovery(startup * 1000, restart * 1000, interval and interval * 1000, write * 1000)


def scenario(jobs, units=4, chips_per_unit=1, until=None, shared_with=ALL, end=None,
             start="2026-01-01", spares=0, geometry=None, costs=None, pool_times=None,
             services=(), **policy):
    pool = Pool("p", Site("s"), units, geometry or Alike(chips_per_unit), **(pool_times or {}))
    closes_at = FOREVER if until is None else until * 1000
    base = Reservation("r", pool, units, 0, closes_at, "h", shared_with, spares)
    if costs:
        jobs = [replace(job, source=Source(recovery=costs)) for job in jobs]
    return Scenario(0, datetime.fromisoformat(start), None if end is None else end * 1000,
                    (pool.site,), (pool,), (base,), False, tuple(jobs), Policy(**policy),
                    services=services)


def with_pool(case, name, units, accelerator):
    """The same with a further pool of single chips, which is reserved for all."""
    pool = Pool(name, case.pools[0].site, units, Alike(1), accelerator=accelerator, watts=WATTS)
    more = Reservation("r_" + name, pool, units, 0, FOREVER, "h", ALL)
    return replace(case, pools=case.pools + (pool,), reservations=case.reservations + (more,))


def failure(case, unit, begin, end):
    """The rows of a failure of a unit over [begin, end)."""
    pool = case.pools[0]
    return [unit_row(begin * 1000, "down", pool, [unit], "failure"),
            unit_row(end * 1000, "up", pool, [unit], "failure")]


def play(case, drawn=()):
    """(log, figures, replay) of the naive simulator's run, with rows that could be drawn."""
    rows = given.in_order(case, given.dated(case) + list(drawn))
    log, run_end = NaiveSimulator(case, rows).run()
    replay, figures = Replay(case), Figures(case)
    replay.play(log, figures.sample)
    assert replay.run_end == run_end
    return log, figures, replay


def used(figures, number):
    """{state: chips} of a row of usage.csv, where there are any."""
    return {state: chips for state, chips in zip(USAGE_STATES, figures.usage[number][3:]) if chips}


def shown(replay, figures, job_id, columns):
    """What the job's row of jobs.csv has in these columns; names with spaces between."""
    row = next(r for r in job_rows(replay, figures.waits) if r["job_id"] == job_id)
    return [row.get(column) for column in columns.split()]
