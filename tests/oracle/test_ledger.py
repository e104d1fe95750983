"""The files of a run's ledger, worked by hand; what must be the same in it, however it is added up,
in every study that is shipped with contracts; and what `drawdown waterfall` and `drawdown ledger`
add up.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_ledger.py
"""

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402
from runs import micro_dollars as micro  # noqa: E402

STUDIES = os.path.join(locations.REPOSITORY, "analysis", "studies")
PURCHASES = ("bill", "prepayment", "paid back", "termination", "capital", "operation")

# Two hours of January and two of February. Tenant a uses 3 of the 4 chips of `r` for 2.5 hours; the
# chip of `s` is idle. `r` has a list price of 2 dollars, and of 50 cents for idle chips; `s` none.
# Contract c has 2 used chips of `r` at a dollar, half of it paid ahead; d 3 used chips of `s`, for
# an hour of February.
TINY = """
start: 2027-01-31 22:00
end: 2027-02-01 02:00
platform:
  sites: [{name: iowa, provider: google, region: us-central1}]
  pools:
    - {name: p, site: iowa, units: 4, accelerator: h100_sxm, geometry: alike,
       chips_per_unit: 1 chips}
    - {name: q, site: iowa, units: 1}
  reservations:
    - {name: r, pool: p, units: 4, holder: h, shared_with: all}
    - {name: s, pool: q, units: 1, holder: h}
prices:
  - {pool: p, on_demand: 2 USD/chip-hour, unused_factor: 0.25}
contracts:
  - {name: c, scope: {reservation: r}, from: 2027-01-31 22:00, until: 2027-02-01 02:00,
     meter: used, quantity: 2 chips, rate: 1 USD/chip-hour, prepaid: 0.5}
  - {name: d, scope: {reservation: s}, from: 2027-02-01, until: 2027-02-01 01:00, meter: used,
     quantity: 3 chips, rate: 1 USD/chip-hour}
workload:
  trace: {format: csv, file: jobs.csv}
"""
TINY_JOBS = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s\n1,a,x,p,3,0,9000,9000\n"

JANUARY = "2027-01-01T00:00:00Z,2027-02-01T00:00:00Z"
FEBRUARY = "2027-02-01T00:00:00Z,2027-03-01T00:00:00Z"
IN_R = "google,us-central1,h100_sxm"
TINY_LEDGER = [
    # January: c takes 2 chips of the 3 that are used, for 2 hours: 4 chip-hours, 4 dollars. All of
    # its value, 8 dollars, is half paid ahead: 4; of these 2 are amortised, so that 2 are billed.
    f"{JANUARY},Purchase,bill,google,,,,,,c,Usage,,,,,USD,2.000000,0.000000,c,,1.2",
    f"{JANUARY},Purchase,prepayment,google,,,,,,c,Usage,,,,,USD,4.000000,0.000000,c,,1.2",
    # At the list price: 4 x 2 = 8 dollars.
    f"{JANUARY},Usage,covered,{IN_R},a,r,Used,c,Usage,Used,4.000000,chip-hours,8.000000,USD,"
    "0.000000,4.000000,c,,1.2",
    # The third chip: 2 chip-hours at 2 dollars; the fourth is idle: 2 at 50 cents.
    f"{JANUARY},Usage,list price,{IN_R},a,r,Used,,,,2.000000,chip-hours,4.000000,USD,4.000000,"
    "4.000000,list,,1.2",
    f"{JANUARY},Usage,list price,{IN_R},h,r,Unused,,,,2.000000,chip-hours,1.000000,USD,1.000000,"
    "1.000000,list,,1.2",
    # February: 3 chips for half an hour, 1.5 chip-hours, which c has room for; 0.5 + 2 are missing
    # of its 4: it charges 4 dollars, 2 of which are amortised.
    f"{FEBRUARY},Purchase,bill,google,,,,,,c,Usage,,,,,USD,2.000000,0.000000,c,,1.2",
    # d has 3 chip-hours and nothing is used: 3 dollars.
    f"{FEBRUARY},Purchase,bill,google,,,,,,d,Usage,,,,,USD,3.000000,0.000000,d,,1.2",
    f"{FEBRUARY},Usage,covered,{IN_R},a,r,Used,c,Usage,Used,1.500000,chip-hours,3.000000,USD,"
    "0.000000,1.500000,c,,1.2",
    # All idle chip-time of `r` has the list price: nothing is left to explain what c misses.
    f"{FEBRUARY},Usage,not used,google,,,,,,c,Usage,Unused,,,,USD,0.000000,2.500000,c,,1.2",
    # The chip of `s` is idle for 2 hours, nobody pays: that explains 2 of the 3 that d misses.
    f"{FEBRUARY},Usage,not used,google,,,,,,d,Usage,Unused,,,,USD,0.000000,1.000000,d,,1.2",
    f"{FEBRUARY},Usage,not used,google,us-central1,,h,s,Unused,d,Usage,Unused,2.000000,chip-hours,,"
    "USD,0.000000,2.000000,d,,1.2",
    # 8 - 1.5 idle chip-hours at 50 cents.
    f"{FEBRUARY},Usage,list price,{IN_R},h,r,Unused,,,,6.500000,chip-hours,3.250000,USD,3.250000,"
    "3.250000,list,,1.2",
]
TINY_COMMITMENTS = [
    "c,2027-01-31T22:00:00Z,2027-02-01T00:00:00Z,4.000000,4.000000,4.000000,0.000000,0.000000,"
    "0.000000,0.000000,0.000000,4.000000,0.000000",
    "c,2027-02-01T00:00:00Z,2027-02-01T02:00:00Z,4.000000,4.000000,1.500000,0.000000,0.000000,"
    "2.500000,0.000000,0.000000,4.000000,0.000000",
    "d,2027-02-01T00:00:00Z,2027-02-01T01:00:00Z,3.000000,3.000000,0.000000,0.000000,0.000000,"
    "3.000000,0.000000,0.000000,3.000000,0.000000",
]
TINY_CASH = [
    "2027-01,c,4.000000,2.000000,4.000000,0.000000",
    "2027-01,list,0.000000,5.000000,5.000000,0.000000",
    "2027-02,c,0.000000,2.000000,4.000000,0.000000",
    "2027-02,d,0.000000,3.000000,3.000000,0.000000",
    "2027-02,list,0.000000,3.250000,3.250000,0.000000",
]
TINY_WATERFALL = [
    "2027-01,r,p,h,,no_demand,7200000,2.000000,list,1.000000",
    "2027-01,r,p,h,a,productive,14400000,4.000000,c,4.000000",
    "2027-01,r,p,h,a,productive,7200000,2.000000,list,4.000000",
    "2027-01,s,q,h,,no_demand,7200000,2.000000,,",
    "2027-02,r,p,h,,no_demand,23400000,6.500000,list,3.250000",
    "2027-02,r,p,h,a,productive,5400000,1.500000,c,1.500000",
    "2027-02,s,q,h,,no_demand,7200000,2.000000,d,2.000000",
    # d ends before c: it comes first.
    "2027-02,,,,,unreserved,0,0.000000,d,1.000000",
    "2027-02,,,,,unreserved,0,0.000000,c,2.500000",
]


@contextlib.contextmanager
def run_of(scenario, **files):
    """The run of a scenario's text, with more files beside it."""
    with tempfile.TemporaryDirectory(prefix="drawdown-ledger-") as root:
        for name, text in {"scenario.yaml": scenario, **files}.items():
            with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                file.write(text)
        with runs.run_of(os.path.join(root, "scenario.yaml")) as run:
            yield run


def tiny():
    return run_of(TINY, **{"jobs.csv": TINY_JOBS})


def lines(run, table):
    with open(os.path.join(run.directory, table), encoding="utf-8") as file:
        return file.read().splitlines()[1:]


class WorkedByHand(unittest.TestCase):
    def test_every_row(self):
        with tiny() as run:
            for table, expected in (("ledger.csv", TINY_LEDGER), ("cash.csv", TINY_CASH),
                                    ("commitments.csv", TINY_COMMITMENTS),
                                    ("waterfall.csv", TINY_WATERFALL)):
                with self.subTest(table=table):
                    self.assertEqual(lines(run, table), expected)

    def test_the_figures(self):
        with tiny() as run:
            summary = run.summary()
        expected = {
            # 2 + 4 + 4 + 1, and 2 + 3 + 3.25.
            "billed_usd": 19.25,
            # c 4 + 4, d 3, the list price 5 + 3.25: what was paid ahead is amortised.
            "effective_usd": 19.25,
            "used_usd": 4 + 4 + 1.5,
            "unused_usd": 1 + 2.5 + 3 + 3.25,
            "shortfall_usd": 2.5 + 3,
            "waste_usd": 2.5 + 3,
            # Of 11 dollars of c and d, 5.50 were used.
            "commitment_utilisation": 0.5,
            # 4 + 1.5 of 7.5 chip-hours.
            "commitment_coverage": 5.5 / 7.5,
            # At the list price the 7.5 used chip-hours cost 15.
            "effective_savings_rate": (15 - 19.25) / 15,
            # c costs half of it.
            "break_even_utilisation": 0.5,
            "prepaid_balance_usd": 0, "energy_usd": 0, "service_credit_usd": 0,
            # The chip of `s`, for 4 hours: a shortfall explains chip-time, and takes none.
            "unpriced_chip_ms": 4 * 3_600_000,
            "usd_per_productive_chip_hour": 19.25 / 7.5,
            # 27,000 chip-seconds of an H100: 989e12 dense bf16 operations a second.
            "usd_per_productive_exaflop": 19.25 / (27_000 * 989e12 / 1e18),
            "present_billed_usd": 19.25,
        }
        for key, value in expected.items():
            with self.subTest(figure=key):
                self.assertAlmostEqual(summary[key], value, places=12)
        self.assertEqual({cause: usd for cause, usd in summary["idle_usd_by_cause"].items() if usd},
                         {"no_demand": 1 + 3.25 + 2, "unreserved": 3.5})
        self.assertEqual(summary["usd_by_contract"], {"c": 8, "d": 3, "list": 8.25})
        # Bills have no tenant, and no cost.
        self.assertEqual(summary["usd_by_tenant"], {"(central)": 3.5, "a": 9.5, "h": 6.25})
        self.assertEqual(summary["capacity_share_by_provider"], {"google": 1})

    def test_a_run_without_any_of_it_has_no_ledger(self):
        scenario = re.sub(r"prices:.*(?=workload:)", "", TINY, flags=re.DOTALL)
        with run_of(scenario, **{"jobs.csv": TINY_JOBS}) as run:
            self.assertFalse(os.path.exists(os.path.join(run.directory, "ledger.csv")))
            self.assertEqual({(row["payer"], row["usd"]) for row in run.rows("waterfall.csv")},
                             {("", "")})
            self.assertIsNone(run.summary()["billed_usd"])

    def test_money_has_a_present_value(self):
        # 10 % a year, for a year of 365 days and for one day: what c is billed in its first month,
        # 31 days after the start, and so on; all at once for d, at its end.
        scenario = """
start: 2027-01-01
end: 2028-01-01
platform:
  sites: [{name: iowa, provider: google, region: us-central1}]
  pools: [{name: p, site: iowa, units: 1}]
contracts:
  - {name: c, scope: any, from: 2027-01-01, until: 2028-01-01, quantity: 1 chips,
     total: 1200 USD, settlement: term, prepaid: [{on: 2027-12-01, share: 1}]}
accounting: {discount_rate: 0.1}
workload: {streams: [{name: x, tenant: t, jobs: 1, arrivals: {rate: 1 jobs/h},
  duration: {fixed: 1 h}, sizes: [{chips: 1 chips}]}]}
"""
        with run_of(scenario) as run:
            summary = run.summary()
            # Eleven months are billed; in December all is prepaid, at its end, a year after the
            # start, of which what was billed before is amortised at once.
            rows = list(run.rows("cash.csv"))
        self.assertEqual(summary["derived_chip_hours"], {"c": 8760})
        self.assertAlmostEqual(summary["derived_rate_usd_per_chip_hour"]["c"], 1200 / 8760)
        days = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]
        due = [float(row["prepaid_usd"]) + float(row["billed_usd"]) for row in rows]
        self.assertEqual(len(due), 12)
        self.assertAlmostEqual(summary["present_billed_usd"],
                               sum(usd / 1.1 ** (day / 365) for usd, day in zip(due, days)))
        self.assertLess(summary["present_billed_usd"], summary["billed_usd"])


class Identities(unittest.TestCase):
    """In runs that are shipped."""

    def check(self, run):
        charges, cells = list(run.rows("ledger.csv")), list(run.rows("waterfall.csv"))
        billed, effective, balances = Counter(), Counter(), Counter()
        for row in charges:
            if not row["CommitmentDiscountId"]:
                continue
            if row["ChargeCategory"] == "Purchase":
                billed[row["x_Payer"]] += micro(row["BilledCost"])
                balances[row["x_Payer"]] += micro(row["x_Balance"])
            elif row["ChargeCategory"] == "Usage":
                effective[row["x_Payer"]] += micro(row["EffectiveCost"])
        for payer in billed | effective:
            self.assertEqual(billed[payer] - balances[payer], effective[payer], payer)
        # All dollars of the waterfall are those of chip-time in the ledger.
        of_chips = sum(micro(row["EffectiveCost"]) for row in charges
                       if row["ChargeDescription"] in ("covered", "not used", "overage",
                                                       "list price"))
        self.assertEqual(sum(micro(row["usd"]) for row in cells), of_chips)
        # Reserved chip-time has the same sum with payers as without.
        reserved = sum(int(row["chip_ms"]) for row in cells
                       if not row["reservation"].startswith("market_"))
        self.assertEqual(reserved, run.summary()["reserved_chip_ms"])
        cash = Counter()
        for row in run.rows("cash.csv"):
            cash["billed"] += micro(row["prepaid_usd"]) + micro(row["billed_usd"])
            cash["effective"] += micro(row["effective_usd"])
        self.assertEqual(cash, {"billed": sum(micro(row["BilledCost"]) for row in charges),
                                "effective": sum(micro(row["EffectiveCost"]) for row in charges)})
        return billed

    def test_shipped_studies_with_contracts(self):
        names = []
        for name in sorted(os.listdir(STUDIES)):
            if not name.endswith(".yaml"):
                continue
            with open(os.path.join(STUDIES, name), encoding="utf-8") as file:
                text = file.read()
            if re.search(r"^contracts:", text, re.MULTILINE) and not re.search(
                    r"^scenario:", text, re.MULTILINE):
                names.append(name)
        self.assertIn("five_year_deal.yaml", names)
        for name in names:
            with self.subTest(study=name), runs.run_of(os.path.join(STUDIES, name)) as run:
                billed = self.check(run)
                if name == "five_year_deal.yaml":
                    # A stated total stays a total, to the micro-dollar.
                    self.assertEqual(billed, {"frontier": 200_000_000_000 * 1_000_000})


class AddedUp(unittest.TestCase):
    """`drawdown waterfall` and `drawdown ledger`, against sums over the files."""

    def sums(self, run, verb, by):
        text = runs.drawdown(verb, run.directory, "--by", ",".join(by), "--csv")
        return list(csv.DictReader(io.StringIO(text)))

    def test_by_any_columns(self):
        with tiny() as run:
            cells = list(run.rows("waterfall.csv"))
            for by, columns in ((["cause"], ["cause"]), (["month", "contract"], ["month", "payer"]),
                                (["reservation", "pool", "holder", "tenant"],) * 2):
                expected = Counter()
                for row in cells:
                    key = tuple(row[column] for column in columns)
                    expected[key, "chip_ms"] += int(row["chip_ms"])
                    expected[key, "usd"] += micro(row["usd"])
                found = {}
                for row in self.sums(run, "waterfall", by):
                    key = tuple(row[name] for name in by)
                    found[key, "chip_ms"] = int(row["chip_ms"])
                    found[key, "usd"] = micro(row["usd"])
                self.assertEqual(found, expected)
            self.assertEqual(
                [list(row.values()) for row in self.sums(run, "ledger", ["month", "charge"])][:4],
                [["2027-01", "bill", "0.000000", "0.000000", "2.000000", "0.000000"],
                 ["2027-01", "prepayment", "0.000000", "0.000000", "4.000000", "0.000000"],
                 ["2027-01", "covered", "4.000000", "8.000000", "0.000000", "4.000000"],
                 ["2027-01", "list price", "4.000000", "5.000000", "5.000000", "5.000000"]])

    def test_for_people_and_for_programs(self):
        with tiny() as run:
            self.assertEqual(runs.drawdown("waterfall", run.directory), (
                "cause       chip-hours    USD\n"
                "no_demand         12.5   6.25\n"
                "productive         7.5   9.50\n"
                "unreserved         0.0   3.50\n"
                "total             20.0  19.25\n"))
            self.assertEqual(json.loads(runs.drawdown("ledger", run.directory, "--json")), [
                {"contract": "c", "chip_hours": 5.5, "list_usd": 11, "billed_usd": 8,
                 "effective_usd": 8},
                {"contract": "list", "chip_hours": 10.5, "list_usd": 8.25, "billed_usd": 8.25,
                 "effective_usd": 8.25},
                {"contract": "d", "chip_hours": 2, "list_usd": 0, "billed_usd": 3,
                 "effective_usd": 3}])

    def refused(self, *arguments):
        done = subprocess.run([locations.program(), *arguments], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 2)
        return done.stderr

    def test_what_is_wrong_is_said(self):
        self.assertEqual(self.refused("waterfall", "/nowhere"),
                         "/nowhere: expected a run directory\n")
        scenario = re.sub(r"prices:.*(?=workload:)", "", TINY, flags=re.DOTALL)
        with run_of(scenario, **{"jobs.csv": TINY_JOBS}) as run:
            self.assertEqual(self.refused("ledger", run.directory),
                             f"{run.directory}: it has no ledger.csv: the run had no contracts, "
                             "prices, markets and own hardware\n")
            self.assertIn("--by", self.refused("waterfall", run.directory, "--by", "colour"))
            with open(os.path.join(run.directory, "waterfall.csv"), "a", encoding="utf-8") as file:
                file.write("2027-01,r,p,h,,no_demand,many,2.0,,\n")
            self.assertIn("waterfall.csv:8:26: expected a number, got 'many'",
                          self.refused("waterfall", run.directory))


class Directories(unittest.TestCase):
    def test_force_replaces_a_run_with_all_its_tables(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-ledger-") as root:
            scenario = os.path.join(root, "scenario.yaml")
            with open(scenario, "w", encoding="utf-8") as file:
                file.write(TINY.replace("platform:\n", "platform:\n  data_sets: "
                                        "[{name: corpus, size: 1 GB, sites: [iowa]}]\n"))
            with open(os.path.join(root, "jobs.csv"), "w", encoding="utf-8") as file:
                file.write(TINY_JOBS)
            out = os.path.join(root, "run")
            runs.drawdown("run", scenario, "--out", out, "--events")
            self.assertLessEqual({"transfers.csv", "ledger.csv", "commitments.csv", "cash.csv",
                                  "events.csv"}, set(os.listdir(out)))
            runs.drawdown("run", scenario, "--out", out, "--force")
            self.assertNotIn("events.csv", os.listdir(out))


if __name__ == "__main__":
    unittest.main()
