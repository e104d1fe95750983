"""Stopped in the middle: exit 130 or 143 and nothing left; and what --out never does to a folder.

    DRAWDOWN=build/release/drawdown python3 tests/errors/test_signals.py
"""

import glob
import os
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import program  # noqa: E402
import scenarios  # noqa: E402

STOPS = ((signal.SIGINT, 130), (signal.SIGTERM, 143))
# Far above what a stop takes, far below what the endless scenario does.
STOP_WITHIN_S = 20
TRACE_HEADER = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s\n"


def has_output(folder):
    """Whether a file that the program makes has grown."""
    made = glob.glob(os.path.join(folder, ".*.partial-*", "jobs.csv"))
    made += glob.glob(os.path.join(folder, "*.partial*"))
    return any(os.path.isfile(file) and os.path.getsize(file) > 0 for file in made)


def wait_for(condition, process):
    give_up = time.monotonic() + program.PATIENCE_S
    while not condition():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < give_up, "nothing was written"
        time.sleep(0.01)


class Stops(unittest.TestCase):
    def stop_in(self, folder, args, stop, code):
        """Stops it once it has written something; the folder is afterwards as it was."""
        before = program.everything_in(folder)
        process = program.start(args, folder)
        try:
            wait_for(lambda: has_output(folder), process)
            process.send_signal(stop)
            out, err = process.communicate(timeout=STOP_WITHIN_S)
        finally:
            process.kill()
            process.communicate()
        self.assertEqual(process.returncode, code, err)
        self.assertEqual((out, err), (b"", b"drawdown: stopped by a signal\n"))
        self.assertEqual(program.everything_in(folder), before)

    def test_run(self):
        """Nothing is left of a run that was stopped."""
        for stop, code in STOPS:
            with self.subTest(stop), program.Folder({"a.yaml": scenarios.ENDLESS}) as folder:
                self.stop_in(folder, ["run", "a.yaml", "--out", "out"], stop, code)

    def test_run_over_another(self):
        """The run that was to be replaced is still there."""
        files = {"a.yaml": scenarios.ENDLESS, "b.yaml": scenarios.SHORT}
        with program.Folder(files) as folder:
            self.assertEqual(program.run(["run", "b.yaml", "--out", "out"], folder).returncode, 0)
            args = ["run", "a.yaml", "--out", "out", "--force"]
            self.stop_in(folder, args, signal.SIGINT, 130)

    def test_generate(self):
        files = {"a.yaml": scenarios.ENDLESS, "jobs.csv": "mine\n"}
        for stop, code in STOPS:
            for target in ("jobs.csv", "new.csv"):
                with self.subTest((stop, target)), program.Folder(files) as folder:
                    self.stop_in(folder, ["generate", "a.yaml", "--out", target], stop, code)

    def test_while_a_trace_is_sorted(self):
        """A stop is heeded before the run proper begins, too: here the trace never ends."""
        for stop, code in STOPS:
            with self.subTest(stop), program.Folder() as folder:
                self.stop_while_reading(folder, stop, code)

    def stop_while_reading(self, folder, stop, code):
        os.mkfifo(os.path.join(folder, "jobs.csv"))
        with open(os.path.join(folder, "a.yaml"), "w", encoding="utf-8") as file:
            file.write(scenarios.with_trace("jobs.csv", "    sort: true\n"))
        process = program.start(["run", "a.yaml", "--out", "out"], folder)
        try:
            with open(os.path.join(folder, "jobs.csv"), "w", encoding="utf-8") as trace:
                trace.write(TRACE_HEADER)
                process.send_signal(stop)
                end = time.monotonic() + STOP_WITHIN_S
                while process.poll() is None and time.monotonic() < end:
                    trace.write("".join(f"a{i},,,,1,{i},1,\n" for i in range(1000)))
                    time.sleep(0.01)  # a program that does not stop is not to fill the memory
        except BrokenPipeError:
            pass
        finally:
            time.sleep(0.1)
            running = process.poll() is None
            process.kill()
            process.communicate()
        self.assertFalse(running, "the signal was not heeded")
        self.assertEqual(process.returncode, code)
        self.assertEqual(sorted(os.listdir(folder)), ["a.yaml", "jobs.csv"])


class Replacement(unittest.TestCase):
    def setUp(self):
        holder = program.Folder({"keep": "mine\n"})
        self.folder = os.path.join(holder.__enter__(), "inner")  # so that `..` is ours, too
        self.addCleanup(holder.__exit__)
        os.mkdir(self.folder)
        with open(os.path.join(self.folder, "a.yaml"), "w", encoding="utf-8") as file:
            file.write(scenarios.SHORT)
        self.run_once("--out", "out")

    def run_once(self, *args, code=0):
        result = program.run(["run", "a.yaml", *args], self.folder)
        self.assertEqual(result.returncode, code, result.stderr)
        return result

    def test_refused_without_force(self):
        """A run directory is not replaced unless --force says so; the message says how."""
        before = program.everything_in(self.folder)
        result = self.run_once("--seed", "2", "--out", "out", code=2)
        self.assertIn(b"--force", result.stderr)
        self.assertEqual(program.everything_in(self.folder), before)

    def test_replaced_with_force(self):
        """What was in the old directory is gone, and nothing stands beside the new one."""
        with open(os.path.join(self.folder, "out", "events.csv"), "w", encoding="utf-8") as file:
            file.write("of the old run\n")
        self.run_once("--seed", "2", "--out", "out", "--force")
        self.run_once("--seed", "2", "--out", "again")
        everything = program.everything_in(self.folder)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.yaml", "again", "out"])
        for name in os.listdir(os.path.join(self.folder, "again")):
            self.assertEqual(everything[f"out/{name}"], everything[f"again/{name}"], name)
        self.assertNotIn("out/events.csv", everything)

    def test_empty_directory_is_used(self):
        os.mkdir(os.path.join(self.folder, "empty"))
        self.run_once("--out", "empty")
        self.assertIn("run.yaml", os.listdir(os.path.join(self.folder, "empty")))
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.yaml", "empty", "out"])

    def test_way_of_writing_the_target(self):
        """A slash at the end, dots on the way and missing folders are as the shell has them."""
        for target in ("slash/", "./dot", "none/../up", "deep/er/run"):
            self.run_once("--out", target)
        for made in ("slash", "dot", "up", "deep/er/run"):
            self.assertTrue(os.path.exists(os.path.join(self.folder, made, "run.yaml")), made)

    def test_no_target(self):
        """An empty name is none."""
        before = program.everything_in(self.folder)
        for verb in ("run", "generate"):
            with self.subTest(verb):
                result = program.run([verb, "a.yaml", "--out", ""], self.folder)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertEqual(program.everything_in(self.folder), before)

    def test_link_to_a_directory(self):
        """A link to a directory leads there, or is refused at once; nothing is left beside it."""
        for target, more in (("empty", []), ("out", ["--force"])):
            with self.subTest(target):
                os.makedirs(os.path.join(self.folder, target), exist_ok=True)
                link = os.path.join(self.folder, "link_to_" + target)
                os.symlink(target, link)
                before = sorted(os.listdir(self.folder))
                result = program.run(["run", "a.yaml", "--out", link, *more], self.folder)
                self.assertIn(result.returncode, (0, 2), result.stderr)
                self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_folder_with_a_scenario_called_run(self):
        """A file called run.yaml does not make somebody's folder a run directory."""
        mine = os.path.join(self.folder, "mine")
        os.mkdir(mine)
        os.rename(os.path.join(self.folder, "a.yaml"), os.path.join(mine, "run.yaml"))
        with open(os.path.join(mine, "notes"), "w", encoding="utf-8") as file:
            file.write("mine\n")
        before = program.everything_in(self.folder)
        result = program.run(["run", "run.yaml", "--out", ".", "--force"], mine)
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertEqual(program.everything_in(self.folder), before)

    def test_folder_made_in_the_meantime(self):
        """What comes to stand at the target while the run goes on is not replaced either."""
        with open(os.path.join(self.folder, "a.yaml"), "w", encoding="utf-8") as file:
            file.write(scenarios.LONG)
        process = program.start(["run", "a.yaml", "--out", "new"], self.folder)
        wait_for(lambda: glob.glob(os.path.join(self.folder, ".new.partial-*")), process)
        os.mkdir(os.path.join(self.folder, "new"))
        with open(os.path.join(self.folder, "new", "notes"), "w", encoding="utf-8") as file:
            file.write("mine\n")
        _, err = process.communicate(timeout=program.PATIENCE_S)
        self.assertIn(process.returncode, (2, 3), err)
        self.assertEqual(os.listdir(os.path.join(self.folder, "new")), ["notes"])
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.yaml", "new", "out"])

    def test_folder_that_is_no_run(self):
        """Not even --force replaces a folder that no run made, the working directory included."""
        os.mkdir(os.path.join(self.folder, "mine"))
        with open(os.path.join(self.folder, "mine", "notes"), "w", encoding="utf-8") as file:
            file.write("mine\n")
        before = program.everything_in(self.folder)
        for target in ("mine", "mine/", ".", "..", "mine/../mine", "a.yaml"):
            with self.subTest(target):
                result = self.run_once("--out", target, "--force", code=2)
                self.assertTrue(result.stderr.startswith(b"--out "), result.stderr)
                self.assertEqual(program.everything_in(self.folder), before)


if __name__ == "__main__":
    unittest.main()
