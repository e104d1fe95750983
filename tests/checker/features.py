"""What of docs/jobs.md, services.md and contracts.md the program has: only that is drawn at random,
and only its columns are there.

`streams` is streams whose jobs come by a calendar; `priority` has preemption in it, `dependencies`
the column `after` of traces and, with `streams`, the key; `contracts` is contracts, prices and own
hardware, and the ledger with its columns. DRAWDOWN_FEATURES (names with spaces between) takes the
place of the list for one run.
"""

import os

ALL_FEATURES = ["priority", "deadlines", "runs_on", "dependencies", "streams", "elastic",
                "services", "erlang_c", "storage", "contracts", "markets", "cheapest"]

OF_THE_PROGRAM = ["priority", "deadlines", "runs_on", "dependencies", "streams", "elastic",
                  "services", "erlang_c", "storage", "contracts", "markets", "cheapest"]

HAS = os.environ.get("DRAWDOWN_FEATURES", " ".join(OF_THE_PROGRAM)).split()


def has(feature):
    if feature not in ALL_FEATURES:
        raise ValueError(f"no such feature: {feature}")
    return feature in HAS
