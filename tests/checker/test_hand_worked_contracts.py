"""The checker's reading of docs/contracts.md on contracts small enough to work out by hand.

    python3 tests/checker/test_hand_worked_contracts.py

The pool has 4 chips, all in reservation `r` of `h`; jobs are those of `t`. A chip-hour is a dollar
unless a case says otherwise.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from datetime import datetime  # noqa: E402

from hand_worked_contracts import (DOLLAR, P, billed, bills, contract, costs, hours,  # noqa: E402
                                   row, run, windows, with_pool)
from rules.contracts.clauses import Contract, Scope, ServiceLevel, Termination  # noqa: E402
from rules.contracts.dates import Calendar  # noqa: E402
from rules.contracts.money import HOUR, split  # noqa: E402
from rules.contracts.prices import PriceEntry  # noqa: E402
from rules.ledger.bills import Bills  # noqa: E402
from rules.ledger.settlement import Account  # noqa: E402
from rules.scenario import Delivery, Outage  # noqa: E402

YEAR = 8_760
MONTH_END = "2026-01-31 22:00"  # two hours before it


class Quantities(unittest.TestCase):
    def test_an_amount_is_spread_evenly_and_rounded_down(self):
        # A chip-hour over 7 hours: 3,600,000 / 7 = 514,285.7 chip-ms an hour; 2 hours 1,028,571.4.
        one = contract(0, 7, ramp=((0, HOUR),), unit="chip-hours")
        self.assertEqual(one.quantity(0, hours(1)), 514_285)
        self.assertEqual(one.quantity(hours(1), hours(2)), 514_286)
        self.assertEqual(one.quantity(0, hours(9)), HOUR)

    def test_a_ramp_goes_up_and_down(self):
        # 2 chips for 1 hour, 5 for 2, none for 1.
        ramp = ((0, 2), (hours(1), 5), (hours(3), 0))
        up_down = contract(0, 4, ramp=ramp)
        self.assertEqual([up_down.quantity(hours(h), hours(h + 1)) // HOUR for h in range(-1, 5)],
                         [0, 2, 5, 5, 0, 0])

    def test_forty_two_billion_dollars(self):
        # 600,000 chips from 2027 to 2032: 43,824 hours (2028 is a leap year), 26,294,400,000
        # chip-hours: $1.597298. 60 bills, by what is owed.
        calendar = Calendar(datetime(2027, 1, 1))
        deal = Contract("c", Scope(), 0, calendar.later(0, 60), ((0, 600_000),),
                        total=42 * 10**9 * DOLLAR, settlement="month")
        self.assertEqual(deal.until, 43_824 * HOUR)
        self.assertEqual(deal.rate_at(calendar, 0), 1_597_298)
        for settlement in ("month", "year", "term"):
            account = Account(Contract(**{**vars(deal), "settlement": settlement}), calendar)
            account.advance(deal.until - 1)
            account.finish(deal.until)
            months = Bills(account, [], []).charges()
            self.assertEqual((len(months), sum(months.values())), (60, 42 * 10**15))
            # January: 744 / 43,824 of it = $713,033,953.997809.
            self.assertEqual(months["2027-01"], 713_033_953_997_809)

    def test_calendar_months(self):
        calendar = Calendar(datetime(2028, 1, 31, 5))
        def later(months):
            return calendar.date(calendar.later(0, months)).strftime("%Y-%m-%d %H")
        self.assertEqual([later(n) for n in (1, 2, 13, -1)],
                         ["2028-02-29 05", "2028-03-31 05", "2029-02-28 05", "2027-12-31 05"])
        self.assertEqual(calendar.years(calendar.later(0, -12), 0), 1)
        self.assertEqual(calendar.years(calendar.later(0, -12), -1), 0)

    def test_largest_remainder(self):
        # 10 over 1, 1, 1: 3.33 each: the first gets one more. 5 over 3, 1, 2: 2.5, 0.83, 1.67:
        # 2, 0, 1 and one more for 0.83 and 0.67.
        self.assertEqual(split(10, [1, 1, 1]), [4, 3, 3])
        self.assertEqual(split(5, [3, 1, 2]), [2, 1, 2])


class Settlement(unittest.TestCase):
    def test_four_settlements_give_four_bills(self):
        # 2 chips, half of which is owed, at what gangs use: 4, 1, 4, 0 chip-hours in four hours,
        # two before the month's end, one before the contract's anniversary.
        # hour: room 2 each: 2, 1, 2 and 1 owed: 6.
        # month: January has room for 4 of 5, February takes 4: 8.
        # year: 2 of 4, then 1 + 4 with room for the year: 7. term: all 9.
        usage = [(4, 0, 1), (1, 1, 1), (4, 2, 1)]
        for settlement, dollars in (("hour", 6), ("month", 8), ("year", 7), ("term", 9)):
            deal = contract(2, 2 * YEAR, begin=1 - YEAR, meter="used", take_share=500_000,
                            settlement=settlement)
            ledger, _ = run(usage, [deal], 4, start=MONTH_END)
            self.assertEqual(billed(ledger), dollars * DOLLAR, settlement)

    def test_held_counts_what_stands_idle(self):
        # 3 chips, of which 1 is used for 2 hours: 3 are taken, 2 of them idle; nothing is missing.
        ledger, _ = run([(1, 0, 2)], [contract(3, 2)], 2)
        self.assertEqual(row(ledger, 0), ["6", "6", "6", "0", "0", "0", "0", "0", "6", "0"])
        self.assertEqual(costs(ledger), {("covered", "c", "r", "t"): 2 * DOLLAR,
                                         ("not used", "c", "r", "h"): 4 * DOLLAR})

    def test_used_leaves_a_shortfall(self):
        # The same: 1 is taken, 2 are missing, which the 3 idle chips explain.
        ledger, _ = run([(1, 0, 2)], [contract(3, 2, meter="used")], 2)
        self.assertEqual(row(ledger, 0), ["6", "6", "2", "0", "0", "4", "0", "0", "6", "0"])
        self.assertEqual(costs(ledger), {("covered", "c", "r", "t"): 2 * DOLLAR,
                                         ("not used", "c", "r", "h"): 4 * DOLLAR})

    def test_make_up_is_drawn_until_it_lapses(self):
        # 2 chips owed for 2 hours of January and not used: 4 paid ahead, until 1 March. Nothing is
        # committed after. February uses 3 of them, free; the last lapses; in March there is no
        # room.
        deal = contract(0, YEAR, ramp=((0, 2), (hours(2), 0)), meter="used", settlement="month",
                        makeup=1)
        ledger, _ = run([(3, 5, 1), (2, 2 + 28 * 24, 1)], [deal], 4 + 28 * 24, start=MONTH_END)
        self.assertEqual(windows(ledger, "taken", "made_up", "shortfall", "makeup_balance",
                                 "charge"),
                         [[0, 0, hours(4), hours(4), 4 * DOLLAR], [hours(3), hours(3), 0, 0, 0],
                          [0, 0, 0, 0, 0]])
        self.assertEqual(ledger.statement.unpriced_chip_ms,
                         4 * hours(4 + 28 * 24) - hours(3))

    def test_make_up_is_drawn_before_overage(self):
        # 2 chips by the hour; nothing is used in the first, 5 chip-hours asked for in the second
        # (of 4 chips: 4): room 2 + 2, all 4 taken, 2 free. In the third 4: 2 taken, 2 overage.
        deal = contract(2, 3, meter="used", makeup=1, overage=3 * DOLLAR)
        ledger, _ = run([(4, 1, 2)], [deal], 3)
        self.assertEqual(windows(ledger, "taken", "overage", "made_up", "shortfall", "charge"),
                         [[0, 0, 0, hours(2), 2 * DOLLAR],
                          [hours(4), 0, hours(2), 0, 2 * DOLLAR],
                          [hours(2), hours(2), 0, 0, 2 * DOLLAR]])
        self.assertEqual(bills(ledger), [("2026-01", "bill", "c", 6 * DOLLAR),
                                         ("2026-01", "overage", "c", 6 * DOLLAR)])

    def test_carry_forward_up_to_its_cap(self):
        # 4 chips, 2 owed. 4 used: 2 above, 1 of which is carried. Nothing used: 2 owed less 1.
        # Then 3: 1 above is carried, up to the end.
        deal = contract(4, 3, meter="used", take_share=500_000, carry_cap=hours(1))
        ledger, _ = run([(4, 0, 1), (3, 2, 1)], [deal], 3)
        self.assertEqual(windows(ledger, "shortfall", "carry_balance", "charge"),
                         [[0, hours(1), 4 * DOLLAR], [hours(1), 0, DOLLAR],
                          [0, hours(1), 3 * DOLLAR]])

    def test_pay_on_delivery(self):
        # 2 of 4 chips come after 2 of 4 hours: 2, 2, 4, 4 are owed, and held.
        def late(case):
            return with_pool(case, deliveries=(Delivery(2, hours(2)),))
        ledger, _ = run([], [contract(4, 4, pay_on_delivery=True)], 4, pools=late)
        self.assertEqual(row(ledger, 0)[:3] + row(ledger, 0)[8:9], ["16", "12", "12", "12"])
        # Without the clause all 16; 4 chip-hours are missing, undelivered.
        ledger, _ = run([], [contract(4, 4)], 4, pools=late)
        self.assertEqual(row(ledger, 0)[:3] + row(ledger, 0)[8:9], ["16", "16", "12", "16"])
        self.assertEqual(ledger.waterfall()[("2026-01", "r", "", "undelivered", "c")],
                         (hours(4), 4 * DOLLAR))

    def test_an_escalator(self):
        # 1 chip; the second year begins after 2 hours, the third a year later: 1.03, then 1.0609.
        deal = contract(1, 3 * YEAR, begin=2 - YEAR, escalator=30_000)
        ledger, _ = run([], [deal], 4)
        self.assertEqual(windows(ledger, "charge"),
                         [[DOLLAR], [DOLLAR], [1_030_000], [1_030_000]])
        calendar = Calendar(datetime(2026, 1, 1))
        self.assertEqual(deal.rate_at(calendar, hours(2 + YEAR)), 1_060_900)

    def test_a_total_is_shared_by_what_is_taken_and_missing(self):
        # 10 dollars for 3 chips over 1 hour, and 2 more hours that the run does not see: 3 of 9
        # chip-hours: 3.333333. Seen in full: 3.333333, 6.666667, 10.
        deal = contract(3, 3, rate=None, total=10 * DOLLAR)
        self.assertEqual(windows(run([], [deal], 1)[0], "charge"), [[3_333_333]])
        self.assertEqual(windows(run([], [deal], 3)[0], "charge"),
                         [[3_333_333], [3_333_334], [3_333_333]])


class BillsByMonth(unittest.TestCase):
    def test_taken_and_level(self):
        # 4 chips for 4 hours over the month's end, settled at the term. Used: 4 in the last hour.
        # taken: nothing, then all 16. level: 8 and 8. A total is level by itself.
        usage = [(4, 3, 1)]
        for clauses, months in (({"billing": "taken"}, [0, 16]), ({"billing": "level"}, [8, 8]),
                                ({"rate": None, "total": 16 * DOLLAR}, [8, 8])):
            deal = contract(4, 4, meter="used", settlement="term", **clauses)
            ledger, _ = run(usage, [deal], 4, start=MONTH_END)
            self.assertEqual([(m, amount) for m, _, _, amount in bills(ledger, "bill")],
                             [(m, d * DOLLAR) for m, d in zip(("2026-01", "2026-02"), months) if d])

    def test_prepayments(self):
        # 4 chips held for 4 hours: the value is 16, 8 a month. Half of it ahead: 8 at the
        # beginning, 4 less each month. All: nothing else is ever due.
        for share, expected in (
                (500_000, [("2026-01", "bill", 4), ("2026-02", "bill", 4),
                           ("2026-01", "prepayment", 8)]),
                (1_000_000, [("2026-01", "prepayment", 16)])):
            deal = contract(4, 4, prepaid=((0, share),))
            ledger, _ = run([], [deal], 4, start=MONTH_END)
            self.assertEqual([(m, what, amount // DOLLAR) for m, what, _, amount in bills(ledger)],
                             expected)

    def test_what_was_prepaid_for_nothing_is_paid_back(self):
        # 2 chips are owed of 4, settled at the term: the value is 8. All of it is prepaid at 1,
        # but pay on delivery owes 1 of 2 delivered chips: 4 chip-hours. 4 is paid back.
        def half(case):
            return with_pool(case, deliveries=(Delivery(2, hours(900)),))
        deal = contract(2, 4, meter="used", settlement="term", prepaid=((hours(1), 1_000_000),),
                        pay_on_delivery=True)
        ledger, _ = run([], [deal], 5, pools=half)
        self.assertEqual([(what, amount // DOLLAR) for _, what, _, amount in bills(ledger)],
                         [("prepayment", 8), ("paid back", -4)])

    def test_a_balance_if_the_run_ends_first(self):
        # The same, of which the run sees 2 hours: their value is 2 chips x 2 h x 1 = 4; 2 are used
        # up: 1 of 2 chips is owed, by delivery.
        def half(case):
            return with_pool(case, deliveries=(Delivery(2, hours(900)),))
        deal = contract(2, 4, meter="used", settlement="term", prepaid=((0, 1_000_000),),
                        pay_on_delivery=True)
        ledger, _ = run([], [deal], 2, pools=half)
        self.assertEqual(bills(ledger), [("2026-01", "prepayment", "c", 4 * DOLLAR)])
        self.assertEqual(ledger.ledger()[0][20], "2.000000")

    def test_a_service_level(self):
        # 4 chips held for 4 hours, 2 of them down for 1: up 14 of 16. 95 % are 15.2: 1.2 missing,
        # credited at 1.5 times a dollar: 1.80.
        def outage(case):
            return with_pool(case, outages=(Outage(hours(1), hours(2), ((0, 1),)),))
        deal = contract(4, 4, service_level=ServiceLevel(950_000, 1_500_000))
        ledger, _ = run([], [deal], 4, pools=outage)
        self.assertEqual(bills(ledger), [("2026-01", "bill", "c", 16 * DOLLAR),
                                         ("2026-01", "service level", "c", -1_800_000)])
        # Of a contract that took only 1 chip-hour, no more than that is credited: 1.50.
        deal = contract(4, 4, meter="used", service_level=ServiceLevel(950_000, 1_500_000))
        ledger, _ = run([(1, 3, 1)], [deal], 4, pools=outage)
        self.assertEqual(bills(ledger, "service level"),
                         [("2026-01", "service level", "c", -1_500_000)])

    def test_a_termination(self):
        # 2 chips for 10 hours, ended after 4: 8 are billed; of the other 12, 5 are released for
        # 30 %: 1.50, and 7 owed. Without a cap: 3.60.
        for cap, due in ((5 * DOLLAR, 8_500_000), (None, 3_600_000)):
            deal = contract(2, 10, termination=Termination(hours(4), 300_000, cap))
            ledger, _ = run([], [deal], 6)
            self.assertEqual(bills(ledger), [("2026-01", "bill", "c", 8 * DOLLAR),
                                             ("2026-01", "termination", "c", due)])
            self.assertEqual(costs(ledger)[("not used", "c", "", "")], due)
        # A run that ends before does not see it.
        ledger, _ = run([], [contract(2, 10, termination=Termination(hours(4), 300_000))], 4)
        self.assertEqual(billed(ledger), 8 * DOLLAR)


class Coverage(unittest.TestCase):
    def test_narrow_scopes_come_first_then_low_rates(self):
        # 4 chips held for an hour: 1 of the reservation's at 9, 1 of the pool's at 2, 2 of the
        # pool's at 3, for which there is room for 3: 1 missing, explained by nothing.
        deals = [contract(3, 1, name="dear", rate=3 * DOLLAR), contract(5, 1, Scope(), "any"),
                 contract(1, 1, name="cheap", rate=2 * DOLLAR),
                 contract(1, 1, Scope(reservation="r"), "narrow", rate=9 * DOLLAR)]
        ledger, _ = run([], deals, 1)
        self.assertEqual([windows(ledger, "taken", "shortfall", name=name) for name in
                          ("narrow", "cheap", "dear", "any")],
                         [[[hours(1), 0]], [[hours(1), 0]], [[hours(2), hours(1)]],
                          [[0, hours(5)]]])
        self.assertEqual(costs(ledger)[("not used", "dear", "", "")], 3 * DOLLAR)

    def test_list_prices(self):
        # 3 of 4 chips are used for 2 hours, at 2 dollars; idle ones cost 85 % of it. 1 chip is
        # covered: 2 x 2 x 2 = 8 used, 2 x 1 x 1.70 idle.
        ledger, _ = run([(3, 0, 2)], [contract(1, 2)], 2,
                        prices=(PriceEntry(P, 2 * DOLLAR, unused_factor=850_000),))
        self.assertEqual(costs(ledger), {
            ("covered", "c", "r", "t"): 2 * DOLLAR, ("list price", "list", "r", "t"): 8 * DOLLAR,
            ("list price", "list", "r", "h"): 3_400_000})

    def test_which_price(self):
        # The pool's goes before that of all its kind; of two of the pool, the last to begin. The
        # second year's is 80 % of the first's.
        entries = (PriceEntry(P, DOLLAR), PriceEntry(P, 5 * DOLLAR, begin=hours(1)),
                   PriceEntry(P, 4 * DOLLAR, begin=hours(1)))
        ledger, _ = run([(1, 0, 2)], [], 2, prices=entries)
        self.assertEqual(costs(ledger), {("list price", "list", "r", "t"): 5 * DOLLAR,
                                         ("list price", "list", "r", "h"): 15 * DOLLAR})
        entries = (PriceEntry(P, 3 * DOLLAR, begin=hours(1 - 2 * YEAR), change=-200_000),)
        ledger, _ = run([(4, 0, 2)], [], 2, prices=entries)
        # After one year 2.40, after two 1.92, x 4 chips.
        self.assertEqual(costs(ledger), {("list price", "list", "r", "t"): 9_600_000 + 7_680_000})

    def test_a_savings_plan(self):
        # 3 dollars an hour at 2.00 less 25 %: 1.50 a chip-hour, 2 chips of 3 that are used. The
        # third is charged at the list price. In the second hour nothing is used: 3 dollars for
        # nothing.
        plan = contract(0, 2, ramp=((0, 3 * DOLLAR),), unit="USD/h", rate=None, meter="used",
                        counts="usage", discount=250_000)
        prices = (PriceEntry(P, 2 * DOLLAR, unused_factor=0),)
        ledger, _ = run([(3, 0, 1)], [plan], 2, prices=prices)
        self.assertEqual(costs(ledger), {("covered", "c", "r", "t"): 3 * DOLLAR,
                                         ("list price", "list", "r", "t"): 2 * DOLLAR,
                                         ("not used", "c", "", ""): 3 * DOLLAR})
        self.assertEqual(billed(ledger), 6 * DOLLAR)

    def test_a_spend_commitment(self):
        # 20 dollars in one month. 1 chip is contracted: 2 dollars for 2 hours; the other 3 at 2.00
        # less 10 %: 10.80. 7.20 are missing.
        spend = contract(0, 2, Scope(), "spend", ramp=((0, 20 * DOLLAR),), unit="USD", rate=None,
                         settlement="term", discount=100_000)
        ledger, _ = run([(4, 0, 2)], [contract(1, 2), spend], 2,
                        prices=(PriceEntry(P, 2 * DOLLAR),))
        self.assertEqual(bills(ledger), [("2026-01", "bill", "c", 2 * DOLLAR),
                                         ("2026-01", "bill", "spend", 7_200_000),
                                         ("2026-01", "list price", "list", 10_800_000)])
        self.assertEqual(costs(ledger)[("not used", "spend", "", "")], 7_200_000)


if __name__ == "__main__":
    unittest.main()
