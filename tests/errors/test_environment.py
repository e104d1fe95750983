"""A full disk and a place that cannot be written: exit 3, one line on stderr, nothing left behind.

    DRAWDOWN=build/release/drawdown python3 tests/errors/test_environment.py
"""

import os
import resource
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import program  # noqa: E402
import scenarios  # noqa: E402

FULL_DISK_BYTES = 100_000


def files_cannot_grow():
    """Stands for a disk that fills up: a write beyond FULL_DISK_BYTES of a file fails."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_DISK_BYTES, FULL_DISK_BYTES))


class Environment(unittest.TestCase):
    def assert_failed(self, result, what):
        """Exit 3 and one line on stderr that names what could not be written."""
        self.assertEqual(result.returncode, 3, result.stderr)
        text = result.stderr.decode()
        self.assertTrue(text.startswith("drawdown: "), text)
        self.assertEqual(text.count("\n"), 1, text)
        self.assertIn(what, text)

    def run_in(self, folder, args, what, **options):
        """Runs it where it must fail; the folder is afterwards as it was."""
        before = program.everything_in(folder)
        result = program.run(args, folder, **options)
        self.assert_failed(result, what)
        self.assertEqual(program.everything_in(folder), before)

    def run_onto_full(self, folder, args):
        with open("/dev/full", "wb", buffering=0) as full:
            return program.run(args, folder, stdout=full)

    def test_lists_onto_a_full_disk(self):
        """A result that cannot be printed is no success."""
        with program.Folder({"a.yaml": scenarios.SHORT}) as folder:
            for args in (["list", "policies"], ["list", "formats"], ["list", "figures"],
                         ["check", "a.yaml"]):
                with self.subTest(args):
                    self.assert_failed(self.run_onto_full(folder, args), "standard output")

    def test_closed_output(self):
        """Without a standard output at all, too."""
        with program.Folder() as folder:
            result = program.run(["list", "policies"], folder, stdout=None,
                                 preexec_fn=lambda: os.close(1))
            self.assert_failed(result, "standard output")

    def test_diagnostics_onto_a_full_disk(self):
        """Whose fault it was is in the exit code, also where nobody can be told."""
        with program.Folder() as folder, open("/dev/full", "wb", buffering=0) as full:
            result = program.run(["check", "nothing.yaml"], folder, stderr=full)
            self.assertEqual(result.returncode, 2)

    def test_folders_made_on_the_way(self):
        """Those of a target `a/b/run` go again when the run fails."""
        with program.Folder({"a.yaml": scenarios.MIDDLING}) as folder:
            self.run_in(folder, ["run", "a.yaml", "--out", "new/er/run"], "File too large",
                        preexec_fn=files_cannot_grow)

    def test_working_directory_is_gone(self):
        with program.Folder({"a.yaml": scenarios.SHORT}) as folder:
            gone = os.path.join(folder, "gone")
            os.mkdir(gone)
            scenario = os.path.join(folder, "a.yaml")
            result = program.run(["run", scenario, "--out", "out"], gone,
                                 preexec_fn=lambda: os.rmdir(gone))
            self.assertEqual(result.returncode, 3, result.stderr)

    def test_summary_onto_a_full_disk(self):
        """A run whose summary cannot be printed fails; nothing half-made stays."""
        with program.Folder({"a.yaml": scenarios.SHORT}) as folder:
            for target, more in (("text", []), ("json", ["--json"])):
                with self.subTest(target):
                    result = self.run_onto_full(folder, ["run", "a.yaml", "--out", target, *more])
                    self.assert_failed(result, "standard output")
            self.assertLessEqual(set(os.listdir(folder)), {"a.yaml", "text", "json"})

    def test_summary_onto_a_full_disk_keeps_the_old_run(self):
        """A run that fails replaces nothing."""
        with program.Folder({"a.yaml": scenarios.SHORT}) as folder:
            self.assertEqual(program.run(["run", "a.yaml", "--out", "old"], folder).returncode, 0)
            before = program.everything_in(folder)
            args = ["run", "a.yaml", "--seed", "2", "--out", "old", "--force", "--json"]
            self.assert_failed(self.run_onto_full(folder, args), "standard output")
            self.assertEqual(program.everything_in(folder), before)

    def test_generate_onto_a_full_disk(self):
        with program.Folder({"a.yaml": scenarios.SHORT}) as folder:
            self.run_in(folder, ["generate", "a.yaml", "--out", "/dev/full"], "/dev/full")
        self.assertFalse(os.path.exists("/dev/full.partial"))

    def test_target_below_a_file(self):
        """What cannot be made is named; the file that stands in the way is not touched."""
        with program.Folder({"a.yaml": scenarios.SHORT, "file": "mine"}) as folder:
            self.run_in(folder, ["run", "a.yaml", "--out", "file/run"], "file")
            self.run_in(folder, ["run", "a.yaml", "--out", "file/deeper/run"], "file")
            self.run_in(folder, ["generate", "a.yaml", "--out", "file/jobs.csv"], "file/jobs.csv")

    def test_generate_into_no_folder(self):
        with program.Folder({"a.yaml": scenarios.SHORT}) as folder:
            self.run_in(folder, ["generate", "a.yaml", "--out", "none/jobs.csv"], "none/jobs.csv")

    def test_disk_fills_during_a_run(self):
        """A run that ends early leaves nothing, beside a new target and an old one."""
        with program.Folder({"a.yaml": scenarios.MIDDLING, "b.yaml": scenarios.SHORT}) as folder:
            args = ["run", "a.yaml", "--events", "--out", "out"]
            self.run_in(folder, args, "File too large", preexec_fn=files_cannot_grow)
            self.assertEqual(program.run(["run", "b.yaml", "--out", "out"], folder).returncode, 0)
            self.run_in(folder, [*args, "--force"], "File too large", preexec_fn=files_cannot_grow)

    def test_disk_fills_during_generate(self):
        files = {"a.yaml": scenarios.MIDDLING, "jobs.csv": "mine\n"}
        with program.Folder(files) as folder:
            for target in ("jobs.csv", "new.csv"):
                self.run_in(folder, ["generate", "a.yaml", "--out", target], "File too large",
                            preexec_fn=files_cannot_grow)

    def test_reader_goes_away(self):
        """Into a pipe that nobody reads: no success, and no complaint of a bug."""
        with program.Folder() as folder:
            process = program.start(["list", "figures"], folder, preexec_fn=lambda: None)
            process.stdout.close()
            process.stderr.read()
            process.stderr.close()
            self.assertIn(process.wait(program.PATIENCE_S), (0, -signal.SIGPIPE, 3))


if __name__ == "__main__":
    unittest.main()
