"""Draws sites, pools with their geometry and what happens to their units, and reservations.

Dates are to the minute, as in the files.
"""

from dataclasses import replace
from math import prod

from rules.geometry import Alike, Nodes, Torus
from rules.jobs import FOREVER
from rules.scenario import ALL, Delivery, Outage, Pool, Reservation, Site, Watts

MINUTE = 60_000

# Of the catalogue, with the chips of a host; one a pool.
ACCELERATORS = [("tpu_v5p", 4), ("h100_sxm", 8), ("tpu_v4", 4), ("mi300x", 8)]

# Hosts, blocks and slices small enough for a few gangs to fill them; only cubes are joined.
FLAT = [
    Torus((2, 2, 1), (4, 4, 1), ((1, 1, 1), (2, 2, 1), (2, 4, 1), (4, 4, 1)), flat=True),
    Torus((1, 2, 1), (4, 4, 1), ((1, 1, 1), (1, 2, 1), (2, 2, 1), (2, 4, 1), (4, 4, 1)),
          flat=True),
    Torus((2, 4, 1), (4, 8, 1), ((1, 1, 1), (2, 2, 1), (2, 4, 1), (4, 4, 1), (4, 8, 1)),
          flat=True),
]
JOINED = [
    Torus((2, 2, 1), (2, 2, 2), ((2, 2, 1), (2, 2, 2)), (1, 1, 2), 16),
    Torus((2, 1, 1), (2, 2, 2), ((1, 1, 1), (1, 1, 2), (1, 2, 2), (2, 2, 2)), (1, 2, 2), 32),
    Torus((1, 1, 1), (2, 2, 2), ((1, 1, 1), (1, 1, 2), (1, 2, 2), (2, 2, 2)), (2, 1, 3), 32),
    Torus((2, 2, 1), (4, 4, 4), ((2, 2, 1), (2, 2, 2), (2, 2, 4), (2, 4, 4), (4, 4, 4)),
          (1, 1, 2), 128),
]


def draw_geometry(rng):
    """(geometry, units): any, in equal shares."""
    kind = rng.choice(["alike", "nodes", "nodes", "flat", "joined", "joined"])
    if kind == "alike":
        return Alike(rng.choice([1, 2, 8])), rng.randint(1, 12)
    if kind == "nodes":
        return draw_nodes(rng)
    torus = rng.choice(FLAT if kind == "flat" else JOINED)
    blocks = rng.randint(1, 5 if prod(torus.block) < 32 else 3)
    return torus, blocks * torus.block_units


def draw_nodes(rng):
    chips, domain = rng.choice([1, 2, 4, 8]), rng.choice([1, 1, 2, 3])
    leaves = rng.choice(["none", "equal", "sizes"])
    if leaves == "none":
        return Nodes(chips, domain), domain * rng.randint(1, 12 // domain)
    sizes = [domain * rng.randint(1, 3) for _ in range(rng.randint(1, 4))]
    if leaves == "equal":
        sizes = [sizes[0]] * len(sizes)
    return Nodes(chips, domain, tuple(sizes)), sum(sizes)


def draw_platform(rng, minutes, geometries, times):
    """(sites, pools); `times`: with deliveries, outages and the like."""
    sites = [Site(f"site{i}") for i in range(rng.randint(1, 3))]
    if times and rng.random() < 0.3:
        sites[0] = draw_site_times(rng, sites[0], minutes)
    largest = rng.choice([1, 4, 12])
    pools = []
    for i in range(rng.randint(1, 4)):
        geometry, units = Alike(rng.choice([1, 1, 2, 8])), rng.randint(1, largest)
        if geometries:
            geometry, units = draw_geometry(rng)
        pool = Pool(f"pool{i}", rng.choice(sites), units, geometry)
        pools.append(draw_times(rng, pool, minutes) if times else pool)
    return sites, pools


def draw_power(rng, sites, pools):
    """(sites, pools): sites with an overhead, half of the pools with an accelerator, each another
    one, and watts of its own."""
    sites = {site.name: replace(site, pue=rng.choice(["1", "1.1", "1.6"])) for site in sites}
    metered = []
    for pool, (accelerator, chips_per_host) in zip(pools, ACCELERATORS):
        watts = [rng.choice(["0", "0.8", "33.3331", "700"]) for _ in range(3)]
        pool = replace(pool, site=sites[pool.site.name])
        if rng.random() < 0.5:
            pool = replace(pool, accelerator=accelerator, watts=Watts(*watts, chips_per_host))
        metered.append(pool)
    return list(sites.values()), metered


def draw_span(rng, minutes):
    """Some minutes, begun perhaps before the run's start."""
    begin = rng.randint(-2, minutes)
    return begin * MINUTE, (begin + rng.randint(1, max(2, minutes // 3))) * MINUTE


def draw_site_times(rng, site, minutes):
    return replace(site, outages=(Outage(*draw_span(rng, minutes)),) * rng.randint(0, 1),
                   maintenance=(draw_span(rng, minutes),) * rng.randint(0, 1))


def draw_times(rng, pool, minutes):
    """Each of what can happen is left out in many."""
    outages, maintenance = [], []
    if rng.random() < 0.6:
        for _ in range(rng.randint(1, 8)):
            outages.append(Outage(*draw_span(rng, minutes), draw_ranges(rng, pool.units)))
    if rng.random() < 0.3:
        maintenance = [draw_span(rng, minutes) for _ in range(rng.randint(1, 3))]
    pool = replace(pool, outages=tuple(outages), maintenance=tuple(maintenance))
    if rng.random() < 0.4:
        pool = draw_deliveries(rng, pool, minutes)
    if rng.random() < 0.2:
        pool = replace(pool, retire=rng.randint(1, minutes + 1) * MINUTE)
    if rng.random() < 0.15:
        rate = rng.choice([50_000, 200_000])  # per 1,000 unit-days: one in 29 or 7 minutes
        pool = replace(pool, failures=f"rate: {rate} per 1000 unit-days, "
                       "repair: {exponential: {mean: 4 min}}")
    if rng.random() < 0.05:
        pool = replace(pool, drawn_outages="{rate: 20000 per year, lasts: "
                       "{exponential: {mean: 3 min}}}")
    return pool


def draw_ranges(rng, units):
    """() for all, or one or two ranges that do not touch."""
    first = rng.randint(0, units - 1)
    last = rng.choice([first, rng.randint(first, units - 1)])
    ranges = [(first, last)]
    if last + 2 < units and rng.random() < 0.3:
        ranges.append((last + 2, rng.randint(last + 2, units - 1)))
    return tuple(ranges) if rng.random() < 0.85 else ()


def draw_deliveries(rng, pool, minutes):
    deliveries, left = [], pool.units
    while left and (not deliveries or rng.random() < 0.5):
        units = rng.randint(1, left)
        left -= units
        at = rng.randint(-1, minutes) * MINUTE
        slip = ()
        if rng.random() < 0.2:
            slip = tuple(sorted(rng.randint(0, minutes) * MINUTE for _ in range(3)))
        latest = max(at, 0) + (slip[2] if slip else 0)
        retire = FOREVER
        if rng.random() < 0.3:
            retire = latest + rng.randint(1, minutes) * MINUTE
        if not slip or slip[0] < slip[2]:
            deliveries.append(Delivery(units, at, slip, retire))
    return replace(pool, deliveries=tuple(deliveries))


def draw_reservations(rng, pools, tenants, minutes, dated, spared):
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
        if spared and rng.random() < 0.7:
            drawn = with_spares(rng, drawn)
        if most_at_once(reservations + [drawn], pool) <= pool.units:
            reservations.append(drawn)
    return reservations or [Reservation("r0", pools[0], pools[0].units, holder=tenants[0],
                                        shared_with=ALL)]


def with_spares(rng, reservation):
    """Whole blocks, some of them spares, where there are two at least."""
    size = reservation.pool.geometry.block_units
    blocks = reservation.units // size
    if blocks < 2:
        return reservation
    return replace(reservation, units=blocks * size,
                   spares=rng.choice([1, rng.randint(1, blocks - 1)]) * size)


def draw_hand_backs(rng, reservation, minutes):
    """Up to all that it has beside its spares, in whole blocks of one with spares."""
    size = reservation.pool.geometry.block_units if reservation.spares else 1
    left = (reservation.units - reservation.spares) // size
    first = reservation.opens_at // MINUTE + 1
    last = min(reservation.closes_at // MINUTE - 1, first + minutes)
    parts = []
    for moment in sorted(rng.sample(range(first, last + 1), min(last + 1 - first,
                                                                rng.choice([1, 1, 2, 3])))):
        units = rng.randint(1, max(1, left // rng.choice([1, 2, 2])))
        if units <= left:
            parts.append((moment * MINUTE, units * size))
            left -= units
    return replace(reservation, handed_back=tuple(parts))


def most_at_once(reservations, pool):
    mine = [r for r in reservations if r.pool is pool]
    return max(sum(r.units for r in mine if r.opens_at <= moment < r.closes_at)
               for moment in [r.opens_at for r in mine])
