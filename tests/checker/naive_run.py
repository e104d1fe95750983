"""Writes the run directory that the definitions ask for, without the engine.

It shows that the checker accepts what is right, and gives the canary something to damage.
"""

import csv
import json
import os
import random

import compare
import compare_ledger
import figures
import given
from contract_files import decimal
from events import COLUMNS, as_text, megawatts, seconds, unit_row
from naive_simulator import NaiveSimulator
from replay import Replay
from rules.contracts.money import dollars


def write_table(directory, name, columns, rows):
    with open(os.path.join(directory, name), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([seconds(field) if column.endswith("_s") else
                             megawatts(field) if column == "mw" else
                             decimal(field) if column == "egress_usd" else
                             dollars(field) if column == "usd" and field is not None else field
                             for column, field in zip(columns, row)])


def draw_given(scenario):
    """The dated changes of capacity, and some that could have been drawn: a pool's units fail and
    are repaired by turns, a delivery slips."""
    rng, rows = random.Random(scenario.seed), given.dated(scenario)
    for pool in scenario.pools:
        for units, delivery in pool.lots():
            if delivery and delivery.slip:
                at = max(0, delivery.at + rng.randint(delivery.slip[0], delivery.slip[2]))
                rows.append(unit_row(at, "deliver", pool, units))
        for reason in ["failure"] * (pool.failures != "") + ["reclaim"] * (pool.reclaims != ""):
            for unit in pool.lots()[0][0]:
                rows += draw_downs(rng, pool, unit, reason)
        if pool.drawn_outages:
            begin = rng.randint(0, 900_000)
            rows += given.window(pool, ((0, pool.units - 1),), begin, begin + 60_000, "outage")
    return given.in_order(scenario, rows)


def draw_downs(rng, pool, unit, reason):
    """By turns down and up, for an hour."""
    rows, moment = [], 0
    while (moment := moment + rng.randint(1, 900_000)) < min(pool.retire, 3_600_000):
        back = moment + rng.randint(1, 300_000)
        rows += [unit_row(moment, "down", pool, [unit], reason),
                 unit_row(back, "up", pool, [unit], reason)]
        moment = back
    return rows


def run(scenario, directory):
    os.makedirs(directory)
    rows, _ = NaiveSimulator(scenario, draw_given(scenario)).run()
    replay, tables = Replay(scenario), figures.Figures(scenario)
    replay.play(rows, tables.sample)
    with open(os.path.join(directory, "events.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS] + [as_text(row) for row in rows])
    write_table(directory, "usage.csv", compare.USAGE, tables.usage)
    write_table(directory, "queue.csv", compare.QUEUE, tables.queue)
    write_table(directory, "pools.csv", compare.POOLS, tables.pools)
    write_table(directory, "placements.csv", compare.PLACEMENTS,
                figures.placements(replay, tables.start_waits))
    ledger = tables.ledger(replay.run_end)
    write_table(directory, "waterfall.csv", compare.WATERFALL,
                [[*row[:7], f"{row[6] / 3.6e6:.6f}", row[7], row[8]]
                 for row in tables.waterfall(ledger)])
    if ledger:
        for name, columns, rows in compare_ledger.tables(ledger):
            write_table(directory, name, columns, rows)
    if scenario.data_sets:
        write_table(directory, "transfers.csv", compare.TRANSFERS, figures.transfers(replay))
    if scenario.services:
        write_table(directory, "services.csv", compare.SERVICES,
                    [[seconds(field) if column.endswith("_rps") else
                      "" if field is None else f"{float(field):.6f}" if column == "attainment" else
                      field for column, field in zip(compare.SERVICES, row)]
                     for row in tables.services])
    jobs = figures.job_rows(replay, tables.waits)
    write_table(directory, "jobs.csv", compare.JOBS,
                [compare.in_columns(row, compare.JOBS) for row in jobs])
    summary = {f"jobs_{state}": sum(row["state"] == state for row in jobs)
               for state in ("done", "killed", "cut", "censored", "refused")}
    summary["reserved_chip_ms"] = sum(tables.reserved_chip_time().values())
    summary["energy_mwh"], summary["energy_mwh_by_pool"] = tables.energy_mwh()
    if ledger:
        summary["unpriced_chip_ms"] = ledger.statement.unpriced_chip_ms
    if scenario.data_sets:
        summary.update(compare.transfer_figures(replay))
    for service in scenario.services:
        for key, value in compare.requests(tables, service).items():
            summary.setdefault(key, {})[service.name] = value
    with open(os.path.join(directory, "summary.json"), "w", encoding="utf-8") as file:
        json.dump(summary, file)
