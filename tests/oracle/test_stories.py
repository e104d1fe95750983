"""Stories of jobs: those of all jobs of some runs against jobs.csv and placements.csv, in ms.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_stories.py

Everything is read from the text that `drawdown explain` prints. Its lines are the events of a job,
each with its date, and what belongs to the one above without; sums come last.
"""

import collections
import csv
import datetime
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402
from runs import milliseconds  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
EVERY_WAIT = os.path.join(HERE, "studies", "every_wait.yaml")
REASONS = ("no_capacity_yet reserved_for_others busy fragmented held_for_start "
           "policy_held").split()
UNITS = {"d": 86_400_000, "h": 3_600_000, "min": 60_000, "s": 1_000}
DATE = re.compile(r"\d{4}-\d\d-\d\d")
TIME = r"((?:[\d.]+ (?:d|h|min|s) ?)+?)"


def duration(text):
    """`2 h 3 min 4.005 s` in ms."""
    words = text.split()
    return sum(milliseconds(count) * UNITS[unit] // 1000
               for count, unit in zip(words[::2], words[1::2]))


def moment(text, start):
    """`2026-01-31 08:30:00.250` in ms after the run's start."""
    date = datetime.datetime.fromisoformat(text)
    return (date - datetime.datetime.fromisoformat(start)) // datetime.timedelta(milliseconds=1)


class Story:
    def __init__(self, text, start):
        self.events = []  # (ms, text)
        self.under = []  # of each event, the lines below it
        self.sums = {}  # name -> (ms, {part: ms}), or the text of `cost`
        for line in text.split("\n")[1:]:
            head, rest = line[:23].strip(), line[25:]
            if DATE.match(head):
                self.events.append((moment(head, start), rest))
                self.under.append([])
            elif head == "cost":
                self.cost = milliseconds_of_usd(rest.split()[0])
            elif head:
                self.sums[head] = self.read_sum(rest)
            else:
                self.under[-1].append(rest.strip())

    @staticmethod
    def read_sum(text):
        spoken, _, rest = text.partition(" = ")
        seconds, *parts = re.split(r": |, ", rest)
        total = milliseconds(seconds.split()[0])
        assert duration(spoken) == total, text
        parts = [part.split() for part in parts]
        return total, {name: milliseconds(time) for name, time, *unit in parts if unit == ["s"]}

    def waits(self):
        """[(begin, {reason: ms})]"""
        found = []
        for (begin, text), under in zip(self.events, self.under):
            waited = re.fullmatch(f"waits for {TIME}:", text)
            if waited:
                parts = {re.search(r"\((\w+)\)$", line)[1]: duration(
                    re.match(TIME + "(?= for)", line)[1]) for line in under}
                assert sum(parts.values()) == duration(waited[1]), (text, under)
                found.append((begin, parts))
        return found

    def at(self, *beginnings):
        """The moments of the events whose text begins with one of these."""
        return [time for time, text in self.events if text.startswith(beginnings)]


def milliseconds_of_usd(text):
    """Dollars as whole micro-dollars."""
    whole, _, fraction = text.partition(".")
    return int(whole + fraction)


def stories(run, ids, start):
    """Of so many jobs, in as many calls as a command line needs."""
    for i in range(0, len(ids), 5_000):
        some = ids[i:i + 5_000]
        texts = runs.drawdown("explain", run.directory, "--", *some).rstrip("\n").split("\n\n")
        for job_id, text in zip(some, texts, strict=True):
            yield job_id, Story(text, start)


def by_id(run, table):
    rows = collections.defaultdict(list)
    for row in run.rows(table):
        rows[row["job_id"]].append(row)
    return rows


class EveryJob(unittest.TestCase):
    """What the stories say, against the tables."""

    def check_run(self, run):
        start = run.summary()["start"]
        jobs = {row["job_id"]: row for row in run.rows("jobs.csv")}
        starts = by_id(run, "placements.csv")
        end = milliseconds(str(run.summary()["horizon_s"]))
        seen = collections.Counter()
        for job_id, story in stories(run, list(jobs), start):
            with self.subTest(job=job_id):
                self.check_sums(story, jobs[job_id])
                self.check_waits(story, jobs[job_id])
                self.check_course(story, jobs[job_id], starts[job_id], end)
            seen.update(text.split(":")[0].split(" for ")[0] for _, text in story.events)
            seen.update(reason for _, parts in story.waits() for reason in parts)
            seen["elastic"] += any("grows" in text or "shrinks" in text
                                   for _, text in story.events)
        return seen

    def check_sums(self, story, job):
        """To the ms: waits by reason, time by stage."""
        self.assertEqual(milliseconds(job["blocked_s"]), story.sums.get("blocked", (0, {}))[0])
        if not job["wait_s"]:
            self.assertLessEqual(set(story.sums), {"blocked"})
            return
        first, by_reason = story.sums["waited"]
        again, by_reason_again = story.sums.get("waited again", (0, {}))
        self.assertEqual(first, milliseconds(job["wait_s"]))
        self.assertEqual(again, milliseconds(job["requeue_s"] or "0"))
        self.assertEqual(sum(by_reason.values()), first)
        self.assertEqual(sum(by_reason_again.values()), again)
        for reason in REASONS:
            self.assertEqual(by_reason.get(reason, 0) + by_reason_again.get(reason, 0),
                             milliseconds(job[reason + "_s"]))
        if job["start_s"]:
            ran, by_stage = story.sums["ran"]
            self.assertEqual(ran, milliseconds(job["run_s"]))
            self.assertEqual(sum(by_stage.values()), ran)
            self.assertEqual(story.sums.get("lost", (0, {}))[0], milliseconds(job["lost_s"]))

    def check_waits(self, story, job):
        """Each wait ends where the next event, a start or the run's end, begins."""
        for begin, parts in story.waits():
            following = min(time for time, text in story.events
                            if time >= begin and text.startswith(("starts", "the run ends")))
            self.assertEqual(following - begin, sum(parts.values()))
        waited = sum(sum(parts.values()) for _, parts in story.waits())
        self.assertEqual(waited, milliseconds(job["wait_s"] or "0") +
                         milliseconds(job["requeue_s"] or "0"))

    def check_course(self, story, job, starts, end):
        """Starts, stages, ends and states."""
        self.assertEqual(story.at("submitted"), [milliseconds(job["submit_s"])])
        self.assertEqual(story.at("starts", "keeps its place"),
                         [milliseconds(row["start_s"]) for row in starts])
        self.assertEqual(story.at("goes on"), [milliseconds(row["end_s"]) for row in starts
                                               if row["ended_by"] == "drain"])
        self.assertEqual(len(story.at("interrupted")), int(job["interruptions"] or 0))
        lost = [duration(found[1]) for _, text in story.events
                if (found := re.search(f"; {TIME} of progress is lost", text))]
        self.assertEqual(sum(lost), milliseconds(job["lost_s"] or "0"))
        stages = {}
        for time, text in story.events:
            found = re.match(f"(staging|starting|recomputing|productive) for {TIME}(?=:|,|$)", text)
            if found:
                stages.setdefault(found[1], []).append((time, duration(found[2])))
        for row in starts:
            begin = milliseconds(row["start_s"])
            for stage in ("staging", "starting", "recomputing", "productive"):
                until = milliseconds(row["end_s"]) if row["end_s"] else end
                length = (until - begin if stage == "productive"
                          else milliseconds(row[stage + "_s"]))
                if length:
                    self.assertIn((begin, length), stages[stage])
                begin += length
        last = {"refused": "refused", "censored": "the run ends"}.get(job["state"], job["state"])
        self.assertTrue(story.events[-1][1].startswith(last), story.events)
        if job["end_s"]:
            self.assertEqual(story.events[-1][0], milliseconds(job["end_s"]))

    def test_all_that_can_hold_a_gang_up(self):
        with runs.run_of(EVERY_WAIT) as run:
            ends = set(run.column("placements.csv", "ended_by"))
            self.assertEqual(ends, {"", "done", "drain", "failure", "outage", "handed_back",
                                    "preemption"})
            seen = self.check_run(run)
            self.assertLessEqual({"refused", "interrupted", "blocked", "released", "starting",
                                  "recomputing", "elastic", "the run ends, and it still waits",
                                  *REASONS} - {"policy_held"}, set(seen))
            self.check_costs(run)

    def check_costs(self, run):
        """All jobs together cost what the chips cost that gangs held: each share, of a start and a
        month, is rounded to a micro-dollar."""
        ids = run.column("jobs.csv", "job_id")
        told = sum(getattr(story, "cost", 0)
                   for _, story in stories(run, ids, run.summary()["start"]))
        held = sum(milliseconds_of_usd(row["usd"]) for row in run.rows("waterfall.csv")
                   if row["tenant"])
        shares = 3 * len(run.column("placements.csv", "job_id"))
        self.assertGreater(held, 10**6)
        self.assertLessEqual(abs(told - held), shares / 2)

    def test_the_demonstration(self):
        with runs.run_of(os.path.join(locations.STUDIES, "demo.yaml")) as run:
            self.assertIn("held_for_start", self.check_run(run))

    def test_a_month_of_tpus_that_fail(self):
        with runs.run_of(os.path.join(locations.STUDIES, "tpu_month.yaml")) as run:
            self.assertIn("interrupted", self.check_run(run))

    def test_five_years_with_contracts(self):
        with runs.run_of(os.path.join(locations.STUDIES, "five_year_deal.yaml")) as run:
            self.check_run(run)
            self.check_costs(run)


ODD_NAMES = ['he said "run"', "a,b", "<script>alert('1')</script>", "\U0001f680 émigré",
             "\u202eright to left \u05e9\u05dc\u05d5\u05dd", "-x", "x" * 10_000, "back\\slash",
             "bell\a\x1b[31mred"]
OBEYED = str.maketrans(dict.fromkeys("\u202e\a\x1b", "?"))    # by a terminal, if it got them


def run_of_names(folder, names):
    """Jobs with these ids on one chip, a second each, one after the other from 0 on."""
    with open(os.path.join(folder, "t.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["job_id", "chips", "submit_s", "run_s"])
        writer.writerows([name, 1, 0, 1] for name in names)
    with open(os.path.join(folder, "s.yaml"), "w", encoding="utf-8") as file:
        file.write("start: 2026-01-01\nplatform: {sites: [{name: here}], "
                   "pools: [{name: p, site: here, units: 1}]}\n"
                   f"workload: {{trace: {{format: csv, file: {folder}/t.csv}}}}\n")
    runs.drawdown("run", os.path.join(folder, "s.yaml"), "--out", os.path.join(folder, "run"))
    return runs.Run(os.path.join(folder, "run"))


class Names(unittest.TestCase):
    def test_odd_ones(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
            run = run_of_names(folder, ODD_NAMES)
            for i, name in enumerate(ODD_NAMES):
                text = runs.drawdown("explain", run.directory, "--", name)
                shown = name.translate(OBEYED)
                self.assertTrue(text.startswith(f"job {shown} of "), name[:40])
                story = Story(text, "2026-01-01")
                # The i-th waits for those before it, a second each.
                waited = {"busy": i * 1_000} if i else {}
                self.assertEqual(story.sums["waited"], (i * 1_000, waited))

    def test_one_that_two_jobs_have(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
            run = run_of_names(folder, ["a", "a", "b"])
            self.assertIn("2 jobs have this id", runs.drawdown("explain", run.directory, "a"))
            self.assertIn("waited", runs.drawdown("explain", run.directory, "b"))

    def test_one_that_is_not_there(self):
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
            run = run_of_names(folder, ["training-1", "b"])
            for typed, message in (("traning-1", "; did you mean 'training-1'?"), ("zzzzz", "")):
                done = subprocess.run([locations.program(), "explain", run.directory, typed],
                                      capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertEqual(done.stderr,
                                 f"{run.directory}: it has no job '{typed}'{message}\n")

    def test_waits_that_do_not_add_up(self):
        """Of an edited file: an error, and no story."""
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
            run = run_of_names(folder, ["a", "b"])
            path = os.path.join(run.directory, "placements.csv")
            with open(path, encoding="utf-8") as file:
                lines = file.read().splitlines()
            fields = lines[2].split(",")
            fields[lines[0].split(",").index("busy_s")] = "9"    # as long as it was
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join([*lines[:2], ",".join(fields)]) + "\n")
            done = subprocess.run([locations.program(), "explain", run.directory, "b"],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("the waits of job 'b' in placements.csv are not those in jobs.csv",
                          done.stderr)


if __name__ == "__main__":
    unittest.main()
