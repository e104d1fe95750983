#!/usr/bin/env python3
"""Reads the results of a study with nothing but Python's own library.

    python3 analysis/examples/read_results.py DIR [METRIC]

Prints, for each point, its settings, the figure in each replication, and the interval of its mean.
"""
import sqlite3
import sys


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    directory = sys.argv[1]
    database = sqlite3.connect(f"file:{directory}/results.sqlite?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    metrics = [row["metric"] for row in database.execute(
        "SELECT DISTINCT metric FROM intervals ORDER BY metric")]
    metric = sys.argv[2] if len(sys.argv) == 3 else metrics[0]
    if metric not in metrics:
        sys.exit(f"the study has no metric '{metric}'; it has {', '.join(metrics)}")
    for point in database.execute("SELECT point FROM points ORDER BY point").fetchall():
        number = point["point"]
        settings = database.execute(
            "SELECT path, value FROM settings WHERE point = ? ORDER BY path", (number,))
        values = database.execute(
            "SELECT value FROM results WHERE point = ? AND metric = ? ORDER BY replication",
            (number, metric))
        interval = database.execute(
            "SELECT mean, low, high FROM intervals WHERE point = ? AND metric = ?",
            (number, metric)).fetchone()
        print(f"point {number}:", ", ".join(f"{s['path']}={s['value']}" for s in settings))
        print("  ", metric, "by replication:", *(row["value"] for row in values))
        if interval["low"] is not None:
            print(f"   mean {interval['mean']:.6g} in [{interval['low']:.6g}, "
                  f"{interval['high']:.6g}]")


if __name__ == "__main__":
    main()
