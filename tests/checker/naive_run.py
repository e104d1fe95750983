"""Writes the run directory that the definitions ask for, without the engine.

It shows that the checker accepts what is right, and gives the canary something to damage.
"""

import csv
import json
import os

import compare
import figures
from events import COLUMNS, as_text, seconds
from naive_simulator import NaiveSimulator
from replay import Replay


def write_table(directory, name, columns, rows):
    with open(os.path.join(directory, name), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([seconds(field) if column.endswith("_s") else field
                             for column, field in zip(columns, row)])


def run(scenario, directory):
    os.makedirs(directory)
    rows, _ = NaiveSimulator(scenario).run()
    replay, tables = Replay(scenario), figures.Figures(scenario)
    replay.play(rows, tables.sample)
    with open(os.path.join(directory, "events.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS] + [as_text(row) for row in rows])
    write_table(directory, "usage.csv", compare.USAGE, tables.usage)
    write_table(directory, "queue.csv", compare.QUEUE, tables.queue)
    write_table(directory, "pools.csv", compare.POOLS, tables.pools)
    write_table(directory, "placements.csv", compare.PLACEMENTS, figures.placements(replay))
    write_table(directory, "waterfall.csv", compare.WATERFALL,
                [row + [f"{row[6] / 3.6e6:.6f}"] for row in tables.waterfall()])
    jobs = figures.job_rows(replay, tables.waits)
    write_table(directory, "jobs.csv", compare.JOBS, jobs)
    summary = {f"jobs_{state}": sum(row[12] == state for row in jobs)
               for state in ("done", "killed", "cut", "censored", "refused")}
    summary["reserved_chip_ms"] = sum(tables.chip_time.values())
    with open(os.path.join(directory, "summary.json"), "w", encoding="utf-8") as file:
        json.dump(summary, file)
