"""The files of a ledger against the checker's own, text for text; and what must be the same in it,
whoever computes it, as whole numbers."""

import json
import os
from collections import Counter

from compare import side_by_side
from events import read_table

LEDGER = ("BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargeDescription,ProviderName,"
          "RegionId,SkuId,SubAccountId,CapacityReservationId,CapacityReservationStatus,"
          "CommitmentDiscountId,CommitmentDiscountCategory,CommitmentDiscountStatus,"
          "ConsumedQuantity,ConsumedUnit,ListCost,BillingCurrency,BilledCost,EffectiveCost,"
          "x_Payer,x_Balance,x_FocusVersion").split(",")
COMMITMENTS = ("contract,from,until,quantity,obligation,taken,overage,made_up,shortfall,"
               "makeup_balance,carry_balance,charge_usd,overage_usd").split(",")
CASH = "month,payer,prepaid_usd,billed_usd,effective_usd,invested_usd".split(",")


def tables(ledger):
    """[(name, columns, rows)]."""
    return [("ledger.csv", LEDGER, ledger.ledger()),
            ("commitments.csv", COMMITMENTS, ledger.commitments()),
            ("cash.csv", CASH, ledger.cash())]


def compare(directory, ledger):
    """The pages do not order the rows of a month of cash.csv; a summary may leave a figure out."""
    answers = []
    for name, columns, expected in tables(ledger):
        rows = read_table(os.path.join(directory, name), columns)
        if name == "cash.csv":
            rows, expected = sorted(rows), sorted(expected)
        answers.append(side_by_side(name, rows, expected))
    with open(os.path.join(directory, "summary.json"), encoding="utf-8") as file:
        theirs = json.load(file).get("unpriced_chip_ms")
    mine = ledger.statement.unpriced_chip_ms
    if theirs not in (None, mine):
        answers.append(f"summary.json: {theirs} chip-ms without a price, the checker has {mine}")
    return "\n".join(answer for answer in answers if answer)


def identities(ledger, figures):
    """Chip-time has one payer, and what is billed of a commitment is what it costs."""
    statement, broken = ledger.statement, []
    chip_time = Counter()
    for (month, place, tenant, cause, _), (chip_ms, _) in ledger.allocation.rows.items():
        if cause != "unreserved":
            chip_time[month, place, tenant, cause] += chip_ms
    if +chip_time != +figures.chip_time:
        broken.append("the payers' chip-time is not that of the waterfall")
    for name, bills in statement.bills.items():
        charges = sum(window.charge for window in bills.account.windows)
        due = charges + sum(bills.termination(statement.run_end).values())
        broken += differ(f"billed and charged of {name}", due,
                         money(ledger, name, "billed", PURCHASES) - bills.paid_back()[1])
        broken += differ(f"effective and charged of {name}", due,
                         money(ledger, name, "effective", ("covered", "not used")))
    for name, bills in statement.owned.items():
        broken += differ(f"billed and effective of {name}",
                         money(ledger, name, "billed", PURCHASES) - bills.balance,
                         money(ledger, name, "effective", ("covered", "not used")))
    broken += differ("the waterfall's dollars and the ledger's",
                     sum(cost for _, cost in ledger.allocation.rows.values()),
                     sum(row.effective for row in ledger.rows
                         if row.description not in ("energy", "egress", "service level")))
    return "\n".join(broken)


PURCHASES = ("bill", "prepayment", "paid back", "termination", "capital", "operation")


def money(ledger, payer, field, descriptions):
    return sum(getattr(row, field) for row in ledger.rows
               if row.payer == payer and row.description in descriptions)


def differ(what, one, other):
    return [] if one == other else [f"{what} differ: {one} and {other} micro-dollars"]
