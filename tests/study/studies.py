"""Small studies, and what the tests of their execution ask of them."""

import json
import os
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "errors"))

import program  # noqa: E402

SCENARIO = """start: 2026-01-01
platform:
  sites: [{{name: iowa}}]
  pools: [{{name: v5p, site: iowa, units: 8}}]
workload:
  streams:
    - name: research
      jobs: {jobs}
      arrivals: {{rate: 60 jobs/h}}
      duration: {{exponential: {{mean: 6 min}}}}
      sizes: [{{chips: 1 chips}}]
"""


def scenario(jobs):
    """Takes a millisecond for each 200 jobs or so."""
    return SCENARIO.format(jobs=jobs)


def study(points=4, replications="3", base="base.yaml", metrics="[wait_mean_s]"):
    """`points` sizes of the pool, from 8 units on."""
    return f"""study: sizes
scenario: {{include: [{base}]}}
axes:
  - path: platform.pools[0].units
    range: {{from: 8, to: {7 + points}, step: 1}}
replications: {replications}
metrics: {metrics}
"""


def folder(jobs=200, **shape):
    """A folder with base.yaml and study.yaml in it."""
    return program.Folder({"base.yaml": scenario(jobs), "study.yaml": study(**shape)})


def run(where, *args, out="out", **options):
    """`drawdown study run study.yaml --out OUT ARGS`."""
    return program.run(["study", "run", "study.yaml", "--out", out, *args], where, **options)


def status(where, out="out", **options):
    """What `drawdown study status --json` says."""
    result = program.run(["study", "status", "--out", out, "--json"], where, **options)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def files_of(store, suffix):
    """The path of each file of a store that ends so, by key."""
    found = {}
    for where, _, names in os.walk(store):
        for name in names:
            if name.endswith(suffix) and not name.startswith("."):
                found[name[:-len(suffix)]] = os.path.join(where, name)
    return found


def dump(store):
    """The text of each record, by key."""
    records = {}
    for key, path in files_of(store, ".json").items():
        with open(path, encoding="utf-8") as file:
            records[key] = file.read()
    return records


def tables(out):
    """The tables of a study: every row of its database in order, and its CSV files."""
    path = os.path.join(out, "results.sqlite")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        content = {"results.sqlite": list(database.iterdump())}
    for name in ("results.csv", "intervals.csv", "differences.csv"):
        with open(os.path.join(out, name), "rb") as file:
            content[name] = file.read()
    return content


def identities(store):
    """What changes when a record is written again, by key."""
    found = {}
    for key, path in files_of(store, ".json").items():
        what = os.stat(path)
        found[key] = (what.st_ino, what.st_mtime_ns)
    return found


def leftovers(store):
    """Hidden files, which nobody is to leave behind for good."""
    return [name for _, _, names in os.walk(store) for name in names if name.startswith(".")]


def children_of(process_id):
    path = f"/proc/{process_id}/task/{process_id}/children"
    try:
        with open(path, encoding="utf-8") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def kill(process_id, what=signal.SIGKILL):
    try:
        os.kill(process_id, what)
    except ProcessLookupError:
        pass


def wait_until(condition, what, patience_s=60):
    end = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < end, f"waited {patience_s} s for {what}"
        time.sleep(0.01)
