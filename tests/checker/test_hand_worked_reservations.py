"""The checker's reading of docs/contracts.md, Reservations in time, on cases small enough to work
out by hand.

    python3 tests/checker/test_hand_worked_reservations.py

Times in the cases are seconds; each case states its arithmetic.
"""

import os
import sys
import unittest
from dataclasses import replace

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from figures import placements  # noqa: E402
from hand_worked import WATTS, failure, job, play, scenario, shown  # noqa: E402
from hand_worked_contracts import DOLLAR, P, contract, costs, hours, row, run  # noqa: E402
from rules.contracts.prices import PriceEntry  # noqa: E402
from rules.geometry import Ask, Nodes  # noqa: E402
from rules.jobs import FOREVER, Port, Source  # noqa: E402
from rules.scenario import ALL, Delivery, Reservation  # noqa: E402
from rules.services import Service  # noqa: E402

EVENTS = ("drain deliver bind notice open set_aside activate hand_back close start end interrupt "
          "refuse promise").split()


def with_reservation(case, **fields):
    """The same with another reservation."""
    return replace(case, reservations=(replace(case.reservations[0], **fields),)
                   + case.reservations[1:])


def handing_back(case, *parts):
    """Parts: (moment, units)."""
    return with_reservation(case, handed_back=tuple((1000 * on, units) for on, units in parts))


def said(rows):
    """The time, the event, job or reservation, and units or reason of what happens."""
    return [" ".join(filter(None, [str(r.time // 1000), r.event, r.job_id or r.reservation,
                                   r.units or r.detail]))
            for r in rows if r.event in EVENTS]


def undelivered(figures, name="r"):
    return sum(r[6] for r in figures.waterfall() if r[1] == name and r[5] == "undelivered")


class HandedBack(unittest.TestCase):
    def test_the_highest_go(self):
        # B loses 2 and 3 at 30 and starts anew when A has ended.
        rows, figures, _ = play(handing_back(
            scenario([job(0, 2, 0, 40), job(1, 2, 0, 40)]), (30, 2)))
        self.assertEqual(said(rows), [
            "0 open r 0-3", "0 start A 0-1", "0 start B 2-3", "30 interrupt B 2-3",
            "30 hand_back r 2-3", "40 end A 0-1", "40 start B 0-1", "80 end B 0-1"])
        # 2 of 4 chips from 30 to 80; all 4 x 80 s are reserved.
        self.assertEqual(undelivered(figures), 2 * 50_000)
        self.assertEqual(sum(figures.reserved_chip_time().values()), 4 * 80_000)
        self.assertEqual(dict(figures.waits["B"]), {"busy": 10_000})

    def test_what_has_not_come_is_handed_back_first(self):
        # 2 of 4 come at 60. Asks for 3 from 30 on: nothing goes, and 1 of the 2 is bound.
        rows, figures, _ = play(handing_back(scenario([job(0, 1, 60, 40)], pool_times={
            "deliveries": (Delivery(2, 60_000),)}), (30, 1)))
        self.assertEqual(said(rows), [
            "0 open r 0-1", "30 hand_back r", "60 deliver 2-3", "60 bind r 2", "60 start A 0",
            "100 end A 0"])
        self.assertEqual(undelivered(figures), 2 * 60_000 + 40_000)

    def test_others_get_it_with_a_delivery(self):
        # Of 6 units 4 and 5 come at 60. r2 asks for 2 and has none; r lets go of 3 at 30.
        case = handing_back(scenario([job(0, 2, 60, 40)], units=6, pool_times={
            "deliveries": (Delivery(2, 60_000),)}), (30, 1))
        case = with_reservation(case, units=4, shared_with=())
        more = Reservation("r2", case.pools[0], 2, 0, FOREVER, "h", ALL)
        rows, figures, _ = play(replace(case, reservations=case.reservations + (more,)))
        self.assertEqual(said(rows), [
            "0 open r 0-3", "0 open r2", "30 hand_back r 3", "60 deliver 4-5", "60 bind r2 3-4",
            "60 start A 3-4", "100 end A 3-4"])
        self.assertEqual((undelivered(figures), undelivered(figures, "r2")), (70_000, 120_000))

    def test_spares_are_kept(self):
        # Unit 3, the spare, goes; of those that stay the highest without a gang is aside in its
        # place. The next time that goes, and A runs on all that stay: none is set aside.
        rows, _, _ = play(handing_back(scenario([job(0, 2, 0, 90)], spares=1), (30, 1), (60, 1)))
        self.assertEqual(said(rows), [
            "0 open r 0-3", "0 set_aside r 3", "0 start A 0-1", "30 hand_back r 3",
            "30 set_aside r 2", "60 hand_back r 2", "90 end A 0-1"])

    def test_a_job_that_comes_too_late_is_too_large(self):
        # 3 of 4 chips until 30. B waits for ever; C is refused; the run ends when A has.
        rows, figures, _ = play(handing_back(scenario(
            [job(0, 4, 0, 20), job(1, 3, 15, 20), job(2, 3, 35, 20), job(3, 1, 40, 10)],
            backfill="easy"), (30, 2)))
        self.assertEqual(said(rows), [
            "0 open r 0-3", "0 start A 0-3", "15 promise B", "20 end A 0-3", "20 start B 0-2",
            "30 interrupt B 0-2", "30 hand_back r 2-3", "35 refuse C too_large",
            "40 start D 0", "50 end D 0"])
        self.assertEqual(dict(figures.waits["B"]), {"busy": 5_000, "no_capacity_yet": 20_000})

    def test_it_is_paid_for(self):
        # 4 chips for 4 hours, 2 handed back after 2: 12 chip-hours are held, 16 are owed; with pay
        # on delivery, too.
        def back(case):
            return handing_back(case, (7200, 2))
        for clauses in ({}, {"pay_on_delivery": True}):
            ledger, _ = run([], [contract(4, 4, **clauses)], 4, pools=back)
            self.assertEqual(row(ledger, 0)[:3] + row(ledger, 0)[8:9], ["16", "16", "12", "16"])
            self.assertEqual(ledger.waterfall()[("2026-01", "r", "", "undelivered", "c")],
                             (hours(4), 4 * DOLLAR))


class Notice(unittest.TestCase):
    def case(self, notice, backfill, jobs):
        """r has 2 of 6 units, r2 the others from 100 on, announced at that moment."""
        case = with_reservation(scenario(jobs, units=6, backfill=backfill), units=2)
        more = Reservation("r2", case.pools[0], 4, 100_000, FOREVER, "h", ALL,
                           notice=notice * 1000)
        return replace(case, reservations=case.reservations + (more,))

    def played(self, notice, backfill):
        """A holds all of r until 200. B, of 2, can run in both, C, of 4, in r2 alone."""
        rows, figures, _ = play(self.case(notice, backfill, [
            job(0, 2, 0, 200), job(1, 2, 10, 20), job(2, 4, 20, 10)]))
        return [(r.time // 1000, r.job_id, r.reservation, r.at // 1000)
                for r in rows if r.event == "promise"], rows, figures

    def test_no_promise_before(self):
        # B counts on A's end until 50. C has to wait for B, whose place in r2 is the first promise.
        promises, rows, figures = self.played(50, "easy")
        self.assertEqual(promises, [(10, "B", "r", 200), (50, "B", "r2", 100),
                                    (100, "C", "r2", 120)])
        self.assertEqual([text for text in said(rows) if "promise" not in text], [
            "0 open r 0-1", "0 start A 0-1", "50 notice r2", "100 open r2 2-5", "100 start B 2-3",
            "120 end B 2-3", "120 start C 2-5", "130 end C 2-5", "200 end A 0-1"])
        # C, of 4, has none to wait for in r, of 2, and none in r2 before 100.
        self.assertEqual(dict(figures.waits["B"]), {"busy": 90_000})
        self.assertEqual(dict(figures.waits["C"]), {"no_capacity_yet": 80_000, "busy": 20_000})
        # What is reserved is the same, known or not: 2 x 200 s and 4 x 100 s.
        self.assertEqual(sum(figures.reserved_chip_time().values()), 800_000)

    def test_known_from_the_beginning(self):
        promises, rows, _ = self.played(0, "easy")
        # B holds the one promise in r2 until it starts.
        self.assertEqual(promises, [(10, "B", "r2", 100), (100, "C", "r2", 120)])
        self.assertNotIn("notice", [r.event for r in rows])

    def test_profiles_do_not_count_on_it(self):
        # From 50 on both have a promise: B at 100, C when B has ended.
        promises, _, _ = self.played(50, "conservative")
        self.assertEqual(promises, [(10, "B", "r", 200), (50, "B", "r2", 100),
                                    (50, "C", "r2", 120)])

    def test_a_job_that_can_run_there_alone_is_not_refused(self):
        # Nothing runs, nothing else is to come: the run goes on until the notice and r2.
        rows, figures, _ = play(self.case(50, "none", [job(0, 4, 0, 10)]))
        self.assertEqual(said(rows)[1:], ["50 notice r2", "100 open r2 2-5", "100 start A 2-5",
                                          "110 end A 2-5"])
        self.assertEqual(dict(figures.waits["A"]), {"no_capacity_yet": 100_000})


def draining(case, until, *successors):
    """The same, with a reservation that drains at that moment and what it leaves behind; a list
    price of 2 dollars, half of it for idle chips. successors: (name, units, from)."""
    case = with_reservation(case, closes_at=until * 1000, at_end="drain")
    first, pool = case.reservations[0], case.pools[0]
    more = tuple(Reservation(name, pool, units, begin * 1000, FOREVER, "h", ALL)
                 for name, units, begin in successors)
    prices = (PriceEntry(P, 2 * DOLLAR, unused_factor=DOLLAR // 2),)
    return replace(case, reservations=(first, *more, first.drained), prices=prices)


class Draining(unittest.TestCase):
    def test_the_next_tenant_waits(self):
        # A and B run on at 30, C ends then. n, of all 4, has C's unit, then B's, then A's.
        rows, figures, replay = play(draining(scenario(
            [job(0, 2, 0, 60), job(1, 1, 0, 40), job(2, 1, 0, 30), job(3, 4, 30, 10)]), 30,
            ("n", 4, 30)))
        self.assertEqual(said(rows), [
            "0 open r 0-3", "0 start A 0-1", "0 start B 2", "0 start C 3",
            "30 drain A 0-1", "30 drain B 2", "30 open n 3", "30 end C 3", "30 close r 3",
            "40 end B 2", "40 bind n 2", "60 end A 0-1", "60 bind n 0-1",
            "60 start D 0-3", "70 end D 0-3"])
        # n lacks 3 chips for 10 s and 2 for 20 s. Reserved are 4 x 30 and 4 x 40 s.
        self.assertEqual(undelivered(figures, "n"), 3 * 10_000 + 2 * 20_000)
        self.assertEqual(sum(figures.reserved_chip_time().values()), 4 * 70_000)
        self.assertEqual(dict(figures.waits["D"]), {"no_capacity_yet": 30_000})
        # What drained: 2 x 30 s and 1 x 10 s, in no base.
        self.assertEqual({r[5]: r[6] for r in figures.waterfall() if r[1] == "drained_r"},
                         {"productive": 70_000})
        self.assertEqual(shown(replay, figures, "A", "reservation start_s end_s run_s state"),
                         ["drained_r", 0, 60_000, 60_000, "done"])
        self.assertEqual([(at, end, by) for _, _, place, *_, at, end, by in (
            row[:9] for row in placements(replay, figures.start_waits) if row[0] == "A")],
            [(0, 30_000, "drain"), (30_000, 60_000, "done")])

    def test_it_is_on_demand_from_the_end_on(self):
        # 4 chips are owed for 4 hours, at a dollar, of which r is there for 2. A has 2 of them for
        # 3 hours: 4 chip-hours are covered, 4 are idle and covered, too, 8 are a shortfall. What
        # drains, 2 x 1 hour at 2 dollars, is the list price's.
        ledger, _ = run([(2, 0, 3)], [contract(4, 4)], 4,
                        pools=lambda case: draining(case, 2 * 3600))
        self.assertEqual(row(ledger, 0)[:6], ["16", "16", "8", "0", "0", "8"])
        self.assertEqual(costs(ledger)["list price", "list", "drained_r", "t"], 4 * DOLLAR)
        self.assertEqual(costs(ledger)["covered", "c", "r", "t"], 4 * DOLLAR)
        self.assertEqual(ledger.waterfall()["2026-01", "drained_r", "t", "productive", "list"],
                         (hours(2), 4 * DOLLAR))

    def test_a_spend_contract_on_charges_does_not_count_it(self):
        # All is at list prices: A has 2 of 4 chips for 3 hours, r is there for 2. It counts 4
        # chip-hours at 2 dollars and 4 idle ones at 1, not 2 that drain: 12 of the 20 owed.
        deal = contract(0, 4, ramp=((0, 20 * DOLLAR),), unit="USD", rate=None, counts="charges",
                        settlement="term")
        ledger, _ = run([(2, 0, 3)], [deal], 4, pools=lambda case: draining(case, 2 * 3600))
        self.assertEqual(costs(ledger)["list price", "list", "drained_r", "t"], 4 * DOLLAR)
        self.assertEqual(costs(ledger)["not used", "c", "", ""], 8 * DOLLAR)

    def test_nothing_is_too_long(self):
        # A is longer than r: it starts all the same, where a reservation that cuts refuses it.
        case = scenario([job(0, 4, 0, 60)], until=30)
        self.assertEqual([text for text in said(play(case)[0]) if "A" in text],
                         ["0 refuse A too_long"])
        self.assertEqual([text for text in said(play(draining(case, 30))[0]) if "A" in text],
                         ["0 start A 0-3", "30 drain A 0-3", "60 end A 0-3"])

    def test_an_interruption_ends_it(self):
        # Unit 0 fails under A at 40: n binds both units and has one of them down until 50. A, which
        # had saved nothing, starts anew in n, and B, which waits for 2 chips, after it.
        case = draining(scenario([job(0, 2, 0, 60), job(1, 2, 31, 10)], units=2,
                                 end=130), 30, ("n", 2, 30))
        rows, figures, _ = play(case, failure(case, 0, 40, 50))
        self.assertEqual(said(rows), [
            "0 open r 0-1", "0 start A 0-1", "30 drain A 0-1", "30 open n", "30 close r",
            "40 interrupt A 0-1", "40 bind n 0-1", "50 start A 0-1", "110 end A 0-1",
            "110 start B 0-1", "120 end B 0-1"])
        self.assertEqual(sum(r[6] for r in figures.waterfall() if r[5] == "in_repair"), 10_000)
        self.assertEqual(undelivered(figures, "n"), 2 * 10_000)

    def test_a_unit_goes_with_the_last_gang_on_it(self):
        # A, B and C share unit 0, of 4 chips. C ends at 30; the unit is n's when A has ended.
        rows, _, _ = play(draining(scenario(
            [job(0, 2, 0, 60), job(1, 1, 0, 40), job(2, 1, 0, 30)], units=2,
            geometry=Nodes(4, 1, ())), 30, ("n", 2, 30)))
        self.assertEqual(said(rows)[4:], [
            "30 drain A 0", "30 drain B 0", "30 open n 1", "30 end C 0", "30 close r 1",
            "40 end B 0", "60 end A 0", "60 bind n 0"])

    def test_one_that_opens_later_binds_what_is_left(self):
        # B ends before anybody lacks its unit, A after n has opened.
        rows, _, _ = play(draining(scenario([job(0, 3, 0, 60), job(1, 1, 0, 40)]), 30,
                                   ("n", 4, 50)))
        self.assertEqual(said(rows)[3:], [
            "30 drain A 0-2", "30 drain B 3", "30 close r", "40 end B 3", "50 open n 3",
            "60 end A 0-2", "60 bind n 0-2"])

    def test_it_may_still_get_what_it_lacks(self):
        # C, which is first, fits into n only when A is gone: nobody overtakes.
        rows, _, _ = play(draining(scenario([job(0, 2, 0, 60), job(1, 4, 31, 10),
                                             job(2, 1, 32, 10)]), 30, ("n", 4, 30)))
        self.assertEqual([text for text in said(rows) if "start" in text],
                         ["0 start A 0-1", "60 start B 0-3", "70 start C 0"])

    def test_replicas_stay_until_they_are_released(self):
        # Two replicas of 1 request a second. From 40 on one is enough: the last goes, at 40.
        service = Service(Source("s", runs_on=(Port("tpu_v5e"),)), "t", "c", Ask(1),
                          (("tpu_v5e", 1_000),), 0, requests=(40, 40, 20, 20), step=20_000)
        case = scenario([], units=2, end=80, services=(service,),
                        pool_times={"accelerator": "tpu_v5e", "watts": WATTS})
        rows, _, _ = play(draining(case, 30, ("n", 2, 30)))
        self.assertEqual([" ".join(filter(None, [str(r.time // 1000), r.event, r.job_id, r.units]))
                          for r in rows if r.time >= 30_000 and r.event in
                          ("drain", "open", "release", "bind")],
                         ["30 drain s/1 0", "30 drain s/2 1", "30 open", "40 release s/2 1",
                          "40 bind 1"])


if __name__ == "__main__":
    unittest.main()
