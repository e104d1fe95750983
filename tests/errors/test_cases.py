"""Bad input, a folder each: the exact text on stderr, the exit code, and nothing written.

    DRAWDOWN=build/release/drawdown python3 tests/errors/test_cases.py
    DRAWDOWN=build/release/drawdown python3 tests/errors/test_cases.py --update

The second writes every expected.txt anew; `git diff tests/errors/cases` then shows what changed.
A case is cases/NAME: case.json (promise, args, exit, and `made`: files made by made_inputs.py),
the input files, and expected.txt. The program runs in a copy of the folder: paths are relative.
"""

import json
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import made_inputs  # noqa: E402
import program  # noqa: E402

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")
EXPECTED = "expected.txt"
NOT_INPUT = {EXPECTED, "case.json"}


def names():
    return sorted(os.listdir(CASES))


def read_case(name):
    with open(os.path.join(CASES, name, "case.json"), encoding="utf-8") as file:
        return json.load(file)


def lay_out(name, case, folder):
    """Copies the case's input into the folder and makes what is to be made."""
    shutil.copytree(os.path.join(CASES, name), folder, dirs_exist_ok=True,
                    ignore=lambda _, entries: NOT_INPUT.intersection(entries))
    for file_name, maker in case.get("made", {}).items():
        with open(os.path.join(folder, file_name), "wb") as file:
            file.write(made_inputs.MAKERS[maker]())


def play(name):
    """Runs a case: (case, result of the program, the folder before, the folder after)."""
    case = read_case(name)
    with program.Folder() as folder:
        lay_out(name, case, folder)
        before = program.everything_in(folder)
        result = program.run(case["args"], folder)
        return case, result, before, program.everything_in(folder)


def update():
    for name in names():
        _, result, _, _ = play(name)
        with open(os.path.join(CASES, name, EXPECTED), "wb") as file:
            file.write(result.stderr)


class Cases(unittest.TestCase):
    maxDiff = None

    def test_each(self):
        """Every case exits as it says, says what it should on stderr only, and writes nothing."""
        for name in names():
            with self.subTest(name):
                case, result, before, after = play(name)
                with open(os.path.join(CASES, name, EXPECTED), "rb") as file:
                    expected = file.read()
                self.assertEqual(result.stderr.decode(), expected.decode(), case["promise"])
                self.assertEqual(result.returncode, case["exit"], case["promise"])
                self.assertEqual(result.stdout, b"", case["promise"])
                self.assertEqual(after, before, case["promise"])

    def test_cases_are_whole(self):
        """Each folder has its expected text, and a promise that no other one makes."""
        self.assertGreaterEqual(len(names()), 20)
        promises = [read_case(name)["promise"] for name in names()]
        self.assertEqual(len(set(promises)), len(promises))
        for name in names():
            self.assertTrue(os.path.exists(os.path.join(CASES, name, EXPECTED)), name)


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    else:
        unittest.main()
