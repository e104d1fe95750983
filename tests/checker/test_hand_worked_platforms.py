"""The checker's own reading of docs/platforms.md on cases small enough to work out by hand.

    python3 tests/checker/test_hand_worked_platforms.py

Times in the cases are seconds; each case states its arithmetic.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from events import unit_ranges  # noqa: E402
from figures import placements  # noqa: E402
from hand_worked import failure, job, play, recovery, scenario, shown, used  # noqa: E402
from rules.geometry import NEVER, Alike, Ask, Limit, Nodes, Torus  # noqa: E402
from rules.scenario import Delivery, Pool, Site, Watts  # noqa: E402
from rules.stages import Progress, Run  # noqa: E402

# 2 x 2 hosts in a block: host 0 and 1 in the first row, 2 and 3 in the second.
FLAT = Torus((2, 2, 1), (4, 4, 1), ((2, 2, 1), (2, 4, 1), (4, 4, 1)), flat=True)
# Blocks of two hosts, two blocks a pod: 16 chips at most.
PAIRS = Torus((2, 2, 1), (2, 2, 2), ((1, 1, 1), (2, 2, 1), (2, 2, 2)), (1, 1, 2), 128)
# Domains {0 1} {2 3} {4 5}; leaves {0 1 2 3} {4 5}.
NODES = Nodes(4, 2, (4, 2))

DRAWN = {"failures": "drawn"}


def found(geometry, free, ask):
    """The units as text, with the slice if there is one; `free` lists units that are wholly free,
    or says how many chips are."""
    if not isinstance(free, dict):
        free = dict.fromkeys(free, geometry.chips_per_unit)
    place = geometry.find(free, ask)
    return place and " ".join(filter(None, [unit_ranges(place.units()), place.slice]))


def said(rows, events):
    """`interrupt A 0-1`, `down 0`: of those events, the time, the event, job or none, units."""
    return [" ".join(filter(None, [str(r.time // 1000), r.event, r.job_id, r.units or r.detail]))
            for r in rows if r.event in events]


class Geometry(unittest.TestCase):
    def test_alike(self):
        # 5 chips in units of 4: two units, 8 chips.
        self.assertEqual(Alike(4).need(Ask(5)), 8)
        self.assertEqual(found(Alike(4), [1, 3, 4], Ask(5)), "1 3")
        self.assertFalse(Alike(4).eligible(Ask(4, (2, 2))))
        self.assertFalse(Alike(4).eligible(Ask(4, limit=Limit("max_leaves", 1, True))))
        self.assertTrue(Alike(4).eligible(Ask(4, limit=Limit("max_leaves", 1, False))))

    def test_nodes_share_a_node(self):
        # 2 chips go where the fewest, but enough, are free: node 2.
        self.assertEqual(found(NODES, {0: 4, 1: 3, 2: 2, 3: 1}, Ask(2)), "2")
        # No node is partly free: the one of the domain with the fewest free nodes, as for 4 chips.
        self.assertEqual(found(NODES, {0: 4, 1: 4, 3: 4}, Ask(2)), "3")
        self.assertEqual(found(NODES, {0: 4, 1: 4, 3: 4}, Ask(4)), "3")
        self.assertEqual(NODES.need(Ask(3)), 3)
        self.assertEqual(NODES.need(Ask(5)), 8)

    def test_nodes_without_limit(self):
        # Domain 1 has two free nodes and is before domain 2; domain 0 has one only.
        self.assertEqual(found(NODES, [0, 2, 3, 4, 5], Ask(8)), "2-3")
        # No domain has three; leaf 0 has: its fullest domain {2 3} first, then 0.
        self.assertEqual(found(NODES, [0, 2, 3, 4, 5], Ask(12)), "0 2-3")
        # No leaf has five: leaf 0 with four, then the lowest of leaf 1.
        self.assertEqual(found(NODES, range(6), Ask(20)), "0-4")
        # Leaves of 4, 3 and 1 free nodes for 5: all 4, then the one with the fewest that has 1.
        leaves = Nodes(1, 1, (4, 3, 1))
        self.assertEqual(found(leaves, range(8), Ask(5)), "0-3 7")
        # Domains of 2, 2 and 1 free nodes in one leaf for 3: {0 1}, then the 1.
        self.assertEqual(found(Nodes(1, 2), range(5), Ask(3)), "0-1 4")
        # A node of which chips are taken is not wholly free.
        self.assertIsNone(found(NODES, {0: 4, 1: 3}, Ask(8)))

    def test_nodes_with_limits(self):
        one_leaf, preferred = Limit("max_leaves", 1, True), Limit("max_leaves", 1, False)
        self.assertIsNone(found(NODES, range(6), Ask(20, limit=one_leaf)))
        self.assertEqual(found(NODES, range(6), Ask(20, limit=preferred)), "0-4")
        # Three nodes of at most two domains: {0 1}, then 2; of at most one: nowhere.
        self.assertEqual(found(NODES, range(6), Ask(12, limit=Limit("max_domains", 2, True))),
                         "0-2")
        self.assertIsNone(found(NODES, range(6), Ask(12, limit=Limit("max_domains", 1, True))))
        # 5 nodes are more than 2 domains or the largest leaf can hold; two leaves are all.
        for limit, able in ((Limit("max_domains", 2, True), False), (one_leaf, False),
                            (Limit("max_leaves", 2, True), True), (preferred, True)):
            self.assertEqual(NODES.need(Ask(17, limit=limit)) < NEVER, able, limit)
        # Domain 2 is the fullest; where leaf 0 has but one free node, domains cross leaves.
        self.assertEqual(found(NODES, [1, 4, 5], Ask(12, limit=Limit("max_domains", 2, True))),
                         "1 4-5")

    def test_inside_a_block(self):
        # 2x4 comes before 4x2, position (0, 0) before (2, 0).
        self.assertEqual(found(FLAT, [0, 1, 2, 3], Ask(8)), "0-1 2x4")
        self.assertEqual(found(FLAT, [1, 2, 3], Ask(8)), "2-3 2x4")
        self.assertEqual(found(FLAT, [0, 2], Ask(8)), "0 2 4x2")
        self.assertIsNone(found(FLAT, [1, 2], Ask(8)))  # a diagonal
        # Block 1 (hosts 4 to 7) has fewer free hosts; it has none in a row for 8 chips.
        self.assertEqual(found(FLAT, [0, 1, 2, 5, 6], Ask(3)), "5 2x2")
        self.assertEqual(found(FLAT, [0, 1, 2, 5, 6], Ask(8)), "0-1 2x4")
        # Of pods with 1 and 2 wholly free blocks a part breaks the first, one block takes it.
        self.assertEqual(found(PAIRS, [0, 1, 2, 3, 6, 7], Ask(4)), "6 2x2x1")
        self.assertEqual(found(PAIRS, [0, 1, 2, 3, 6, 7], Ask(8)), "6-7 2x2x2")
        self.assertEqual(FLAT.need(Ask(17)), NEVER)
        self.assertFalse(FLAT.eligible(Ask(16, (2, 8))))

    def test_a_shape_in_a_host_takes_the_host(self):
        self.assertEqual(PAIRS.need(Ask(1)), 4)
        self.assertEqual(found(PAIRS, [1], Ask(1, (1, 1, 1))), "1 2x2x1")

    def test_whole_blocks_of_one_pod(self):
        # Pod 0 has one wholly free block (1), pod 1 has both (2 and 3: hosts 4 to 7).
        self.assertEqual(found(PAIRS, [1, 2, 3, 4, 5, 6, 7], Ask(9)), "4-7 2x2x4")
        self.assertEqual(found(PAIRS, range(4), Ask(16, (2, 4, 2))), "0-3 2x4x2")
        self.assertIsNone(found(PAIRS, [2, 3, 4, 5], Ask(16)))
        self.assertFalse(PAIRS.eligible(Ask(24, (2, 2, 6))))  # longer than the pod
        self.assertEqual(PAIRS.need(Ask(17)), NEVER)

    def test_fewest_blocks_with_a_legal_shape(self):
        # Of 3 blocks 1x1x3 alone is a box, and it is longer than a pod of 1x2x2: 4 blocks.
        square = Torus((2, 2, 1), (2, 2, 2), ((2, 2, 2),), (1, 2, 2), 128)
        self.assertEqual(square.need(Ask(17)), 32)
        # Of 1x1x4 and 1x2x2 the second has the less longest axis.
        long = Torus((2, 2, 1), (2, 2, 2), ((2, 2, 2),), (4, 2, 1), 128)
        self.assertEqual(found(long, range(16), Ask(32)), "0-7 2x4x4")


class Recovery(unittest.TestCase):
    # W = 10, interval 4, writes of 2 after 4 and 8, startup 2, restart 3: starting 0-2,
    # productive 2-6, write 6-8, productive 8-12, write 12-14, productive 14-16.
    COSTS = recovery(2, 3, 4, 2)

    def test_stages_and_their_times(self):
        rows, figures, _ = play(scenario([job(0, 1, 0, 10)], units=1, costs=self.COSTS))
        self.assertEqual(said(rows, ["start", "stage", "end"]),
                         ["0 start A 0", "2 stage A productive", "16 end A 0"])
        self.assertEqual(next(r.estimate for r in rows if r.event == "submit"), 16_000)
        self.assertEqual({r[5]: r[6] for r in figures.waterfall()},
                         {"starting": 2_000, "checkpointing": 4_000, "productive": 10_000})

    def test_interrupted_during_a_write(self):
        # Down at 13, in the write at 8: saved 4, reached 8, lost 4. From 20: starting to 23,
        # recomputing 4 to 8 until 27, the write until 29, the last 2 until 31.
        case = scenario([job(0, 1, 0, 10)], units=1, costs=self.COSTS, pool_times=DRAWN)
        rows, figures, replay = play(case, failure(case, 0, 13, 20))
        self.assertEqual(said(rows, ["start", "stage", "interrupt", "end"]), [
            "0 start A 0", "2 stage A productive", "13 interrupt A 0", "20 start A 0",
            "23 stage A recomputing", "27 stage A productive", "31 end A 0"])
        # Estimate of the second start: 3 + (10 - 4) + one write of 2.
        self.assertEqual([r.estimate for r in rows if r.event == "start"], [16_000, 11_000])
        # Writes: 6-8, 12-13, 27-29. Productive: 10, none of it twice.
        held = {r[5]: r[6] for r in figures.waterfall() if r[4]}
        self.assertEqual(held, {"starting": 5_000, "checkpointing": 5_000, "recomputing": 4_000,
                                "productive": 10_000})
        # run 13 + 11, requeue 20 - 13, lost 4, one interruption.
        columns = "start_s end_s wait_s run_s requeue_s lost_s interruptions state"
        self.assertEqual(shown(replay, figures, "A", columns),
                         [0, 31_000, 0, 24_000, 7_000, 4_000, 1, "done"])
        self.assertEqual(dict(figures.waits["A"]), {"no_capacity_yet": 7_000})
        # Of the first start the write at 8 is not complete: 8 of progress, 4 of them saved. It had
        # written for 2, then for 1. No capacity until 20.
        self.assertEqual([r[6:] for r in placements(replay, figures.start_waits)], [
            [0, 13_000, "failure", 0, 4_000, 1, 3_000, 0, 2_000, 0] + [0] * 6,
            [20_000, 31_000, "done", 0, 0, 1, 2_000, 0, 3_000, 4_000, 7_000] + [0] * 5])

    def test_interrupted_again(self):
        # As above from 20: starting to 23, recomputing to 27, write to 29.
        past = Progress(4_000, 8_000, 4_000, 1)
        run = Run(self.COSTS, past, 10_000)
        made = run.pieces(20_000)
        self.assertEqual(run.interrupted(made, 22_000), Progress(4_000, 8_000, 4_000, 2))
        # At 25: 2 recomputed, and lost again.
        self.assertEqual(run.interrupted(made, 25_000), Progress(4_000, 8_000, 6_000, 2))
        self.assertEqual(run.interrupted(made, 28_999), Progress(4_000, 8_000, 8_000, 2))
        # The write ends at 29: it counts.
        self.assertEqual(run.interrupted(made, 29_000), Progress(8_000, 8_000, 4_000, 2))


class Times(unittest.TestCase):
    EVENTS = ("open set_aside activate start interrupt down up deliver bind retire end").split()

    def test_a_spare_steps_in(self):
        # Units 0 and 1 in service, 2 aside. 0 fails at 5: A starts anew on 1 2, for all its 20.
        # Back at 15, 0 is one more than the target: aside.
        case = scenario([job(0, 2, 0, 20)], units=3, spares=1, pool_times=DRAWN)
        rows, figures, replay = play(case, failure(case, 0, 5, 15))
        self.assertEqual(said(rows, self.EVENTS), [
            "0 open 0-2", "0 set_aside 2", "0 start A 0-1", "5 interrupt A 0-1", "5 down 0",
            "5 activate 2", "5 start A 1-2", "15 up 0", "15 set_aside 0", "25 end A 1-2"])
        self.assertEqual(shown(replay, figures, "A", "run_s requeue_s lost_s interruptions"),
                         [25_000, 0, 5_000, 1])
        self.assertEqual({r[5]: r[6] for r in figures.waterfall()}, {
            "spare": 15_000, "in_repair": 10_000, "productive": 2 * 20_000,
            "recomputing": 2 * 5_000})

    def test_a_block_in_use_is_not_set_aside(self):
        # Block 1 is aside. Unit 1 fails: no whole block in service, so it steps in. When 1 is
        # back, A runs on unit 0 of that block: both stay.
        case = scenario([job(0, 4, 0, 20)], units=4, spares=2, geometry=PAIRS,
                        pool_times=DRAWN)
        rows, _, _ = play(case, failure(case, 1, 5, 8))
        self.assertEqual(said(rows, self.EVENTS), [
            "0 open 0-3", "0 set_aside 2-3", "0 start A 0", "5 down 1", "5 activate 2-3",
            "8 up 1", "20 end A 0"])

    def test_a_delivery_binds(self):
        # 2 of 4 units come at 60: A, of 3, cannot run before.
        rows, figures, _ = play(scenario([job(0, 3, 0, 5)], pool_times={
            "deliveries": (Delivery(2, 60_000),)}))
        self.assertEqual(said(rows, self.EVENTS), [
            "0 open 0-1", "60 deliver 2-3", "60 bind 2-3", "60 start A 0-2", "65 end A 0-2"])
        self.assertEqual(dict(figures.waits["A"]), {"no_capacity_yet": 60_000})
        # From 0 to 60: 2 lacking; the 2 free ones are too few for A.
        self.assertEqual(used(figures, 0), {"undelivered": 2, "gang_short": 2})

    def test_maintenance_holds(self):
        # Announced for 60 to 90. A ends at 60; B would end at 70: it waits until 90.
        rows, figures, _ = play(scenario([job(0, 1, 10, 50), job(1, 1, 40, 30)], pool_times={
            "maintenance": ((60_000, 90_000),)}))
        self.assertEqual(said(rows, self.EVENTS), [
            "0 open 0-3", "10 start A 0", "60 end A 0", "60 down 0-3", "90 up 0-3",
            "90 start B 0", "120 end B 0"])
        self.assertEqual(dict(figures.waits["B"]),
                         {"held_for_start": 20_000, "no_capacity_yet": 30_000})

    def test_retirement(self):
        # Units 0 and 1 leave at 30 under A; 2 and 3 have been there since 20.
        rows, figures, _ = play(scenario([job(0, 2, 0, 40)], pool_times={
            "deliveries": (Delivery(2, 20_000),), "retire": 30_000}))
        self.assertEqual(said(rows, self.EVENTS), [
            "0 open 0-1", "0 start A 0-1", "20 deliver 2-3", "20 bind 2-3",
            "30 interrupt A 0-1", "30 retire 0-1", "30 start A 2-3", "70 end A 2-3"])
        # Lacking: 2 until 20, 2 from 30 to 70.
        self.assertEqual(sum(r[6] for r in figures.waterfall() if r[5] == "undelivered"),
                         2 * 20_000 + 2 * 40_000)

    def test_free_but_fragmented(self):
        # A to D hold a host each. A (0) and D (3) end at 10: E, 2x4, fits on no diagonal.
        rows, figures, _ = play(scenario(
            [job(0, 4, 0, 10), job(1, 4, 0, 20), job(2, 4, 0, 20), job(3, 4, 0, 10),
             job(4, 8, 5, 5)], geometry=FLAT))
        self.assertEqual(said(rows, ["start"])[-1], "20 start E 0-1")
        self.assertEqual(dict(figures.waits["E"]), {"busy": 5_000, "fragmented": 10_000})
        self.assertEqual({r[5]: r[6] for r in figures.waterfall() if not r[4]},
                         {"fragmented": 8 * 10_000, "no_demand": 8 * 5_000})

    def test_a_promised_place(self):
        # A holds nodes 0 and 1 until 10, which are promised to B. C (50 s) has a place beside.
        rows, _, _ = play(scenario(
            [job(0, 4, 0, 10), job(1, 4, 0, 5), job(2, 1, 0, 50)], units=3, geometry=Nodes(2),
            backfill="easy"))
        self.assertEqual(said(rows, ["start", "promise"]), [
            "0 start A 0-1", "0 start C 2", "0 promise B 0-1", "10 start B 0-1"])

    def test_a_promised_place_is_left_alone(self):
        # A holds 0 1 until 10, B 2 3 until 20; C needs all at 20. At 10 E ends by then, D not:
        # it fits, but the promise needs all places.
        rows, figures, _ = play(scenario(
            [job(0, 8, 0, 10), job(1, 8, 0, 20), job(2, 16, 0, 5), job(3, 4, 10, 30),
             job(4, 4, 10, 10)], geometry=FLAT, backfill="easy"))
        self.assertEqual(said(rows, ["start"]), [
            "0 start A 0-1", "0 start B 2-3", "10 start E 0", "20 start C 0-3", "25 start D 0"])
        self.assertEqual(dict(figures.waits["D"]), {"held_for_start": 10_000, "busy": 5_000})


class Power(unittest.TestCase):
    def test_draw_by_state(self):
        # 3 units of 2 chips, a host each: 5 W and 10 W a chip, 20 W more at work: 25 W a unit.
        # A starts for 4 s, works on 3 chips of 2 units until 10; unit 2 is in repair from 6 to 8.
        case = scenario([job(0, 3, 0, 6)], units=3, chips_per_unit=2, costs=recovery(4, 4),
                        pool_times={"accelerator": "a", "watts": Watts("10", "30", "5", 2),
                                    **DRAWN})
        _, figures, _ = play(case, failure(case, 2, 6, 8))
        self.assertEqual(figures.pools, [
            [0, "p", 2, 75_000], [4_000, "p", 2, 135_000], [6_000, "p", 0, 110_000],
            [8_000, "p", 2, 135_000], [10_000, "p", 6, 75_000]])
        # 75 W x 4 s, 135 W x 4 s, 110 W x 2 s: 1060 J.
        self.assertAlmostEqual(figures.energy_mwh()[0], 1060 / 3.6e9, places=18)

    def test_hosts_and_sites(self):
        # Units of 4 chips are half a host: 4 x 100 W + 1 kW / 2, and a tenth more.
        pool = Pool("p", Site("s", pue="1.1"), 2, Alike(4), accelerator="a",
                    watts=Watts("100", "700", "1000", 8))
        self.assertEqual(pool.milliwatts(2, 0), 2 * 990_000)
        self.assertEqual(pool.milliwatts(2, 3), 2 * 990_000 + 3 * 660_000)


if __name__ == "__main__":
    unittest.main()
