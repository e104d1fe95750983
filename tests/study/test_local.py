"""A study on this machine: any jobs and shards give the same records; what fails is kept.

    DRAWDOWN=build/release/drawdown python3 tests/study/test_local.py
"""

import json
import os
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import studies  # noqa: E402
from studies import program  # noqa: E402

# For 10,000 points; the machine may be busy.
MOST_STATUS_S = 2
TRACE = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s\na,,,,1,0,10,\nb,,,,1,{},10,\n"
TRACE_SCENARIO = studies.SCENARIO.format(jobs=1).split("workload:")[0] + """workload:
  trace: {format: csv, file: good.csv}
"""
TRACE_STUDY = """scenario: {include: [base.yaml]}
axes:
  - path: workload.trace.file
    values: [bad.csv, good.csv, other.csv]
replications: 2
metrics: [wait_mean_s]
"""


class Same(unittest.TestCase):
    """However it is run, the records are the same, byte for byte."""

    def setUp(self):
        holder = studies.folder(points=6, replications="3")
        self.folder = holder.__enter__()
        self.addCleanup(holder.__exit__)

    def store(self, out):
        return os.path.join(self.folder, out, "store")

    def run_well(self, *args, out):
        result = studies.run(self.folder, *args, out=out)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def test_jobs_and_shards(self):
        self.run_well("--jobs", "1", out="one")
        self.run_well("--jobs", "7", out="many")
        for shard in ("2/4", "0/4", "3/4", "1/4"):
            self.run_well("--shard", shard, out="shards")
        expected = studies.dump(self.store("one"))
        self.assertEqual(len(expected), 18)
        self.assertEqual(studies.dump(self.store("many")), expected)
        self.assertEqual(studies.dump(self.store("shards")), expected)

    def test_shards_at_once(self):
        """Several processes may use one directory, even for the same points."""
        self.run_well("--jobs", "2", out="one")
        args = [["--shard", "0/2"], ["--shard", "1/2"], [], []]
        started = [program.start(["study", "run", "study.yaml", "--out", "out", *more],
                                 self.folder) for more in args]
        for process in started:
            _, err = process.communicate(timeout=program.PATIENCE_S)
            self.assertEqual(process.returncode, 0, err)
        self.assertEqual(studies.dump(self.store("out")), studies.dump(self.store("one")))
        self.assertEqual(studies.leftovers(os.path.join(self.folder, "out")), [])

    def test_figures_are_those_of_a_run(self):
        """A record has every figure of the summary.json of that scenario and seed."""
        self.run_well(out="out")
        record = json.loads(next(iter(studies.dump(self.store("out")).values())))
        found = False
        for units in range(8, 14):
            args = ["run", "base.yaml", "--seed", str(record["seed"]), "--json", "--force", "--out",
                    "run", "--set", f"platform.pools[0].units={units}"]
            summary = json.loads(program.run(args, self.folder).stdout)
            found = found or summary == record["figures"]
        self.assertTrue(found, record)

    def test_nothing_is_run_twice(self):
        self.run_well(out="out")
        before = studies.identities(self.store("out"))
        self.run_well(out="out")
        self.assertEqual(studies.identities(self.store("out")), before)

    def test_shared_store(self):
        """Studies that name one store share it; the directory knows it from then on."""
        self.run_well("--store", "records", out="first")
        before = studies.identities(os.path.join(self.folder, "records"))
        self.run_well("--store", "records", out="second")
        self.assertEqual(studies.identities(os.path.join(self.folder, "records")), before)
        self.assertEqual(studies.status(self.folder, "second")["runs_done"], 18)
        result = studies.run(self.folder, "--store", "others", out="first")
        self.assertEqual(result.returncode, 2, result.stderr)

    def test_the_study_of_the_directory(self):
        """study.yaml of a directory is the same study."""
        self.run_well(out="first")
        result = program.run(["study", "run", "first/study.yaml", "--out", "first"], self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        result = program.run(["study", "run", "first/study.yaml", "--out", "second", "--store",
                              "first/store"], self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(studies.dump(self.store("second"))), 18)


class Refused(unittest.TestCase):
    def refuse(self, folder, *args, says, out="out", code=2):
        before = program.everything_in(folder)
        result = studies.run(folder, *args, out=out)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertIn(says, result.stderr.decode())
        self.assertEqual(program.everything_in(folder), before)

    def test_command_line(self):
        with studies.folder() as folder:
            for shard in ("4/4", "-1/4", "1", "a/b", "1/0", ""):
                self.refuse(folder, "--shard", shard, says="--shard")
            self.refuse(folder, "--jobs", "0", says="--jobs")
            self.refuse(folder, "--on", "mars", says="--on")
            self.refuse(folder, out="", says="--out")
            self.refuse(folder, out="base.yaml", says="it is a file")
            self.refuse(folder, out=".", says="it holds another study")
            self.refuse(folder, out="..", says="is no study's directory")
            result = program.run(["study", "status", "--out", "none"], folder)
            self.assertEqual(result.returncode, 2)

    def test_another_study(self):
        """A directory that holds another study is refused with what differs."""
        with studies.folder(points=2, replications="1") as folder:
            self.assertEqual(studies.run(folder).returncode, 0)
            self.refuse(folder, "--set", "replications=2", says="replications: 1 there, 2 here")
            self.refuse(folder, "--set", "scenario.policy.order=sjf",
                        says="scenario.policy.order: fcfs there, sjf here")

    def test_dry(self):
        with studies.folder(points=2, replications="3") as folder:
            before = program.everything_in(folder)
            result = studies.run(folder, "--dry")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(b"6 runs", result.stdout)
            self.assertEqual(program.everything_in(folder), before)

    def test_values_from_the_environment(self):
        with studies.folder(replications="${REPLICATIONS}") as folder:
            env = dict(os.environ, REPLICATIONS="2")
            result = studies.run(folder, "--dry", env=env)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(b"4 points x 2 replications = 8 runs", result.stdout)

    def test_no_slurm(self):
        """Without Slurm, --on slurm is refused before anything is written."""
        with studies.folder() as folder:
            before = program.everything_in(folder)
            result = studies.run(folder, "--on", "slurm", env={"PATH": "/nowhere"})
            self.assertEqual(result.returncode, 3, result.stderr)
            self.assertIn(b"Slurm is not installed", result.stderr)
            self.assertEqual(program.everything_in(folder), before)


class Failures(unittest.TestCase):
    def test_failed_runs(self):
        """A run that fails is recorded; others go on; --retry-failed runs it anew."""
        files = {"base.yaml": TRACE_SCENARIO, "study.yaml": TRACE_STUDY,
                 "bad.csv": TRACE.format("x"), "good.csv": TRACE.format(1),
                 "other.csv": TRACE.format(2)}
        with program.Folder(files) as folder:
            result = studies.run(folder)
            self.assertEqual(result.returncode, 2, result.stderr)
            said = studies.status(folder)
            self.assertEqual((said["runs_done"], said["runs_failed"]), (4, 2))
            self.assertEqual((said["points_complete"], said["points_none"]), (2, 1))
            with open(said["failures"][0], encoding="utf-8") as file:
                self.assertIn("bad.csv:3", file.read())
            before = [os.stat(path).st_mtime_ns for path in said["failures"]]
            self.assertEqual(studies.run(folder).returncode, 2)  # and runs nothing
            self.assertEqual([os.stat(path).st_mtime_ns for path in said["failures"]], before)
            self.assertEqual(studies.run(folder, "--retry-failed").returncode, 2)
            after = [os.stat(path).st_mtime_ns for path in said["failures"]]
            self.assertTrue(all(a > b for a, b in zip(after, before)))

    def test_missing_trace(self):
        """What is missing from the start is refused from the start."""
        files = {"base.yaml": TRACE_SCENARIO, "study.yaml": TRACE_STUDY}
        with program.Folder(files) as folder:
            before = program.everything_in(folder)
            result = studies.run(folder)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertEqual(program.everything_in(folder), before)

    def test_trace_changes(self):
        """A trace that is changed while the study runs leaves no record under the old key."""
        jobs = "".join(f"a{i},,,,1,{i},1,\n" for i in range(300_000))
        trace = TRACE.split("\n", 1)[0] + "\n" + jobs
        study = TRACE_STUDY.replace("[bad.csv, good.csv, other.csv]", "[good.csv]")
        files = {"base.yaml": TRACE_SCENARIO, "study.yaml": study, "good.csv": trace}
        with program.Folder(files) as folder:
            process = program.start(["study", "run", "study.yaml", "--out", "out"], folder)
            studies.wait_until(lambda: studies.children_of(process.pid), "a worker")
            with open(os.path.join(folder, "good.csv"), "a", encoding="utf-8") as file:
                file.write("last,,,,1,300000,1,\n")
            _, err = process.communicate(timeout=program.PATIENCE_S)
            self.assertEqual(process.returncode, 3, err)
            self.assertIn(b"changed while the study was running", err)
            self.assertEqual(studies.dump(os.path.join(folder, "out", "store")), {})

    def test_killed_workers(self):
        """A worker that is killed is started again; a third time, it is given up, not recorded."""
        with studies.folder(jobs=2_000_000, points=1, replications="1") as folder:
            process = program.start(["study", "run", "study.yaml", "--out", "out"], folder)
            for _ in range(3):
                studies.wait_until(lambda: studies.children_of(process.pid), "a worker")
                worker = studies.children_of(process.pid)[0]
                studies.kill(worker)
                studies.wait_until(lambda gone=worker: gone not in
                                   studies.children_of(process.pid), "its end")
            out, err = process.communicate(timeout=program.PATIENCE_S)
            self.assertEqual(process.returncode, 3, err)
            self.assertIn(b"1 missing", out)
            said = studies.status(folder)
            self.assertEqual((said["runs_failed"], said["runs_missing"]), (0, 1))

    def test_crash(self):
        """A worker that crashes has failed."""
        with studies.folder(jobs=2_000_000, points=1, replications="1") as folder:
            process = program.start(["study", "run", "study.yaml", "--out", "out"], folder)
            studies.wait_until(lambda: studies.children_of(process.pid), "a worker")
            time.sleep(0.05)  # past the moment at which it has set its signals
            studies.kill(studies.children_of(process.pid)[0], signal.SIGABRT)
            _, err = process.communicate(timeout=program.PATIENCE_S)
            self.assertEqual(process.returncode, 1, err)
            said = studies.status(folder)
            self.assertEqual(said["runs_failed"], 1)


class Enough(unittest.TestCase):
    def test_until(self):
        """Replications go on until the interval is narrow, the same number for any --jobs."""
        until = "{at_least: 3, at_most: 40, until: {wait_mean_s: 30 %}}"
        with studies.folder(jobs=2000, points=3, replications=until) as folder:
            for jobs in ("1", "5"):
                result = studies.run(folder, "--jobs", jobs, out=jobs)
                self.assertEqual(result.returncode, 0, result.stderr)
            one = studies.dump(os.path.join(folder, "1", "store"))
            self.assertEqual(studies.dump(os.path.join(folder, "5", "store")), one)
            said = studies.status(folder, "5")
            self.assertEqual((said["points_complete"], said["runs_missing"]), (3, 0))
            self.assertGreater(said["runs"], 9)
            self.assertLess(said["runs"], 120)

    def test_steady_state(self):
        with studies.folder(jobs=2000, points=1, replications="1") as folder:
            result = studies.run(folder, "--set", "steady_state=true")
            self.assertEqual(result.returncode, 0, result.stderr)
            record = json.loads(next(iter(studies.dump(os.path.join(folder, "out")).values())))
            self.assertGreater(record["steady_state"]["jobs"], 0)


class Quick(unittest.TestCase):
    def test_status_of_many_points(self):
        with studies.folder(points=10_000, replications="5") as folder:
            process = program.start(["study", "run", "study.yaml", "--out", "out"], folder)
            studies.wait_until(lambda: studies.files_of(os.path.join(folder, "out"), ".json"),
                               "a record")
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=program.PATIENCE_S)
            self.assertEqual(process.returncode, 130)
            began = time.monotonic()
            said = studies.status(folder)
            self.assertLess(time.monotonic() - began, MOST_STATUS_S)
            self.assertEqual(said["runs"], 50_000)
            self.assertGreater(said["runs_done"], 0)


if __name__ == "__main__":
    unittest.main()
