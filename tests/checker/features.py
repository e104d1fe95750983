"""What of docs/jobs.md, services.md and contracts.md is drawn at random, and has its columns: all,
or what DRAWDOWN_FEATURES (names with spaces between) says, to look at a part alone.

`streams` is streams whose jobs come by a calendar; `priority` has preemption in it, `dependencies`
the column `after` of traces and, with `streams`, the key; `contracts` is contracts, prices and own
hardware, and the ledger with its columns; `handed_back` what reservations hand back before they
end, `notice` from when on policies know of them, `drain` reservations whose gangs go on after it;
`data` links between sites, and data sets that jobs read.
"""

import os

ALL_FEATURES = ["priority", "deadlines", "runs_on", "dependencies", "streams", "elastic",
                "services", "erlang_c", "storage", "contracts", "markets", "cheapest",
                "handed_back", "notice", "drain", "data"]

HAS = os.environ.get("DRAWDOWN_FEATURES", " ".join(ALL_FEATURES)).split()


def has(feature):
    if feature not in ALL_FEATURES:
        raise ValueError(f"no such feature: {feature}")
    return feature in HAS
