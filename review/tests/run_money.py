"""What of a review is money: of the ledger's files, as docs/review.md has it."""

from decimal import Decimal


def money(rows):
    """`rows(name)` are the rows of a file."""
    sums = {}
    for row in rows("ledger.csv"):
        kind = row["ChargeCategory"]
        if kind == "Usage":
            kind = f"{kind} {row['CommitmentDiscountStatus']}".strip()
        key = (row["BillingPeriodStart"][:7], row["x_Payer"], row["SubAccountId"], kind)
        pair = sums.setdefault(key, [Decimal(0), Decimal(0)])
        pair[0] += Decimal(row["BilledCost"])
        pair[1] += Decimal(row["EffectiveCost"])
    return {
        "cash": [numbers(row, 2) for row in rows("cash.csv")],
        "commitments": [numbers(row, 3) for row in rows("commitments.csv")],
        "ledger": [{"month": month, "contract": contract, "tenant": tenant, "kind": kind,
                    "billed_usd": float(billed), "effective_usd": float(effective)}
                   for (month, contract, tenant, kind), (billed, effective)
                   in sorted(sums.items())]}


def numbers(row, texts):
    """The first columns are texts, the others numbers; who pays is the contract."""
    return {"contract" if key == "payer" else key: value if i < texts else float(value)
            for i, (key, value) in enumerate(row.items())}


def waterfall_row(row):
    made = {key: row[key] for key in ("month", "reservation", "pool", "holder", "tenant", "cause")}
    made["chip_ms"] = int(row["chip_ms"])
    if "usd" in row:
        made["contract"], made["usd"] = row["payer"], float(row["usd"] or 0)
    return made
