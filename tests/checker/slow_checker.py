"""The slow checker: recomputes a run from its scenario and its events.csv, by brute force.

Written from docs/accounting.md, platforms.md, jobs.md, services.md, contracts.md and files.md
alone. What comes to and goes from pools by dates and by chance is given (given.py). Three
questions, each with its own answer:

1. The log is row for row the one that the naive simulator gets from the scenario: every phase,
   every decision, every promise.
2. Each row of the log was possible in the state that the rows before it leave (replay.py).
3. The other files are what the states of that replay say (figures.py, causes.py), and what
   contracts and prices make of them (rules/ledger/).
"""

import os

import compare
import compare_ledger
import given
from events import Objection, read_events
from features import has
from figures import Figures
from naive_simulator import NaiveSimulator
from replay import Replay


def check(scenario, directory):
    """Returns the objections to a run directory, as texts; none if all is well."""
    try:
        log = read_events(os.path.join(directory, "events.csv"))
    except (Objection, OSError) as error:
        return [str(error)]
    try:
        given.check_possible(scenario, log)
        given.check_complete(scenario, log, log[-1].time if log else -1)
    except Objection as objection:
        return [f"events.csv: {objection}"]
    rows, _ = NaiveSimulator(scenario, given.given_rows(log)).run()
    objections = [compare.compare_events(log, rows)]
    replay, figures = Replay(scenario), Figures(scenario)
    try:
        replay.play(log, figures.sample)
        last = replay.run_end if scenario.end is None else scenario.end - 1
        given.check_complete(scenario, log, last)
    except Objection as objection:
        return [text for text in objections if text] + [f"events.csv: {objection}"]
    return [text for text in objections + check_tables(directory, replay, figures) if text]


def check_tables(directory, replay, figures):
    """Each file by itself: one that cannot be read does not hide what is wrong with another."""
    ledger = figures.ledger(replay.run_end) if has("contracts") else None
    questions = [
        lambda: compare.compare_step_series(directory, "usage.csv", compare.USAGE, figures.usage),
        lambda: compare.compare_from_zero(directory, "queue.csv", compare.QUEUE, 2, figures.queue),
        lambda: compare.compare_from_zero(directory, "pools.csv", compare.POOLS, 2, figures.pools),
        lambda: compare.compare_placements(directory, replay, figures.start_waits),
        lambda: compare.compare_waterfall(directory, figures.waterfall(ledger)),
        lambda: compare.compare_jobs(directory, replay, figures.waits),
        lambda: compare.compare_summary(directory, replay, figures),
    ]
    if replay.scenario.data_sets:
        questions.append(lambda: compare.compare_transfers(directory, replay))
    if replay.scenario.services:
        questions.append(lambda: compare.compare_services(directory, sorted(figures.services)))
    if ledger:
        questions += [lambda: compare_ledger.compare(directory, ledger),
                      lambda: compare_ledger.identities(ledger, figures)]
    answers = []
    for question in questions:
        try:
            answers.append(question())
        except (Objection, OSError, ValueError) as error:
            answers.append(str(error))
    return answers
