"""An invented ledger: a contract of each pool at a round rate, so that the page has dollars."""

MS_PER_HOUR = 3_600_000
RATE = 2.5                # dollars a chip-hour, assumed
COMMITTED_SHARE = 0.9     # of the chip-time of a pool, assumed


def add(review):
    held = {cause["name"] for cause in review["causes"] if cause["kind"] == "held"}
    held |= {"checkpointing", "communicating"}
    months, ledger = {}, {}
    for row in review["waterfall"]:
        row["contract"] = "term_" + row["pool"]
        hours = row["chip_ms"] / MS_PER_HOUR
        row["usd"] = round(hours * RATE, 6)
        month = months.setdefault((row["month"], row["contract"]), [0, 0])
        month[0] += hours
        used = row["cause"] in held
        month[1] += hours if used else 0
        kind = "Usage Used" if used else "Usage Unused"
        key = (row["month"], row["contract"], row["tenant"] if used else row["holder"], kind)
        ledger[key] = ledger.get(key, 0) + row["usd"]
    cash, commitments = [], []
    for (month, contract), (hours, taken) in sorted(months.items()):
        usd = hours * RATE
        obligation = hours * COMMITTED_SHARE
        cash.append({"month": month, "contract": contract, "prepaid_usd": 0,
                     "billed_usd": round(usd, 6), "effective_usd": round(usd, 6),
                     "invested_usd": 0})
        commitments.append({
            "contract": contract, "from": month, "until": month, "quantity": hours,
            "obligation": obligation, "taken": taken, "overage": 0, "made_up": 0,
            "shortfall": max(0, obligation - taken), "makeup_balance": 0, "carry_balance": 0,
            "charge_usd": round(usd, 6), "overage_usd": 0})
        ledger[(month, contract, "", "Purchase")] = usd
    review["money"] = {"cash": cash, "commitments": commitments, "ledger": [
        {"month": month, "contract": contract, "tenant": tenant, "kind": kind,
         "billed_usd": round(usd, 6) if kind == "Purchase" else 0,
         "effective_usd": 0 if kind == "Purchase" else round(usd, 6)}
        for (month, contract, tenant, kind), usd in sorted(ledger.items())]}
