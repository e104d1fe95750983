"""What was cut, edited or lost in a run directory is refused by all that reads one; a trace that
cannot be written says so.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_damaged_runs.py
"""

import os
import shutil
import subprocess
import tempfile
import unittest

import locations
import runs

STUDY = os.path.join(locations.STUDIES, "price_and_capacity_both.yaml")
READERS = (["report", "--text"], ["report", "--json"], ["trace", "--format", "csv"])


def read_by(words, directory):
    return subprocess.run([locations.program(), words[0], directory, *words[1:]], text=True,
                          capture_output=True, check=False)


class DamagedRuns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="drawdown-oracle-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.run_directory = os.path.join(cls.folder.name, "run")
        runs.drawdown("run", STUDY, "--events", "--out", cls.run_directory)

    def setUp(self):
        self.copy = os.path.join(self.folder.name, "copy")
        shutil.copytree(self.run_directory, self.copy)
        self.addCleanup(shutil.rmtree, self.copy)

    def lines(self, name):
        with open(os.path.join(self.copy, name), encoding="utf-8") as file:
            return file.readlines()

    def check_refused(self, message):
        for words in READERS:
            with self.subTest(words=words):
                done = read_by(words, self.copy)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(message, done.stderr)

    def test_tables(self):
        """Each table with half of its lines, with one twice, or not there."""
        names = sorted(set(os.listdir(self.copy)) - {"run.yaml", "events.csv"})
        self.assertIn("ledger.csv", names)
        for name in names:
            path = os.path.join(self.copy, name)
            whole = self.lines(name)
            for damaged in (whole[:len(whole) // 2], [*whole, whole[-1]]):
                with self.subTest(name), open(path, "w", encoding="utf-8") as file:
                    file.writelines(damaged)
                    file.flush()
                    self.check_refused(f"{name} has {sum(map(len, damaged))} bytes, where the run "
                                       f"wrote {sum(map(len, whole))}")
            os.remove(path)
            with self.subTest(name):
                self.check_refused(f"it has no {name}")
            shutil.copy(os.path.join(self.run_directory, name), path)

    def test_events_may_be_gone(self):
        os.remove(os.path.join(self.copy, "events.csv"))
        for words in READERS:
            self.assertEqual(read_by(words, self.copy).returncode, 0)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk(self):
        """A trace of more than one piece, that ends in the middle."""
        directory = os.path.join(self.folder.name, "demo")
        runs.drawdown("run", os.path.join(locations.STUDIES, "demo.yaml"), "--out", directory,
                      "--set", "end=2026-01-09")
        for form in ("chrome", "csv"):
            with self.subTest(form), open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([locations.program(), "trace", directory, "--format", form],
                                      stdout=full, stderr=subprocess.PIPE, text=True, check=False)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("cannot write", done.stderr)


if __name__ == "__main__":
    unittest.main()
