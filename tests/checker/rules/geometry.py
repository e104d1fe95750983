"""Where a gang gets its place in a pool, straight from docs/platforms.md, by trying what there is.

Each geometry answers: is a job eligible, what does it need, and where does it go among `free`, a
mapping from units to their free chips (a unit that is not in it has none).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product
from math import prod

NEVER = 10**15  # the need of a gang that no slice is large enough for


@dataclass(frozen=True)
class Place:
    """What a gang holds: ((unit, chips), ...), lowest unit first, and its shape in a torus."""

    held: tuple
    slice: str = ""

    def units(self):
        return tuple(unit for unit, _ in self.held)

    def chips(self):
        return sum(chips for _, chips in self.held)


@dataclass(frozen=True)
class Limit:
    """At most `most` of `of` (`max_domains` or `max_leaves`)."""

    of: str
    most: int
    required: bool

    def text(self):
        return f"{self.of} {self.most} {'required' if self.required else 'preferred'}"


@dataclass(frozen=True)
class Ask:
    """What of a job concerns its place."""

    chips: int
    shape: tuple = ()
    limit: object = None
    down_to: int = 0  # the least chips of an elastic gang; 0: it is not
    scaling: str = "1"  # as the file has it

    def axes(self):
        """All three of the shape."""
        return self.shape + (1,) * (3 - len(self.shape))

    def text(self):
        return "x".join(map(str, self.axes())) if self.shape else \
            self.limit.text() if self.limit else ""


def whole_units(units, chips_per_unit, slice_text=""):
    return Place(tuple((unit, chips_per_unit) for unit in sorted(units)), slice_text)


def requires(ask):
    return ask.limit is not None and ask.limit.required


@dataclass(frozen=True)
class Alike:
    """Any units will do."""

    chips_per_unit: int
    block_units = 1
    alike = True

    def eligible(self, ask):
        return not ask.shape and not requires(ask)

    def need(self, ask):
        return -(-ask.chips // self.chips_per_unit) * self.chips_per_unit

    def find(self, free, ask):
        whole = sorted(unit for unit in free if free[unit] == self.chips_per_unit)
        n = self.need(ask) // self.chips_per_unit
        return whole_units(whole[:n], self.chips_per_unit) if n <= len(whole) else None


@dataclass(frozen=True)
class Nodes:
    """Nodes in fast domains under leaf switches. Without leaf sizes all are on one leaf."""

    chips_per_unit: int
    domain_units: int = 1
    leaf_sizes: tuple = ()
    block_units = 1
    alike = False

    def eligible(self, ask):
        return not ask.shape

    def can_hold(self, ask):
        """Whether so many domains or leaves have enough nodes."""
        limit, nodes = ask.limit, -(-ask.chips // self.chips_per_unit)
        if limit.of == "max_domains":
            return nodes <= limit.most * self.domain_units
        largest_leaves = sorted(self.leaf_sizes, reverse=True)[:limit.most]
        return limit.most >= max(1, len(self.leaf_sizes)) or nodes <= sum(largest_leaves)

    def need(self, ask):
        if requires(ask) and not self.can_hold(ask):
            return NEVER
        if ask.chips <= self.chips_per_unit:
            return ask.chips
        return -(-ask.chips // self.chips_per_unit) * self.chips_per_unit

    def domain(self, node):
        return node // self.domain_units

    def leaf(self, node):
        end = 0
        for leaf, size in enumerate(self.leaf_sizes):
            end += size
            if node < end:
                return leaf
        return 0

    def find(self, free, ask):
        shared = [(chips, node) for node, chips in free.items()
                  if ask.chips <= chips < self.chips_per_unit]
        if shared:
            return Place(((min(shared)[1], ask.chips),))
        nodes = [node for node in sorted(free) if free[node] == self.chips_per_unit]
        n = -(-ask.chips // self.chips_per_unit)
        chosen = self.choose(nodes, n, ask.limit)
        if chosen is None and ask.limit is not None and not ask.limit.required:
            chosen = self.choose(nodes, n, None)
        if chosen is None:
            return None
        if ask.chips < self.chips_per_unit:
            return Place(((chosen[0], ask.chips),))
        return whole_units(chosen, self.chips_per_unit)

    def choose(self, nodes, n, limit):
        """n of the wholly free nodes, or None."""
        if n > len(nodes):
            return None
        domains = groups(nodes, self.domain)
        if any(len(domain) >= n for domain in domains):
            return [node for part in best_fit(domains, n) for node in part]
        if limit is not None and limit.of == "max_domains":
            parts = best_fit(domains, n)
            return [node for part in parts for node in part] if len(parts) <= limit.most else None
        leaves = best_fit(groups(nodes, self.leaf), n)
        if limit is not None and len(leaves) > limit.most:
            return None
        chosen = []
        for taken in leaves:
            leaf = [node for node in nodes if self.leaf(node) == self.leaf(taken[0])]
            for part in best_fit(groups(leaf, self.domain), len(taken)):
                chosen += part
        return chosen


def groups(nodes, group_of):
    """The nodes of each group, lowest group first."""
    return [[node for node in nodes if group_of(node) == group]
            for group in sorted({group_of(node) for node in nodes})]


def best_fit(left, n):
    """n members of the groups, which have as many, in lists by group: while none has enough for
    the rest, the largest gives all; then the smallest that has enough gives the rest."""
    left, taken = list(left), []
    while n:
        enough = [group for group in left if len(group) >= n]
        group = min(enough, key=len) if enough else max(left, key=len)
        left.remove(group)
        taken.append(group[:n])
        n -= len(taken[-1])
    return taken


@dataclass(frozen=True)
class Torus:
    """Hosts that tile blocks; blocks of a pod that can be joined. All shapes are in chips, the pod
    in blocks; two-dimensional ones have a third axis of 1 here."""

    host: tuple
    block: tuple
    slices: tuple  # the legal shapes up to one block, ascending
    pod: tuple = (1, 1, 1)
    most_chips: int = NEVER
    flat: bool = False  # a torus_2d
    alike = False

    @property
    def chips_per_unit(self):
        return prod(self.host)

    @property
    def block_units(self):
        return prod(self.block) // prod(self.host)

    def eligible(self, ask):
        if requires(ask):
            return False
        return not ask.shape or self.shape_of(ask) is not None

    def need(self, ask):
        shape = self.shape_of(ask)
        return NEVER if shape is None else prod(shape)

    def shape_of(self, ask):
        """The legal slice that the gang gets, None if there is none: joined blocks as the gang
        asks, a part of a block with its axes ascending, unless it is one host."""
        if ask.shape:
            shape = tuple(sorted(ask.axes()))
            if shape in self.joined():
                return ask.axes()
            listed = [tuple(sorted(s)) for s in self.slices]
            return self.at_least_a_host(shape) if shape in listed else None
        for shape in self.slices:
            if prod(shape) >= ask.chips:
                return self.at_least_a_host(tuple(sorted(shape)))
        enough = [shape for shape in self.joined() if prod(shape) >= ask.chips]
        return min(enough, key=lambda s: (prod(s), s[2], s[1]), default=None)

    def at_least_a_host(self, shape):
        inside = any(all(a <= b for a, b in zip(order, self.host))
                     for order in permutations(shape))
        return self.host if inside else shape

    def joined(self):
        """The legal shapes of more than one block."""
        if self.flat:
            return []
        axes = [range(1, n + 1) for n in sorted(self.pod)]
        in_blocks = {tuple(sorted(blocks)) for blocks in product(*axes)}
        edge = self.block[0]  # blocks that are joined are cubes
        shapes = [tuple(edge * n for n in blocks) for blocks in in_blocks if prod(blocks) > 1]
        return sorted(shape for shape in shapes if prod(shape) <= self.most_chips)

    def find(self, free, ask):
        shape = self.shape_of(ask)
        if shape is None:
            return None
        blocks = {}
        for unit in free:
            if free[unit]:
                blocks.setdefault(unit // self.block_units, set()).add(unit % self.block_units)
        if prod(shape) >= prod(self.block):
            return self.find_whole(blocks, shape)
        return self.find_part(blocks, shape) or self.find_in(
            self.whole_blocks(blocks, 1), blocks, shape)

    def find_part(self, blocks, shape):
        """In a block that is not wholly free."""
        parts = [b for b in blocks if len(blocks[b]) < self.block_units]
        return self.find_in(sorted(parts, key=lambda b: (len(blocks[b]), b)), blocks, shape)

    def find_in(self, chosen, blocks, shape):
        """In the first of these blocks where it fits."""
        for block in chosen:
            for order, hosts in places_in_block(self, shape):
                if hosts <= blocks[block]:
                    units = {block * self.block_units + host for host in hosts}
                    return whole_units(units, self.chips_per_unit, self.text(order))
        return None

    def whole_blocks(self, blocks, n):
        """n wholly free blocks of one pod, lowest first; none if no pod has as many."""
        whole = sorted(b for b in blocks if len(blocks[b]) == self.block_units)
        pods = groups(whole, lambda block: block // prod(self.pod))
        enough = [pod for pod in pods if len(pod) >= n]
        return min(enough, key=len)[:n] if enough else []

    def find_whole(self, blocks, shape):
        chosen = self.whole_blocks(blocks, prod(shape) // prod(self.block))
        units = {b * self.block_units + host for b in chosen for host in range(self.block_units)}
        lies = self.block if prod(shape) == prod(self.block) else shape
        return whole_units(units, self.chips_per_unit, self.text(lies)) if units else None

    def text(self, shape):
        return "x".join(map(str, shape[:2] if self.flat else shape))

    def host_of(self, chip):
        """The number in its block of the host that a chip belongs to."""
        _, ny, nz = (b // h for b, h in zip(self.block, self.host))
        hx, hy, hz = (c // h for c, h in zip(chip, self.host))
        return (hx * ny + hy) * nz + hz


@lru_cache(maxsize=None)
def places_in_block(torus, shape):
    """[(order of the axes, hosts)]: every box of that shape that is made up of whole hosts."""
    found = []
    for order in sorted(set(permutations(shape))):
        for corner in product(*(range(b) for b in torus.block)):
            chips = set(product(*(range(c, c + edge) for c, edge in zip(corner, order))))
            if any(c + edge > b for c, edge, b in zip(corner, order, torus.block)):
                continue
            hosts = frozenset(map(torus.host_of, chips))
            if len(hosts) * torus.chips_per_unit == len(chips):
                found.append((order, hosts))
    return found


@lru_cache(maxsize=None)
def plain_asks(geometry, chips):
    """One gang without shape and limit for each need up to so many chips, the largest first."""
    by_need = {geometry.need(Ask(n)): Ask(n) for n in range(1, chips + 1)}
    return [by_need[need] for need in sorted(by_need, reverse=True) if need <= chips]


def largest(geometry, free):
    """The largest need among gangs without shape and limit that find a place."""
    for ask in plain_asks(geometry, sum(free.values())):
        if geometry.find(free, ask):
            return geometry.need(ask)
    return 0
