"""Price and capacity apart: with and without a reservation, with and without a commitment, the four
shipped scenarios have the outcomes worked out here, to the micro-dollar and the millisecond.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_price_and_capacity.py
"""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

SCENARIO = os.path.join(locations.STUDIES, "price_and_capacity{}.yaml")
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

CHIPS = 64 * 8
COMMITTED_H = CHIPS * 31 * 24          # 380,928 chip-hours of January
USED_H = (128 + 384) * 10 * 24         # 122,880: two jobs of ten days
IDLE_H = COMMITTED_H - USED_H          # 258,048
LIST = 6_880_000                       # micro-dollars a chip-hour
PLAN = 4_472_000                       # 35 % less: 6.88 x 0.65

# Of each scenario: chip-hours and micro-dollars by (cause, tenant, payer).
BOTH = {("productive", "research", "plan"): (USED_H, USED_H * PLAN),
        ("no_demand", "", "plan"): (IDLE_H, IDLE_H * PLAN)}
RESERVATION = {("productive", "research", "list"): (USED_H, USED_H * LIST),
               ("no_demand", "", "list"): (IDLE_H, IDLE_H * LIST)}
# What the commitment misses is money of no chip: 2,289.664 dollars an hour are due.
CONTRACT = {("productive", "research", "plan"): (USED_H, USED_H * PLAN),
            ("unreserved", "", "plan"): (0, IDLE_H * PLAN)}
NEITHER = {("productive", "research", "list"): (USED_H, USED_H * LIST)}

# Micro-dollars that are billed, by payer: the commitment used or not, the list price for what is
# held. 380,928 x 4.472 = 1,703,510.016; x 6.88 = 2,620,784.64; 122,880 x 6.88 = 845,414.40.
BILLS = {"both": {"plan": 1_703_510_016_000}, "reservation": {"list": 2_620_784_640_000},
         "contract": {"plan": 1_703_510_016_000}, "neither": {"list": 845_414_400_000}}


class PriceAndCapacity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.jobs, cls.cells, cls.bills, cls.summaries, cls.bearers = {}, {}, {}, {}, {}
        for name in BILLS:
            with runs.run_of(SCENARIO.format("_" + name)) as run:
                cls.jobs[name] = {row["job_id"]: row for row in run.rows("jobs.csv")}
                cls.cells[name] = {
                    (row["cause"], row["tenant"], row["payer"]):
                        (int(row["chip_ms"]), runs.micro_dollars(row["usd"]))
                    for row in run.rows("waterfall.csv")}
                cls.bills[name], cls.bearers[name] = {}, {}
                for row in run.rows("ledger.csv"):
                    billed = runs.micro_dollars(row["BilledCost"])
                    payer, bearer = row["x_Payer"], row["SubAccountId"]
                    cls.bills[name][payer] = cls.bills[name].get(payer, 0) + billed
                    if row["ChargeCategory"] == "Usage":
                        cls.bearers[name].setdefault(bearer, 0)
                        cls.bearers[name][bearer] += runs.micro_dollars(row["EffectiveCost"])
                cls.summaries[name] = run.summary()

    def test_what_is_billed(self):
        self.assertEqual(self.bills, BILLS)

    def test_the_four_bills_stand_where_they_are_explained(self):
        with open(SCENARIO.format(""), encoding="utf-8") as file:
            said = dict(re.findall(r"^# +(\w+) +\| _\w+\.yaml +\| +([\d,.]+) ", file.read(),
                                   re.MULTILINE))
        self.assertEqual({name: runs.micro_dollars(usd.replace(",", ""))
                          for name, usd in said.items()},
                         {name: sum(bill.values()) for name, bill in BILLS.items()})

    def test_what_every_chip_hour_costs_and_who_pays(self):
        expected = {"both": BOTH, "reservation": RESERVATION, "contract": CONTRACT,
                    "neither": NEITHER}
        for name, cells in expected.items():
            with self.subTest(scenario=name):
                self.assertEqual(self.cells[name],
                                 {key: (chip_h * HOUR_MS, usd)
                                  for key, (chip_h, usd) in cells.items()})

    def test_who_bears_it(self):
        """The holder bears what is idle; what is missing of a commitment alone is nobody's."""
        self.assertEqual(self.bearers, {
            "both": {"research": COMMITTED_H * PLAN},
            "reservation": {"research": COMMITTED_H * LIST},
            "contract": {"research": USED_H * PLAN, "": IDLE_H * PLAN},
            "neither": {"research": USED_H * LIST}})

    def test_who_waits_and_for_what(self):
        """With a reservation nobody. Without, `large` from the 4th to the 11th, when others give
        back the nodes that it lacks; `small` fits beside them. A commitment changes nothing."""
        for name, jobs in self.jobs.items():
            waited_ms = 7 * DAY_MS if name in ("contract", "neither") else 0
            for job_id, wait_ms in (("small-1", 0), ("large-1", waited_ms)):
                with self.subTest(scenario=name, job=job_id):
                    job = jobs[job_id]
                    self.assertEqual(job["state"], "done")
                    self.assertEqual(runs.milliseconds(job["start_s"]), 3 * DAY_MS + wait_ms)
                    self.assertEqual(runs.milliseconds(job["end_s"]), 13 * DAY_MS + wait_ms)
                    self.assertEqual(runs.milliseconds(job["wait_s"]), wait_ms)
                    self.assertEqual(runs.milliseconds(job["no_capacity_yet_s"]), wait_ms)

    def test_what_stands_idle(self):
        """Reserved chips alone: a market's are the provider's."""
        for name, summary in self.summaries.items():
            with self.subTest(scenario=name):
                reserved_h = COMMITTED_H if name in ("both", "reservation") else 0
                self.assertEqual(summary["reserved_chip_ms"], reserved_h * HOUR_MS)
                idle_h = reserved_h - USED_H if reserved_h else 0
                self.assertEqual(summary["chip_ms_by_cause"]["no_demand"], idle_h * HOUR_MS)


if __name__ == "__main__":
    unittest.main()
