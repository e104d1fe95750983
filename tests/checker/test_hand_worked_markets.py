"""The checker's reading of docs/contracts.md on markets, by hand.

    python3 tests/checker/test_hand_worked_markets.py

Pool `p` has 4 chips, all in reservation `r`; the markets have as many. Times are seconds, or hours
where money is.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from dataclasses import replace  # noqa: E402

from events import seconds, unit_row  # noqa: E402
from hand_worked import WATTS, job, play, recovery, scenario  # noqa: E402
from hand_worked_contracts import DOLLAR, contract, costs, run  # noqa: E402
from rules.contracts.clauses import Scope  # noqa: E402
from rules.contracts.prices import PriceEntry  # noqa: E402
from rules.geometry import Alike, Ask  # noqa: E402
from rules.jobs import Port, Source  # noqa: E402
from rules.scenario import ALL, Pool, Reservation  # noqa: E402
from rules.services import Service  # noqa: E402


def with_market(case, name, kind, accelerator="", first=False):
    """The same with a market of 4 chips, first in the file or last."""
    pool = Pool(name, case.pools[0].site, 4, Alike(1), market=kind, accelerator=accelerator,
                watts=WATTS, reclaims="rate: 1 per 1000 unit-days" if kind == "spot" else "")
    pools = (pool,) + case.pools if first else case.pools + (pool,)
    place = Reservation("market_" + name, pool, 4, shared_with=ALL)
    return replace(case, pools=pools, reservations=case.reservations + (place,))


def started(rows):
    """`A r 0`: which job, where, when."""
    return [f"{row.job_id} {row.reservation} {seconds(row.time)}" for row in rows
            if row.event == "start"]


class Markets(unittest.TestCase):
    def test_what_does_not_fit_overflows(self):
        # A takes the reservation, B what is on demand; C has a spot market alone left.
        case = scenario([job(n, 4, 0, 10) for n in range(3)])
        case = with_market(with_market(case, "d", "on_demand"), "s", "spot")
        rows, figures, _ = play(case)
        self.assertEqual(started(rows), ["A r 0", "B market_d 0", "C market_s 0"])
        # 40 chip-seconds in each; those of markets are in no base, and never idle.
        self.assertEqual({r[1]: r[6] for r in figures.waterfall()},
                         {"r": 40_000, "market_d": 40_000, "market_s": 40_000})
        self.assertEqual(sum(figures.reserved_chip_time().values()), 40_000)

    def test_order_of_choice(self):
        # The market is first in the file: platform order begins there, committed_first does not.
        case = with_market(scenario([job(0, 4, 0, 10)]), "d", "on_demand", first=True)
        for choice, place in (("platform_order", "market_d"), ("committed_first", "r"),
                              ("cheapest", "r")):
            policy = replace(case.policy, pool_choice=choice)
            prices = (PriceEntry(Scope(pool="d"), DOLLAR),)
            rows, _, _ = play(replace(case, policy=policy, prices=prices))
            self.assertEqual(started(rows), [f"A {place} 0"], choice)

    def test_the_cheapest_progress(self):
        # r is taken. A chip-hour of v4 costs 2 at speed 1; of mi300x 3 at speed 2: 1.50.
        ports = (Port("tpu_v4"), Port("mi300x", "2"), Port("h100_sxm"))
        jobs = [replace(job(n, 4, n, 10), source=Source(runs_on=ports)) for n in range(3)]
        case = scenario(jobs, pool_choice="cheapest")
        first = replace(case.pools[0], accelerator="h100_sxm", watts=WATTS)
        case = replace(case, pools=(first,),
                       reservations=(replace(case.reservations[0], pool=first),))
        case = with_market(with_market(case, "a", "on_demand", "tpu_v4"), "b", "spot", "mi300x")
        prices = (PriceEntry(Scope(pool="a"), 2 * DOLLAR),
                  PriceEntry(Scope(pool="b"), 1, spot=3 * DOLLAR))
        rows, _, _ = play(replace(case, prices=prices))
        self.assertEqual(started(rows), ["A r 0", "B market_b 1", "C market_a 2"])

    def test_the_price_of_the_hour(self):
        # A has r. Until 01:00, 1800 s after the start, b costs 1 and a 2; then b costs 3.
        jobs = [job(0, 4, 0, 5_000), job(1, 4, 1_799, 1), job(2, 4, 1_800, 1)]
        case = scenario(jobs, start="2026-01-01T00:30", pool_choice="cheapest")
        case = with_market(with_market(case, "a", "on_demand"), "b", "on_demand")
        prices = (PriceEntry(Scope(pool="a"), 2 * DOLLAR), PriceEntry(Scope(pool="b"), DOLLAR),
                  PriceEntry(Scope(pool="b"), 3 * DOLLAR, begin=1_800_000))
        rows, _, _ = play(replace(case, prices=prices))
        self.assertEqual(started(rows), ["A r 0", "B market_b 1799", "C market_a 1800"])

    def test_the_cheapest_replica(self):
        # On v4, for 2.00, it serves 10 requests/s; on mi300x, for 4.00, 25 or 20: 1.60 or 2.00 for
        # as many as on v4. A has r, where it could not run.
        prices = (PriceEntry(Scope(pool="a"), 2 * DOLLAR), PriceEntry(Scope(pool="b"), 4 * DOLLAR))
        for served, place in ((25_000, "market_b"), (20_000, "market_a")):
            chat = Service(Source("chat", runs_on=(Port("tpu_v4"), Port("mi300x"))), "serving",
                           "inference", Ask(1), (("tpu_v4", 10_000), ("mi300x", served)), 0,
                           requests=(10,), step=10_000)
            case = scenario([job(0, 4, 0, 10)], end=10, services=(chat,), pool_choice="cheapest")
            case = with_market(case, "a", "on_demand", "tpu_v4")
            case = with_market(case, "b", "on_demand", "mi300x")
            rows, _, _ = play(replace(case, prices=prices))
            self.assertEqual(started(rows), ["A r 0", f"chat/1 {place} 0"])

    def test_a_job_that_may_not_use_it_waits(self):
        jobs = [replace(job(n, 4, 0, 10), source=Source(markets=("spot",))) for n in range(2)]
        rows, figures, _ = play(with_market(scenario(jobs), "d", "on_demand"))
        self.assertEqual(started(rows), ["A r 0", "B r 10"])
        self.assertEqual(dict(figures.waits["B"]), {"busy": 10_000})

    def test_a_reclaim_costs_what_was_not_saved(self):
        # In the spot market, 10 s of work, saved every 4 s, in no time. Unit 3 is reclaimed at 6:
        # 2 s are lost. It is back at 9; startup takes 1 s: 9 + 1 + 6 = 16.
        costs_of_it = recovery(startup=0, restart=1, interval=4)
        jobs = [job(0, 4, 0, 100), job(1, 4, 0, 10)]
        case = with_market(scenario(jobs, costs=costs_of_it), "s", "spot")
        pool = case.pools[1]
        rows, _, _ = play(case, [unit_row(6_000, "down", pool, [3], "reclaim"),
                                 unit_row(9_000, "up", pool, [3], "reclaim")])
        self.assertEqual([(row.event, row.time, row.detail) for row in rows
                          if row.job_id == "B" and row.event in ("interrupt", "start", "end")],
                         [("start", 0, ""), ("interrupt", 6_000, "reclaim"),
                          ("start", 9_000, "starting"), ("end", 16_000, "done")])

    def test_who_pays_for_it(self):
        # Three jobs of an hour: in the reservation, on demand, on spot. A contract of 6 chips for
        # anything takes what is dearest: 4 on demand (5.00), then 2 of the reservation (2.00). The
        # other 2 have the list price, 4.00, and 4 of spot, which is in no scope, 0.50 each.
        prices = (PriceEntry(Scope(pool="p"), 2 * DOLLAR), PriceEntry(Scope(pool="d"), 5 * DOLLAR),
                  PriceEntry(Scope(pool="s"), 9 * DOLLAR, spot=500_000))
        ledger, _ = run([(4, 0, 1), (4, 0, 1), (4, 0, 1)], [contract(6, 1, Scope())], 1,
                        prices=prices, pools=lambda case: with_market(
                            with_market(case, "d", "on_demand"), "s", "spot"))
        self.assertEqual(costs(ledger), {
            ("covered", "c", "r", "t"): 2 * DOLLAR, ("covered", "c", "market_d", "t"): 4 * DOLLAR,
            ("list price", "list", "r", "t"): 4 * DOLLAR,
            ("list price", "list", "market_s", "t"): 2 * DOLLAR})


if __name__ == "__main__":
    unittest.main()
