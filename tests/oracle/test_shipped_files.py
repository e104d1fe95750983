"""Every platform, workload and scenario that is shipped passes `drawdown check`, traces or none.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_shipped_files.py
"""

import os
import re
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

FOLDERS = ["platforms", "workloads", os.path.join("analysis", "studies")]


def shipped_files():
    """All YAML files of these folders, sorted."""
    return sorted(os.path.join(folder, name) for top in FOLDERS
                  for folder, _, names in os.walk(os.path.join(locations.REPOSITORY, top))
                  for name in names if name.endswith((".yaml", ".yml")))


def scenario_files():
    """Those that are part of a scenario: a study (docs/studies.md) holds one, and is none."""
    files = []
    for path in shipped_files():
        with open(path, encoding="utf-8") as file:
            if not re.search(r"^scenario:", file.read(), re.MULTILINE):
                files.append(path)
    return files


class ShippedFiles(unittest.TestCase):
    def setUp(self):
        root = tempfile.TemporaryDirectory(prefix="drawdown-oracle-")
        self.addCleanup(root.cleanup)
        self.root = root.name

    def check(self, path):
        runs.drawdown("check", path, variables={"DRAWDOWN_TRACES": self.root})

    def test_every_file_passes_the_check(self):
        files = scenario_files()
        self.assertGreater(len(files), 0)
        for path in files:
            with self.subTest(os.path.relpath(path, locations.REPOSITORY)):
                self.check(path)

    def test_every_file_says_first_what_it_is(self):
        for path in shipped_files():
            with self.subTest(os.path.relpath(path, locations.REPOSITORY)):
                with open(path, encoding="utf-8") as file:
                    self.assertRegex(file.readline(), r"^# \w")

    def test_a_wrong_key_in_any_file_does_not_pass(self):
        """The check can fail: each file is refused with one line more."""
        for path in scenario_files():
            with self.subTest(os.path.relpath(path, locations.REPOSITORY)):
                wrong = os.path.join(self.root, "wrong.yaml")
                with open(wrong, "w", encoding="utf-8") as file:
                    file.write(f'include: ["{path}"]\nno_such_key: 1\n')
                with self.assertRaisesRegex(AssertionError, "no_such_key"):
                    self.check(wrong)


if __name__ == "__main__":
    unittest.main()
