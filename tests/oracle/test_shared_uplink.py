"""Gangs that share an oversubscribed uplink, against max-min arithmetic, to the millisecond.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_shared_uplink.py

N gangs of N + 1 nodes lie on N + 1 leaves of N nodes: each fills a leaf of its own, and has its
last node on leaf 1. So all of them send through the uplink of leaf 1, and nothing else is shared.
What is expected follows docs/fabric.md, written anew here.
"""

import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

MINUTE = 60_000
CHIPS = 8  # of a node: an H100 server
SCALE_UP = 450e9  # bytes/s of a chip inside it, each way
NICS = CHIPS * 50e9  # bytes/s of a node, each way: 8 of 400 Gbps
COMPUTE, BYTES = 0.010, 10e9  # s and bytes of a step
DOMAIN_ALPHA, NODE_ALPHA = 3.5e-6, 5e-6

SCENARIO = """
start: 2026-01-01
platform:
  sites: [{{name: here}}]
  pools:
    - {{name: h100, site: here, accelerator: h100_sxm, units: {units}, leaf_units: {leaf},
       nic: 400 Gbps, rails: 8, oversubscription: {over}}}
workload:
  trace:
    format: csv
    file: jobs.csv
    step: {{compute: 10 ms, all_reduce: 10 GB}}
policy: {{estimate: actual, overrun: allow}}
"""


def uplink(gangs, over):
    """What the uplink of a leaf of as many nodes as there are gangs carries, bytes/s."""
    return gangs * NICS / over


def demand(gangs, over):
    """What a gang sends through each uplink that it uses, bytes/s, with nothing else on the fabric.

    m nodes all-reduce S in 2(m-1) messages of S/m over their NICs, or the uplinks if these are
    narrower; before and after, the chips of a node do 2 x 7 messages of S/8 among themselves.
    """
    m = gangs + 1
    inside = 2 * (CHIPS - 1) * (DOMAIN_ALPHA + BYTES / CHIPS / SCALE_UP)
    between = 2 * (m - 1) * (NODE_ALPHA + BYTES / m / min(NICS, uplink(gangs, over)))
    return 2 * (m - 1) / m * BYTES / (COMPUTE + inside + between)


def expected_ends(works, wanted, carried):
    """When gangs end that all start at 0 and share a link evenly: works in ms at full speed."""
    ends, now, done = [], 0.0, 0.0
    for i, work in enumerate(works):  # ascending: the shortest of those left ends next
        left = len(works) - i
        rate = min(1.0, carried / left / wanted)
        now += (work - done) / rate
        done = work
        ends.append(now)
    return ends


def nodes(units):
    """`0-2 5` as [0, 1, 2, 5]."""
    found = []
    for part in units.split():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


class SharedUplink(unittest.TestCase):
    def ends(self, gangs, over):
        """(works, ends) in ms, as simulated."""
        works = [10 * MINUTE * (i + 1) + 7 * i for i in range(gangs)]
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
            with open(os.path.join(folder, "jobs.csv"), "w", encoding="utf-8") as file:
                file.write("job_id,tenant,class,pool,chips,submit_s,run_s,requested_s\n")
                for i, work in enumerate(works):
                    file.write(f"g{i},lab,train,,{(gangs + 1) * CHIPS},0,{work / 1000:.3f},\n")
            scenario = os.path.join(folder, "scenario.yaml")
            with open(scenario, "w", encoding="utf-8") as file:
                file.write(SCENARIO.format(units=gangs * (gangs + 1), leaf=gangs, over=over))
            with runs.run_of(scenario) as run:
                for row in run.rows("placements.csv"):
                    on_leaf_1 = [n for n in nodes(row["units"]) if gangs <= n < 2 * gangs]
                    self.assertEqual(len(on_leaf_1), 1, row)
                ends = [runs.milliseconds(row["end_s"]) for row in run.rows("jobs.csv")]
                slowed = run.summary()["chip_ms_by_cause"]["communicating"]
        lost = sum((end - work) * (gangs + 1) * CHIPS for end, work in zip(ends, works))
        self.assertEqual(slowed, lost)  # all that they take longer is the fabric's
        return works, ends

    def test_two_three_and_five_gangs_share_it_evenly(self):
        for gangs in (2, 3, 5):
            wanted, carried = demand(gangs, 4), uplink(gangs, 4)
            self.assertGreater(gangs * wanted, 1.1 * carried)  # they are in each other's way
            works, ends = self.ends(gangs, 4)
            for end, expected in zip(ends, expected_ends(works, wanted, carried)):
                self.assertLessEqual(abs(end - expected), 1, (gangs, end, expected))

    def test_the_last_one_alone_is_slowed_by_nobody(self):
        """Of five gangs, one alone wants less than the uplink carries."""
        self.assertLess(demand(5, 4), uplink(5, 4))

    def test_with_full_bisection_they_do_not_slow_each_other(self):
        for gangs in (2, 3, 5):
            works, ends = self.ends(gangs, 1)
            self.assertEqual(ends, works)


if __name__ == "__main__":
    unittest.main()
