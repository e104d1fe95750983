"""Draws sites with links and data sets, and who reads them: docs/fabric.md, Between sites.

A transfer takes some slots of the grid, alone. Most sizes are even, so that what shared links make
of a transfer is a fraction with a small divisor, and none ends within rounding of another
millisecond.
"""

from dataclasses import replace

from random_contracts import with_pools
from rules.network import DataSet, Link, Network
from rules.scenario import Site

MS_OF_SLOWEST = 1_000_000  # bytes
PRICES = [0, 0, 10_000, 20_000, 20_000, 50_000, 1, 87_654_321]


def draw_data(rng, scenario, grid):
    """Two or three sites, over which pools lie anew; one may be without pools."""
    sites = list(scenario.sites)
    while len(sites) < rng.choice([2, 3, 3]):
        sites.append(Site(f"site{len(sites)}"))
    over = rng.sample(sites, len(sites))
    numbers = {pool.name: number for number, pool in enumerate(scenario.pools)}
    scenario = with_pools(replace(scenario, sites=tuple(sites)), lambda pool: replace(
        pool, site=over[numbers[pool.name] % len(over)]))
    names = tuple(site.name for site in sites)
    network = Network(names, draw_links(rng, names, grid), rng.choice(["cheapest", "fastest"]))
    data_sets = tuple(draw_set(rng, f"data{number}", network, grid)
                      for number in range(rng.randint(1, 3)))
    sources = {source: replace(source, data=rng.choice([None, *data_sets, *data_sets, *data_sets]))
               for source in scenario.sources}
    return replace(scenario, network=network, data_sets=data_sets,
                   sources=tuple(sources.values()),
                   jobs=tuple(replace(job, source=sources[job.source]) for job in scenario.jobs))


def draw_links(rng, names, grid):
    """Some one way, some both ways, some beside each other; not all sites have to be linked."""
    links = []
    for number in range(rng.choice([2, 3, 4, 5])):
        source, target = rng.sample(names, 2)
        link = Link(number, source, target, rng.choice([1, 1, 2, 3, 4]) * 1000 * MS_OF_SLOWEST,
                    rng.choice([0, 0, 1, 20, grid]), rng.choice(PRICES))
        links.append(link)
        if rng.random() < 0.6:
            links.append(replace(link, source=target, target=source))
    return tuple(links)


def draw_set(rng, name, network, grid):
    size = rng.randint(1, 6) * grid * MS_OF_SLOWEST
    if rng.random() < 0.2:
        size = rng.randint(1, size)
    at = rng.sample(network.sites, rng.choice([1, 1, 1, 1, 2]))
    return DataSet(name, size, tuple(at), network)
