"""Links between sites and the data sets that come over them: docs/fabric.md, Between sites.

Speeds are exact fractions, so that only the definition says in which millisecond a copy is there.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import floor

from rules.contracts.money import rounded

GB = 10**9
ALMOST = Fraction(1, 100)  # with less than so many ms left, a flow is at its end


@dataclass(frozen=True)
class Link:
    """In one direction; the two of a link `between` sites share its place in the file."""

    number: int
    source: str
    target: str
    bandwidth: int  # bytes a second
    latency: int = 0
    egress: int = 0  # micro-dollars a GB


@dataclass(frozen=True)
class Network:
    sites: tuple  # the names of all, in file order
    links: tuple
    routes: str = "cheapest"  # or fastest

    def ways(self, source, target, over=()):
        """All routes that visit no site twice, as tuples of links."""
        if source == target:
            return [over]
        seen = {link.source for link in over}
        return [way for link in self.links if link.source == source and link.target not in seen
                for way in self.ways(link.target, target, (*over, link))]

    def cost(self, way, size):
        """What the routes are chosen by."""
        if self.routes == "cheapest":
            return sum(link.egress for link in way)
        return latency(way) + Fraction(1000 * size, narrowest(way))

    def rank(self, way, size):
        return (self.cost(way, size), len(way), [self.sites.index(link.target) for link in way],
                [link.number for link in way])

    def best(self, sources, target, size):
        """From the source with the best route, the first of equal ones in the file."""
        ways = [min(found, key=lambda way: self.rank(way, size)) for source in self.sites
                if source in sources and (found := self.ways(source, target))]
        return min(ways, key=lambda way: self.cost(way, size))


@dataclass(frozen=True)
class DataSet:
    name: str
    size: int  # bytes
    sites: tuple  # names of those that have a copy at the run's start
    network: Network

    @cached_property
    def reach(self):
        """The sites to which it can come, and those that have it."""
        return {site for site in self.network.sites
                if any(self.network.ways(source, site) for source in self.sites)}


@dataclass(frozen=True)
class Transfer:
    data: DataSet
    way: tuple
    begin: int

    @property
    def source(self):
        return self.way[0].source

    @property
    def target(self):
        return self.way[-1].target

    def route(self):
        return " > ".join([self.source, *(link.target for link in self.way)])

    def egress(self):
        """In whole micro-dollars."""
        return rounded(Fraction(sum(link.egress for link in self.way) * self.data.size, GB))

    def work(self):
        """The ms that its bytes take with nothing else on its links."""
        return max(1, rounded(Fraction(1000 * self.data.size, narrowest(self.way))))


def latency(way):
    return sum(link.latency for link in way)


def narrowest(way):
    return min(link.bandwidth for link in way)


@lru_cache(maxsize=64)
def ends(transfers):
    """{transfer: its end} if no other begins; played from the first one's beginning on."""
    to_come = {transfer: transfer.begin + latency(transfer.way) for transfer in transfers}
    left, found, now = {}, {}, 0
    while to_come or left:
        speeds = shares(list(left))
        due = {flow: now + max(0, floor((left[flow] - ALMOST) / speeds[flow]) + 1)
               for flow in left}
        after = min([*to_come.values(), *due.values()])
        for flow in list(left):
            left[flow] -= speeds[flow] * (after - now)
            if due[flow] == after:
                found[flow] = after
                del left[flow]
        for flow in [flow for flow, begin in to_come.items() if begin == after]:
            left[flow] = Fraction(flow.work())
            del to_come[flow]
        now = after
    return found


def shares(flows):
    """{flow: its speed}, 1 with nothing else on its links: max-min fair, by filling the links."""
    speeds, room = {}, {link: Fraction(link.bandwidth) for flow in flows for link in flow.way}
    while len(speeds) < len(flows):
        on = {link: [f for f in flows if link in f.way and f not in speeds] for link in room}
        full = min((link for link in room if on[link]), key=lambda link: room[link] / len(on[link]))
        rate = room[full] / len(on[full])
        for flow in on[full]:
            speeds[flow] = rate / narrowest(flow.way)
            for link in flow.way:
                room[link] -= rate
    return speeds
