"""The tables of a study against its records, the examples that read them, and `drawdown compare`.

    DRAWDOWN=build/release/drawdown python3 tests/study/test_results.py
"""

import csv
import glob
import json
import math
import os
import sqlite3
import statistics
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import studies  # noqa: E402
import program  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
METRICS = "[wait_mean_s, wait_p95_s, committed_idle_share]"
BASELINE = 'baseline: {"platform.pools[0].units": 8}\n'
# Student's t at 97.5 % by degrees of freedom (Fisher and Yates, table III).
STUDENT = {2: 4.30265, 19: 2.09302}


def rows(where, out, name):
    with open(os.path.join(where, out, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def records(where, out):
    """The figures of each run, by key."""
    found = {}
    for path in glob.glob(os.path.join(where, out, "store", "*", "*.json")):
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        found[record["key"]] = record
    return found


def half_width(values):
    n = len(values)
    return STUDENT[n - 1] * statistics.stdev(values) / math.sqrt(n)


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = studies.folder(metrics=METRICS)
        cls.where = holder.__enter__()
        cls.addClassCleanup(holder.__exit__)
        with open(os.path.join(cls.where, "study.yaml"), "a", encoding="utf-8") as file:
            file.write(BASELINE)
        result = studies.run(cls.where, "--jobs", "1")
        assert result.returncode == 0, result.stderr

    def query(self, sql, *arguments):
        path = os.path.join(self.where, "out", "results.sqlite")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            return database.execute(sql, arguments).fetchall()

    def tables(self, out):
        return studies.tables(os.path.join(self.where, out))

    def test_every_row_is_in_a_record(self):
        kept = records(self.where, "out")
        runs = self.query("SELECT point, replication, seed, key, state FROM runs")
        self.assertEqual(len(runs), 4 * 3)
        for point, replication, seed, key, state in runs:
            self.assertEqual((state, seed), ("done", kept[key]["seed"]))
            results = dict(self.query(
                "SELECT metric, value FROM results WHERE point = ? AND replication = ?",
                point, replication))
            figures = kept[key]["figures"]
            self.assertEqual(results, {name: figures[name] for name in (
                "wait_mean_s", "wait_p95_s", "committed_idle_share")})
        # The same seeds at every point, another in every replication.
        by_replication = {replication: set() for replication in range(3)}
        for _, replication, seed, _, _ in runs:
            by_replication[replication].add(seed)
        self.assertEqual([len(seeds) for seeds in by_replication.values()], [1, 1, 1])
        self.assertEqual(len(set.union(*by_replication.values())), 3)

    def test_intervals_by_hand(self):
        for point in range(4):
            values = [value for value, in self.query(
                "SELECT value FROM results WHERE point = ? AND metric = 'wait_mean_s'", point)]
            (mean, low, high, width, n), = self.query(
                "SELECT mean, low, high, half_width, replications FROM intervals "
                "WHERE point = ? AND metric = 'wait_mean_s'", point)
            self.assertEqual(n, 3)
            self.assertAlmostEqual(mean, statistics.fmean(values), places=9)
            self.assertAlmostEqual(width / half_width(values), 1, places=5)
            self.assertAlmostEqual(high - low, 2 * width, places=9)

    def test_differences_by_hand(self):
        self.assertEqual(self.query("SELECT DISTINCT point, baseline FROM differences"),
                         [(1, 0), (2, 0), (3, 0)])
        for point in (1, 2, 3):
            pairs = self.query(
                "SELECT a.value - b.value FROM results a JOIN results b USING (replication, metric)"
                " WHERE metric = 'wait_mean_s' AND a.point = ? AND b.point = 0", point)
            values = [value for value, in pairs]
            (mean, width), = self.query(
                "SELECT mean, half_width FROM differences WHERE point = ? AND "
                "metric = 'wait_mean_s'", point)
            self.assertAlmostEqual(mean, statistics.fmean(values), places=9)
            self.assertAlmostEqual(width / half_width(values), 1, places=5)

    def test_csv_is_the_database(self):
        for name, table in (("results.csv", "results"), ("intervals.csv", "intervals"),
                            ("differences.csv", "differences")):
            stored = self.query(f"SELECT * FROM {table}")
            written = rows(self.where, "out", name)
            self.assertEqual(len(written), len(stored))
            written.sort(key=lambda row: (int(row["point"]), int(row.get("replication", 0)),
                                          row["metric"]))
            for row, values in zip(written, stored):
                self.assertEqual(row["platform.pools[0].units"], str(8 + values[0]))
                for text, value in zip(row.values(), values):
                    same = text == str(value) if isinstance(value, str) else float(text) == value
                    self.assertTrue(same, (row, values))

    def test_the_same_from_any_number_of_jobs_and_shards(self):
        expected = self.tables("out")
        self.assertEqual(studies.run(self.where, "--jobs", "4", out="four").returncode, 0)
        self.assertEqual(self.tables("four"), expected)
        for shard in ("2/3", "0/3", "1/3"):
            result = studies.run(self.where, "--shard", shard, "--jobs", "2", out="shards")
            self.assertEqual(result.returncode, 0, result.stderr)
        for _ in range(2):  # once more changes nothing
            result = program.run(["study", "collect", "--out", "shards"], self.where)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(self.tables("shards"), expected)

    def test_part_of_a_study(self):
        result = studies.run(self.where, "--shard", "0/2", out="part")
        self.assertEqual(result.returncode, 0, result.stderr)
        program.run(["study", "collect", "--out", "part"], self.where)
        self.assertEqual({int(row["point"]) for row in rows(self.where, "part", "results.csv")},
                         {0, 2})
        intervals = rows(self.where, "part", "intervals.csv")
        self.assertEqual([row["replications"] for row in intervals if row["point"] == "1"],
                         ["0"] * 3)
        self.assertEqual({row["mean"] + row["low"] for row in intervals if row["point"] == "1"},
                         {""})

    def test_examples(self):
        out = os.path.join(self.where, "out")
        script = os.path.join(ROOT, "analysis", "examples", "read_results.py")
        printed = subprocess.run([sys.executable, script, out, "wait_mean_s"], check=True,
                                 capture_output=True, text=True).stdout
        self.assertIn("point 3: platform.pools[0].units=11\n", printed)
        (mean,), = self.query(
            "SELECT mean FROM intervals WHERE point = 3 AND metric = 'wait_mean_s'")
        self.assertIn(f"mean {mean:.6g} in [", printed)
        for name in ("intervals.sql", "best_point.sql"):
            with open(os.path.join(ROOT, "analysis", "examples", name), encoding="utf-8") as sql:
                printed = subprocess.run(["sqlite3", "-bail", "-box",
                                          os.path.join(out, "results.sqlite")], stdin=sql,
                                         check=True, capture_output=True, text=True).stdout
            self.assertGreater(printed.count("\n"), 4, printed)


class Until(unittest.TestCase):
    def test_stops_at_the_first_that_is_narrow_enough(self):
        until = "{at_least: 3, at_most: 12, until: {wait_mean_s: 40 %}}"
        with studies.folder(replications=until) as where:
            self.assertEqual(studies.run(where, "--jobs", "4").returncode, 0)
            with studies.folder(replications="12") as whole:
                self.assertEqual(studies.run(whole).returncode, 0)
                everything = rows(whole, "out", "results.csv")
            counts = set()
            for row in rows(where, "out", "intervals.csv"):
                n = int(row["replications"])
                counts.add(n)
                values = [float(other["value"]) for other in everything
                          if other["point"] == row["point"]]
                self.assertAlmostEqual(float(row["mean"]), statistics.fmean(values[:n]), places=9)
                narrow = float(row["half_width"]) <= 0.4 * float(row["mean"])
                self.assertTrue(narrow or n == 12)
                self.assertTrue(n == 3 or not self.is_narrow(values[:n - 1]), (n, values))
            self.assertGreater(len(counts), 1)

    def is_narrow(self, values):
        quantiles = [4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600, 2.26216,
                     2.22814]  # of 2 to 10 degrees of freedom
        width = quantiles[len(values) - 3] * statistics.stdev(values) / math.sqrt(len(values))
        return width <= 0.4 * statistics.fmean(values)


class CommonRandomNumbers(unittest.TestCase):
    def test_they_shrink_a_difference_threefold(self):
        """Beside the interval that independent seeds would give: variances add up."""
        with program.Folder({}) as where:
            study = os.path.join(ROOT, "analysis", "studies", "common_random_numbers.yaml")
            result = program.run(["study", "run", study, "--out", "out"], where)
            self.assertEqual(result.returncode, 0, result.stderr)
            (difference,) = [row for row in rows(where, "out", "differences.csv")
                             if row["metric"] == "wait_mean_s"]
            values = {"0": [], "1": []}
            for row in rows(where, "out", "results.csv"):
                if row["metric"] == "wait_mean_s":
                    values[row["point"]].append(float(row["value"]))
            variance = sum(statistics.variance(of_point) for of_point in values.values())
            n = int(difference["replications"])
            independent = STUDENT[n - 1] * math.sqrt(variance / n)
            self.assertGreater(independent / float(difference["half_width"]), 3)


class Compare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = studies.folder(points=2, replications="5")
        cls.where = holder.__enter__()
        cls.addClassCleanup(holder.__exit__)
        assert studies.run(cls.where).returncode == 0
        for name, units in (("a", "8"), ("b", "9")):
            setting = f"platform.pools[0].units={units}"
            result = program.run(["run", "base.yaml", "--set", setting, "--out", name], cls.where)
            assert result.returncode == 0, result.stderr

    def compare(self, *args):
        return program.run(["compare", *args], self.where)

    def test_points(self):
        compared = json.loads(self.compare("out:0", "out:1", "--json").stdout)
        self.assertEqual(compared["inputs"],
                         [{"path": "platform.pools[0].units", "a": "8", "b": "9"}])
        (wait,) = [figure for figure in compared["figures"] if figure["figure"] == "wait_mean_s"]
        values = {"0": [], "1": []}
        for row in rows(self.where, "out", "results.csv"):
            values[row["point"]].append(float(row["value"]))
        differences = [b - a for a, b in zip(values["0"], values["1"])]
        self.assertAlmostEqual(wait["a"], statistics.fmean(values["0"]), places=9)
        self.assertAlmostEqual(wait["difference"], statistics.fmean(differences), places=9)
        width = 2.77645 * statistics.stdev(differences) / math.sqrt(5)
        self.assertAlmostEqual((wait["high"] - wait["low"]) / 2 / width, 1, places=5)

    def test_runs(self):
        compared = json.loads(self.compare("a", "b", "--json").stdout)
        self.assertEqual([entry["path"] for entry in compared["inputs"]],
                         ["platform.pools[0].units"])
        summaries = []
        for name in ("a", "b"):
            with open(os.path.join(self.where, name, "summary.json"), encoding="utf-8") as file:
                summaries.append(json.load(file))
        for figure in compared["figures"]:
            if "." in figure["figure"]:
                continue
            before, after = (summary[figure["figure"]] for summary in summaries)
            self.assertEqual((figure["a"], figure["b"]), (before, after))
            self.assertNotEqual(before, after)
            self.assertIsNone(figure["low"])

    def test_a_run_with_itself(self):
        text = self.compare("a", "a").stdout.decode()
        self.assertIn("the inputs are alike\n", text)
        self.assertNotIn("figure  ", text)

    def test_what_is_no_run(self):
        for args, expected in (
                (("a", "nowhere"), "nowhere: expected a run directory, or STUDY_DIR:POINT\n"),
                (("a", "out"), "out: it is a study; name a point of it, as out:0\n"),
                (("out:0", "out:7"),
                 "out:7: expected a point of the study, 0 to 1, got '7'\n"),
                (("out:0", "a:1"),
                 "a:1: expected STUDY_DIR:POINT, and a is no study's directory\n")):
            result = self.compare(*args)
            self.assertEqual((result.returncode, result.stdout, result.stderr.decode()),
                             (2, b"", expected))


if __name__ == "__main__":
    unittest.main()
