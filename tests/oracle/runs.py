"""Runs the program under test and reads the run directories that it makes."""

import contextlib
import csv
import gzip
import json
import os
import subprocess
import tempfile
from decimal import Decimal

import locations


def _done(arguments, variables, options):
    environment = {**os.environ, "DRAWDOWN_TRACES": locations.traces(), **(variables or {})}
    done = subprocess.run([locations.program(), *arguments], env=environment, text=True,
                          capture_output=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"drawdown {' '.join(arguments)} gave {done.returncode}:\n"
                             f"{done.stderr}")
    return done


def drawdown(*arguments, variables=None, **options):
    """The program with these arguments; it must succeed. Returns what it printed.

    `variables` are added to the environment; `options` are those of subprocess.run.
    """
    return _done(arguments, variables, options).stdout


def said(*arguments):
    """The same; returns what it said on stderr."""
    return _done(arguments, None, {}).stderr


class Run:
    """A run directory."""

    def __init__(self, directory):
        self.directory = directory

    def summary(self):
        with open(os.path.join(self.directory, "summary.json"), encoding="utf-8") as file:
            return json.load(file)

    def rows(self, table):
        """The rows of one of its tables, as dicts of texts."""
        with open(os.path.join(self.directory, table), newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)

    def columns(self, table, *names):
        """The texts of these columns of one of its tables: fast."""
        with open(os.path.join(self.directory, table), newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            header = next(reader)
            indices = [header.index(name) for name in names]
            columns = [[] for _ in names]
            for row in reader:
                for column, index in zip(columns, indices):
                    column.append(row[index])
        return columns

    def column(self, table, name):
        """The texts of one of them."""
        return self.columns(table, name)[0]


@contextlib.contextmanager
def run_of(scenario, *arguments):
    """The run of a scenario, in a directory that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as root:
        directory = os.path.join(root, "run")
        drawdown("run", scenario, *arguments, "--out", directory)
        yield Run(directory)


def milliseconds(seconds):
    """`12.345` as 12345, exactly."""
    whole, _, fraction = seconds.partition(".")
    return int(whole) * 1000 + int(fraction.ljust(3, "0")[:3] or "0")


def micro_dollars(dollars):
    """`12.345678` as 12345678, exactly; nothing as 0."""
    return int(Decimal(dollars or "0") * 1_000_000)


def trace_rows(path, columns=None):
    """The rows of a CSV file, plain or gzip, as dicts of texts; comment lines are left out.

    `columns` names those of a file that has no line of names.
    """
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", newline="", encoding="utf-8") as file:
        yield from csv.DictReader((line for line in file if not line.startswith("#")), columns)
