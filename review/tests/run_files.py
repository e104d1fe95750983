"""What a review takes from run.yaml, from the tables of a study, and from the program."""

import csv
import decimal
import os
import subprocess

import yaml

PROGRAM = os.environ.get("DRAWDOWN", "drawdown")
CONFIDENCES = ("assumed", "derived", "measured", "secondary", "verified")


def read_manifest(directory):
    with open(os.path.join(directory, "run.yaml"), encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def formulas():
    text = subprocess.run([PROGRAM, "list", "figures"], capture_output=True, text=True,
                          check=True).stdout
    return dict(line.split(None, 1) for line in text.splitlines())


def _accelerator(run, pool):
    return next((one for one in run["platform"].get("accelerators", [])
                 if one["name"] == pool.get("accelerator")), {})


def _value(pool, accelerator, key, default):
    if key in pool:
        return pool[key]
    value = accelerator.get(key, default)
    return value["value"] if isinstance(value, dict) else value


def _whole(text):
    return int(str(text).split()[0])


def _axes(text):
    numbers = [int(number) for number in str(text).split("x")]
    return numbers + [1] * (3 - len(numbers))


def pools(run):
    made = {}
    for pool in run["platform"]["pools"]:
        kind = _accelerator(run, pool)
        geometry = _value(pool, kind, "geometry", "alike")
        one = {"units": _whole(pool["units"]),
               "chips_per_unit": _whole(_value(pool, kind, "chips_per_unit",
                                               _value({}, kind, "chips_per_host", 1))),
               "geometry": geometry}
        if geometry.startswith("torus"):
            for key in ("host", "block", "pod"):
                one[key] = _axes(_value(pool, kind, key, "1x1x1"))
        made[pool["name"]] = one
    return made


def reservation(run, pool_name, name):
    pool = next(one for one in run["platform"]["pools"] if one["name"] == pool_name)
    site = next(one for one in run["platform"]["sites"] if one["name"] == pool["site"])
    named = run["platform"].get("reservations", [])
    own = next((one for one in named if one["name"] == name), {})
    drains = any("drained_" + one["name"] == name for one in named)
    return {"site": site["name"], "provider": site.get("provider", ""),
            "accelerator": pool.get("accelerator", ""), "holder": own.get("holder", ""),
            "market": pool.get("market", "") or ("" if own or not drains else "drained")}


def _text(value):
    """As YAML has it on one line."""
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def assumptions(run):
    used = {pool.get("accelerator") for pool in run["platform"]["pools"]}
    made = []
    for kind in run["platform"].get("accelerators", []):
        for key, value in kind.items():
            if kind["name"] in used and isinstance(value, dict) and "confidence" in value:
                made.append({"name": f"{kind['name']}.{key}", "value": _text(value["value"]),
                             "confidence": value["confidence"], "source": value["source"]})
    return sorted(made, key=lambda one: CONFIDENCES.index(one["confidence"]))


def _duration(ms):
    return f"{ms / 3600000:.2f} h" if ms >= 3600000 else f"{ms / 1000:.0f} s"


def story(job):
    """In the place of what `drawdown explain` prints."""
    lines = [f"asked for {job['chips']} chips after {_duration(job['submit'])}"]
    if job["wait"]:
        parts = sorted(job["waited_by"].items(), key=lambda part: -part[1])
        reasons = ", ".join(f"{reason} {_duration(value)}" for reason, value in parts)
        lines.append(f"waited {_duration(job['wait'])}: {reasons}")
    if job["start"] is not None:
        lines.append(f"held {job['chips']} chips of {job['pool']} for {_duration(job['run'])}")
    if job["interruptions"]:
        lines.append(f"lost its place {job['interruptions']} times, and {_duration(job['lost'])} "
                     f"of work with it; waited {_duration(job['requeue'])} to go on")
    lines.append(f"ended as {job['state']}")
    return lines


def _number(text):
    return float(text) if text else None


def _table(directory, name):
    path = os.path.join(directory, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _numbers_but(texts, row):
    row = {"contract" if key == "payer" else key: value for key, value in row.items()}
    return {key: value if key in texts else float(value) for key, value in row.items()}


def money(directory):
    """The tables of a ledger, ledger.csv summed."""
    sums = {}
    for row in _table(directory, "ledger.csv"):
        kind = f"{row['ChargeCategory']} {row['CommitmentDiscountStatus']}".strip() \
            if row["ChargeCategory"] == "Usage" else row["ChargeCategory"]
        key = (row["BillingPeriodStart"][:7], row["x_Payer"], row["SubAccountId"], kind)
        billed, effective = sums.get(key, (0, 0))
        sums[key] = (billed + decimal.Decimal(row["BilledCost"]),
                     effective + decimal.Decimal(row["EffectiveCost"]))
    return {
        "cash": [_numbers_but(("month", "contract"), row)
                 for row in _table(directory, "cash.csv")],
        "commitments": [_numbers_but(("contract", "from", "until"), row)
                        for row in _table(directory, "commitments.csv")],
        "ledger": [{"month": month, "contract": contract, "tenant": tenant, "kind": kind,
                    "billed_usd": float(billed), "effective_usd": float(effective)}
                   for (month, contract, tenant, kind), (billed, effective) in sums.items()]}


def study(directory):
    with open(os.path.join(directory, "study.yaml"), encoding="utf-8") as file:
        given = yaml.safe_load(file)
    rows, differences = _table(directory, "intervals.csv"), _table(directory, "differences.csv")
    fixed = ("point", "baseline", "metric", "replications", "mean", "low", "high", "half_width",
             "method", "warning")
    paths = [key for key in rows[0] if key not in fixed]
    metrics = list(dict.fromkeys(row["metric"] for row in rows))
    points = {}
    for row in rows:
        point = points.setdefault(row["point"], {
            "settings": [row[path] for path in paths], "intervals": [], "baseline": None,
            "differences": None})
        point["intervals"].append(_interval(row))
    for row in differences:
        point = points[row["point"]]
        point["baseline"] = int(row["baseline"])
        point["differences"] = (point["differences"] or []) + [_interval(row)]
    return {"kind": "study", "version": "", "title": given["study"], "confidence": 0.95,
            "formulas": formulas(), "metrics": metrics, "points": list(points.values()),
            "axes": [{"path": path, "values": list(dict.fromkeys(row[path] for row in rows))}
                     for path in paths]}


def _interval(row):
    return {"replications": int(row["replications"]), "method": row["method"],
            "warning": row["warning"],
            **{key: _number(row[key]) for key in ("mean", "low", "high")}}


