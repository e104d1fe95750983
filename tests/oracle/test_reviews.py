"""What the page of a run is given is what review/tests/make_review.py makes of the same files.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_reviews.py
"""

import base64
import contextlib
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

sys.path.append(os.path.join(locations.REPOSITORY, "review", "tests"))

import make_review  # noqa: E402

# Markets, a ledger, preemption and names that are no plain words.
MARKETS = """
start: 2026-01-01 06:30
end: 2026-03-02
platform:
  sites: [{name: "io,wa", provider: google, region: us-central1}]
  pools:
    - {name: base, site: "io,wa", units: 12, chips_per_unit: 4 chips,
       accelerator: tpu_v6e, geometry: alike,
       failures: {rate: 20 per 1000 unit-days, repair: {fixed: 7 h}}}
    - {name: demand, site: "io,wa", units: 3, chips_per_unit: 4 chips, market: on_demand}
    - {name: spot, site: "io,wa", units: 70, chips_per_unit: 4 chips, market: spot,
       reclaims: {rate: 300 per 1000 unit-days, back: {fixed: 6 h}}}
  reservations:
    - {name: "<b>held", pool: base, units: 8, holder: "re\\"search", shared_with: all}
    - {name: late, pool: base, units: 4, from: 2026-01-20, until: 2026-02-11, at_end: drain,
       holder: other}
contracts:
  - {name: year, form: gcp_cud_1y, scope: {provider: google, accelerator: tpu_v6e},
     from: 2026-01-01, quantity: 24 chips}
prices:
  - {pool: demand, on_demand: 3 USD/chip-hour}
  - {pool: spot, on_demand: 3 USD/chip-hour, spot: 1 USD/chip-hour}
policy: {order: fcfs, backfill: easy, preemption: priority}
workload:
  streams:
    - {name: "\U0001F986</script>", tenant: "re\\"search", class: long, priority: 0,
       arrivals: {rate: 0.2 jobs/h}, duration: {lognormal: {median: 20 h, sigma: 1.0}},
       sizes: [{chips: 3 chips}, {chips: 30 chips, weight: 0.2}], restart: 3 min,
       checkpoint: {interval: 30 min, write: 1 min}, until: 2026-02-20}
    - {name: "\u0645\u0633\u062a", tenant: other, priority: 10,
       arrivals: {rate: 0.4 jobs/h}, duration: {exponential: {mean: 3 h}},
       sizes: [{chips: 8 chips}], until: 2026-02-20}
    - {name: NAME, tenant: tail, priority: 0, until: 2026-02-25,
       arrivals: {rate: 0.01 jobs/h}, duration: {fixed: 400 h}, sizes: [{chips: 16 chips}]}
""".replace("NAME", "n" * 10_240)

SHIPPED = {
    "services": ("chat_beside_training.yaml", "--events"),
    "failures and tori": ("tpu_month.yaml", "--events", "--set", "end=2026-01-06"),
    "quiet": ("demo.yaml", "--set", "end=2026-01-09"),
}
CLOSE = 2e-6    # of means: they have six digits


@contextlib.contextmanager
def run_of(name):
    if name in SHIPPED:
        scenario, *more = SHIPPED[name]
        with runs.run_of(os.path.join(locations.STUDIES, scenario), *more) as run:
            yield run
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "markets.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(MARKETS)
        with runs.run_of(path, "--events") as run:
            yield run


def review_of(*words):
    return json.loads(runs.drawdown("report", "--json", *words))


def has_page():
    """Whether the program was built with its page; docs/review.md says what it does without."""
    with run_of("quiet") as run:
        done = subprocess.run([locations.program(), "report", run.directory], text=True,
                              capture_output=True, check=False)
    return done.returncode == 0 or "has no page" not in done.stderr


def row_key(row):
    return json.dumps(row, sort_keys=True)


def comparable(review):
    """The review with jobs named in place of indices, and lists without an order in one."""
    made = dict(review)
    names = [job["id"] for job in made["jobs"]]
    made["jobs"] = {job["id"]: {**job, "story": None} for job in made["jobs"]}
    for key in ("top_waiting", "top_chip_time"):
        made[key] = [names[index] for index in made[key]]
    made["gantt"] = [{**chart, "bars": [[names[index], *rest] for index, *rest in chart["bars"]]}
                     for chart in made["gantt"]]
    made["reservations"] = {row["name"]: row for row in made["reservations"]}
    if "money" in made:
        made["money"] = {**made["money"], "ledger": sorted(made["money"]["ledger"], key=row_key)}
    return made


class Reviews(unittest.TestCase):
    maxDiff = 2000

    def same(self, path, ours, theirs):
        """Alike but for the rounding of means."""
        if isinstance(theirs, dict):
            self.assertIsInstance(ours, dict, path)
            self.assertEqual(set(ours), set(theirs), path)
            for key, value in theirs.items():
                self.same(f"{path}.{key[:40]}", ours[key], value)
        elif isinstance(theirs, list):
            self.assertEqual(len(ours), len(theirs), path)
            for index, value in enumerate(theirs):
                self.same(f"{path}[{index}]", ours[index], value)
        elif isinstance(theirs, float) and isinstance(ours, (int, float)):
            self.assertLessEqual(abs(ours - theirs), CLOSE * max(abs(theirs), 1e-6),
                                 f"{path}: {ours} {theirs}")
        else:
            self.assertEqual(ours, theirs, path)

    def test_every_value(self):
        """Keys, numbers and texts, of runs with all that a run can have."""
        for name in [*SHIPPED, "markets"]:
            with self.subTest(name), run_of(name) as run:
                ours = review_of(run.directory)
                theirs = json.loads(json.dumps(make_review.Review(run.directory).make()))
                for job in ours["jobs"]:
                    self.assertTrue(job["story"], job["id"])
                self.same(name, comparable(ours), comparable(theirs))

    def test_chip_time_is_that_of_the_waterfall(self):
        """To the chip-millisecond, by reservation and cause."""
        for name in ("markets", "failures and tori"):
            with self.subTest(name), run_of(name) as run:
                review = review_of(run.directory)
                sums = {}
                for row in review["waterfall"]:
                    if not row["reservation"]:
                        continue
                    cause = row["cause"]
                    if cause in ("communicating", "checkpointing"):
                        cause = "productive"
                    key = row["reservation"], cause
                    sums[key] = sums.get(key, 0) + row["chip_ms"]
                ours = {(row["name"], cause): sum(chips["chip_ms"])
                        for row in review["reservations"] for cause, chips in row["chips"].items()}
                self.assertEqual(ours, {key: total for key, total in sums.items() if total})

    def test_a_part_of_the_time(self):
        """Buckets of a part have what usage.csv has of it, by brute force over its rows."""
        with run_of("markets") as run:
            review = review_of(run.directory, "--from", "2026-01-19 12:00", "--to", "2026-02-03")
            start = review["start_unix_ms"]
            self.assertEqual(start + review["from"], 1768824000000)   # date -ud '2026-01-19 12:00'
            self.assertEqual(start + review["until"], 1770076800000)  # date -ud '2026-02-03'
            begin, end, width = (review[key] for key in ("from", "until", "width"))
            edges = [min(begin + i * width, end) for i in range(review["buckets"] + 1)]
            self.assertEqual(edges[-1], end)
            rows = {}
            for row in run.rows("usage.csv"):
                at = runs.milliseconds(row["time_s"])
                rows.setdefault(row["reservation"], []).append((at, int(row["productive"])))
            for reservation in review["reservations"]:
                series = [*rows[reservation["name"]], (end, 0)]
                chips = reservation["chips"]["productive"]
                for i in range(0, review["buckets"], 7):
                    low, high = edges[i], edges[i + 1]
                    held = [(min(until, high) - max(at, low), value) for (at, value), (until, _)
                            in zip([(0, 0), *series], series)]
                    within = [pair for pair in held if pair[0] > 0]
                    self.assertEqual(chips["chip_ms"][i], sum(a * b for a, b in within))
                    self.assertEqual(chips["min"][i], min(value for _, value in within))
                    self.assertEqual(chips["max"][i], max(value for _, value in within))
            self.assertEqual({row["month"] for row in review["waterfall"]}, {"2026-01", "2026-02"})

    def test_the_page(self):
        """Holds the review, is the same each time, and leaves nothing else behind."""
        if not has_page():
            self.skipTest("the program was built without npm")
        with run_of("markets") as run:
            root = os.path.dirname(run.directory)
            runs.drawdown("report", run.directory)
            texts = []
            for _ in range(2):
                out = os.path.join(root, "page.html")
                runs.drawdown("report", run.directory, "--out", out)
                with open(out, encoding="utf-8") as file:
                    texts.append(file.read())
            self.assertEqual(sorted(os.listdir(root)), ["page.html", "run", "run.html"])
            self.assertEqual(texts[0], texts[1])
            packed = re.search(r'id="review">([A-Za-z0-9+/=]+)</script>', texts[0]).group(1)
            given = gzip.decompress(base64.b64decode(packed, validate=True))
            self.assertEqual(json.loads(given), review_of(run.directory))

    def test_as_text(self):
        """Has the figures of the summary, one to a line, and nothing that a terminal obeys."""
        for name in ("markets", "services", "quiet"):
            with self.subTest(name), run_of(name) as run:
                text = runs.drawdown("report", run.directory, "--text")
                summary = run.summary()
                self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")
                self.assertIn(f"{100 * summary['committed_idle_share']:.1f} % idle", text)
                for cause, share in summary["share_by_cause"].items():
                    found = re.search(rf"^  {cause} .* ([0-9.]+) %$", text, re.MULTILINE)
                    self.assertEqual(found is not None, share > 0, cause)
                    if found:
                        self.assertEqual(found.group(1), f"{100 * share:.1f}", cause)
                if summary["effective_usd"] is not None:
                    self.assertIn(f"{summary['effective_usd']:.2f} USD", text)
                self.assertLessEqual(max(map(len, text.splitlines())), 130)

    def test_of_two_runs_and_of_a_study(self):
        with run_of("quiet") as run:
            review = review_of(run.directory, run.directory)
            self.assertEqual(review["kind"], "comparison")
            self.assertEqual(review["runs"], 2 * [review_of(run.directory)])
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "study")
            runs.drawdown("study", "run", os.path.join(locations.STUDIES, "demo_study.yaml"),
                          "--out", out)
            ours = review_of(out)
            theirs = make_review.run_files.study(out)
            self.assertNotEqual(ours.pop("version"), theirs.pop("version"))
            self.same("study", ours, theirs)


if __name__ == "__main__":
    unittest.main()
