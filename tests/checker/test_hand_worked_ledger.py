"""The checker's reading of docs/contracts.md on who pays for which chip-hour, and on the files of a
ledger, by hand.

    python3 tests/checker/test_hand_worked_ledger.py

The pool has 4 chips, all in reservation `r` of `h`. A chip-hour is a dollar unless a case says
otherwise.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hand_worked_contracts import (DOLLAR, P, bills, contract, costs, hours, run,  # noqa: E402
                                   with_pool)
from rules.contracts.clauses import Scope, Termination  # noqa: E402
from rules.contracts.owned import Owned  # noqa: E402
from rules.contracts.prices import PriceEntry  # noqa: E402
from rules.scenario import Delivery, Outage  # noqa: E402


def shown(ledger):
    """{(reservation, tenant, cause, payer): (chip-hours, dollars)}."""
    return {key[1:]: (chip_ms / hours(1), cost / DOLLAR)
            for key, (chip_ms, cost) in ledger.waterfall().items()}


class Payers(unittest.TestCase):
    def test_each_chip_hour_has_one_payer(self):
        # For 3 hours a uses 2 chips, b 1, and 1 is idle. The contract has 2 of the 3 used chips: 6
        # of 9 chip-hours, 4 of a, 2 of b; the rest of what is used, 2 of a and 1 of b, is overage
        # at 2, what is idle has no price.
        deal = contract(2, 3, meter="used", overage=2 * DOLLAR)
        ledger, _ = run([(2, 0, 3, "a"), (1, 0, 3, "b")], [deal], 3)
        self.assertEqual(shown(ledger), {
            ("r", "a", "productive", "c"): (6, 4 + 4), ("r", "b", "productive", "c"): (3, 2 + 2),
            ("r", "", "no_demand", ""): (3, 0)})
        self.assertEqual(costs(ledger), {
            ("covered", "c", "r", "a"): 4 * DOLLAR, ("covered", "c", "r", "b"): 2 * DOLLAR,
            ("overage", "c", "r", "a"): 4 * DOLLAR, ("overage", "c", "r", "b"): 2 * DOLLAR})

    def test_a_shortfall_is_explained_by_what_nobody_paid_for(self):
        # 6 chips for 4 hours, used only: a uses 1 for 4 hours. 20 are missing. In the reservation
        # 1 chip is undelivered (4 chip-hours), 1 in repair for 2 hours (2), the rest of 12 - 2 = 6
        # idle: 12 chip-hours explain 12, 8 have no reservation.
        def worn(case):
            return with_pool(case, deliveries=(Delivery(1, hours(900)),),
                             outages=(Outage(hours(1), hours(3), ((2, 2),)),))
        ledger, _ = run([(1, 0, 4, "a")], [contract(6, 4, meter="used")], 4, pools=worn)
        self.assertEqual(shown(ledger), {
            ("r", "a", "productive", "c"): (4, 4), ("r", "", "undelivered", "c"): (4, 4),
            ("r", "", "in_repair", "c"): (2, 2), ("r", "", "no_demand", "c"): (6, 6),
            ("", "", "unreserved", "c"): (0, 8)})

    def test_a_shortfall_that_explains_a_part(self):
        # 2 chips for 3 hours, nothing used, of 4 idle ones, 1 of them in repair throughout: 6 of 12
        # chip-hours are explained, in proportion: in_repair 3 of 12: 1.5, no_demand 4.5.
        def worn(case):
            return with_pool(case, outages=(Outage(-1, hours(9), ((0, 0),)),))
        ledger, _ = run([], [contract(2, 3, meter="used")], 3, pools=worn)
        self.assertEqual(shown(ledger), {
            ("r", "", "in_repair", "c"): (1.5, 1.5), ("r", "", "no_demand", "c"): (4.5, 4.5),
            ("r", "", "in_repair", ""): (1.5, 0), ("r", "", "no_demand", ""): (4.5, 0)})

    def test_a_years_charge_is_spread_over_its_months(self):
        # Two hours in January, two in February, settled at the term; 4 chips, all owed: 16. a uses
        # 4 for an hour in January, 1 for an hour in February: 5 taken, 11 missing. Owed above
        # taken: January 8 - 4 = 4, February 8 - 1 = 7: 4 and 7, of idle chips.
        deal = contract(4, 4, meter="used", settlement="term")
        ledger, _ = run([(4, 0, 1, "a"), (1, 2, 1, "a")], [deal], 4, start="2026-01-31 22:00")
        self.assertEqual(
            {(row.month, row.description): row.effective / DOLLAR for row in ledger.rows
             if row.effective},
            {("2026-01", "covered"): 4, ("2026-01", "not used"): 4,
             ("2026-02", "covered"): 1, ("2026-02", "not used"): 7})

    def test_what_was_made_up_costs_as_much_as_the_rest(self):
        # An hour without use pays for 2 chips; in the next a uses 4, of which 2 are free: the 2
        # dollars of January are for 4 chip-hours and 2 missing ones: 4 dollars over 6.
        deal = contract(2, 2, meter="used", makeup=1)
        ledger, _ = run([(4, 1, 1, "a")], [deal], 2)
        self.assertEqual({key: round(cost) for key, cost in costs(ledger).items()},
                         {("covered", "c", "r", "a"): 2_666_667,
                          ("not used", "c", "r", "h"): 1_333_333})

    def test_who_bears_what_was_not_used(self):
        # 4 chips held for 2 hours: a uses 1, b 2, 1 is idle: 2 dollars. As much as was used: a
        # 0.666667, b 1.333333.
        for way, expected in (("holder", {"h": 2_000_000}), ("central", {"": 2_000_000}),
                              ("pro_rata", {"a": 666_667, "b": 1_333_333})):
            ledger, _ = run([(1, 0, 2, "a"), (2, 0, 2, "b")], [contract(4, 2)], 2,
                            charge_back=way)
            self.assertEqual({row.tenant: row.effective for row in ledger.rows
                              if row.description == "not used"}, expected)

    def test_two_contracts_share_what_one_tenant_used(self):
        # a uses 4 chips for an hour: 3 are of the narrow contract, 1 of the wide one's 2, the other
        # of which is missing, without a reservation to explain it.
        deals = [contract(2, 1, Scope(), "wide"), contract(3, 1, name="narrow")]
        ledger, _ = run([(4, 0, 1, "a")], deals, 1)
        self.assertEqual(shown(ledger), {
            ("r", "a", "productive", "narrow"): (3, 3), ("r", "a", "productive", "wide"): (1, 1),
            ("", "", "unreserved", "wide"): (0, 1)})


class OwnHardware(unittest.TestCase):
    def owned(self, usage, end, start="2026-01-31 22:00", **fields):
        """4 chips at 24 dollars each, for 96 hours: 25 cents an hour, and 10 for operation."""
        own = Owned(24 * DOLLAR, hours(96), operation=100_000, energy=0)
        ledger, _ = run(usage, [], end, start=start,
                        pools=lambda case: with_pool(case, owned=own, **fields))
        return ledger

    def test_capital_is_written_off(self):
        # 96 dollars are paid; 1 an hour is written off: 2 in each month; operation 0.40 an hour.
        ledger = self.owned([(4, 0, 1, "a")], 4)
        self.assertEqual(bills(ledger), [("2026-01", "capital", "owned_p", 96 * DOLLAR),
                                         ("2026-01", "operation", "owned_p", 800_000),
                                         ("2026-02", "operation", "owned_p", 800_000)])
        # January: 2.80 for 4 used and 4 idle chip-hours; February: 2.80 for idle ones.
        self.assertEqual(sorted((row.month, row.description, row.tenant, row.effective)
                                for row in ledger.rows if row.effective),
                         [("2026-01", "covered", "a", 1_400_000),
                          ("2026-01", "not used", "h", 1_400_000),
                          ("2026-02", "not used", "h", 2_800_000)])
        self.assertEqual([line[20] for line in ledger.ledger() if line[20]], ["92.000000"])

    def test_what_retires_is_written_off_at_once(self):
        # 2 units are there and leave after 3 hours; 2 come after 1 hour. Capital 48 and 48.
        # January: 2 hours of the first, 1 of the others: 1.00 + 0.50. February: the rest of the
        # first, 47, and 2 more hours of the others, 1.00.
        ledger = self.owned([], 4, deliveries=(Delivery(2, hours(1)),), retire=hours(3))
        bills = ledger.statement.owned["owned_p"]
        self.assertEqual(dict(bills.capital), {"2026-01": 96 * DOLLAR, "2026-02": 0})
        self.assertEqual(dict(bills.written_off), {"2026-01": 1_500_000, "2026-02": 48 * DOLLAR})
        # 2 x 1 h + 4 x 1 h, then 4 x 1 h + 2 x 1 h: 6 chip-hours each.
        self.assertEqual(dict(bills.operation), {"2026-01": 600_000, "2026-02": 600_000})

    def test_no_contract_takes_it(self):
        # A contract for any 2 chips finds nothing. 4 dollars are written off in 4 hours.
        own = Owned(DOLLAR, hours(4))
        ledger, _ = run([(4, 0, 1, "a")], [contract(2, 1, Scope())], 1,
                        pools=lambda case: with_pool(case, owned=own))
        self.assertEqual(shown(ledger), {("r", "a", "productive", "owned_p"): (4, 1),
                                         ("", "", "unreserved", "c"): (0, 2)})


class Files(unittest.TestCase):
    def test_a_whole_ledger(self):
        # 2 hours: 3 chips contracted, used only, half of it prepaid; a uses 2; ended after 2 hours
        # of 4: of 6 dollars 10 % are due. Idle chips cost 50 cents, of which the contract's missing
        # chip has none: it is unreserved.
        deal = contract(3, 4, meter="used", prepaid=((0, 500_000),),
                        termination=Termination(hours(2), 100_000))
        ledger, _ = run([(2, 0, 2, "a")], [deal], 3,
                        prices=(PriceEntry(P, 2 * DOLLAR, unused_factor=250_000),))
        month = "2026-01-01T00:00:00Z,2026-02-01T00:00:00Z"
        commits, none = "c,Usage", ","
        self.assertEqual([",".join(line) for line in ledger.ledger()], [
            f"{month},Purchase,bill,google,,,,,,{commits},,,,,USD,3.000000,0.000000,c,,1.2",
            f"{month},Purchase,prepayment,google,,,,,,{commits},,,,,USD,3.000000,0.000000,c,,1.2",
            f"{month},Purchase,termination,google,,,,,,{commits},,,,,USD,0.600000,0.000000,c,,1.2",
            f"{month},Usage,covered,google,region-s,,a,r,Used,{commits},Used,4.000000,chip-hours,"
            "8.000000,USD,0.000000,4.000000,c,,1.2",
            f"{month},Usage,not used,google,,,,,,{commits},Unused,,,,USD,0.000000,2.600000,c,,1.2",
            # 2 x 2 idle for 2 hours, then 4: 8 chip-hours x 0.50.
            f"{month},Usage,list price,google,region-s,,h,r,Unused,{none},,8.000000,chip-hours,"
            "4.000000,USD,4.000000,4.000000,list,,1.2"])
        self.assertEqual([",".join(line) for line in ledger.commitments()], [
            "c,2026-01-01T00:00:00Z,2026-01-01T02:00:00Z,6.000000,6.000000,4.000000,0.000000,"
            "0.000000,2.000000,0.000000,0.000000,6.000000,0.000000"])
        self.assertEqual([",".join(line) for line in ledger.cash()], [
            "2026-01,c,3.000000,3.600000,6.600000,0.000000",
            "2026-01,list,0.000000,4.000000,4.000000,0.000000"])

    def test_what_the_supplier_invests(self):
        deal = contract(0, 9, invests=((hours(-1), DOLLAR), (hours(1), 5 * DOLLAR)))
        ledger, _ = run([], [deal], 2)
        self.assertEqual([",".join(line) for line in ledger.cash()],
                         ["2026-01,c,0.000000,0.000000,0.000000,5.000000"])


if __name__ == "__main__":
    unittest.main()
