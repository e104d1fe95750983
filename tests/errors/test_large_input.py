"""Input without bounds is refused in little memory: lines of 100 MB, plain and compressed.

    DRAWDOWN=build/release/drawdown python3 tests/errors/test_large_input.py
"""

import gzip
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import made_inputs  # noqa: E402
import program  # noqa: E402
import scenarios  # noqa: E402

PIECE = b"x" * 1_000_000
PIECES = 100
# Above what a run of a few jobs needs in the same build.
ALLOWANCE_KB = 32 * 1024


def write_long_line(file, before=b""):
    """Piece by piece: what this process holds counts as the program's when it is started."""
    file.write(before)
    for _ in range(PIECES):
        file.write(PIECE)


def run_measured(args, folder):
    """(exit code, stdout, stderr, most memory held in kB)."""
    process = program.start(args, folder)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    process.stderr.close()
    return process.returncode, out, err.decode(), usage.ru_maxrss


class LargeInput(unittest.TestCase):
    def setUp(self):
        holder = program.Folder({"small.yaml": scenarios.SHORT})
        self.folder = holder.__enter__()
        self.addCleanup(holder.__exit__)
        small = ["run", "small.yaml", "--out", "small"]
        code, _, err, self.usual_kb = run_measured(small, self.folder)
        self.assertEqual(code, 0, err)

    def file(self, name):
        return os.path.join(self.folder, name)

    def assert_refused(self, args, expected):
        code, out, err, most_kb = run_measured(args, self.folder)
        self.assertEqual((code, out, err), (2, b"", expected))
        self.assertLess(most_kb, self.usual_kb + ALLOWANCE_KB)

    def run_trace(self, name, expected, format="csv"):
        with open(self.file("a.yaml"), "w", encoding="utf-8") as file:
            file.write(scenarios.with_trace(name, format=format))
        self.assert_refused(["run", "a.yaml", "--out", "out"], expected)

    def test_line_of_csv(self):
        with open(self.file("jobs.csv"), "wb") as file:
            write_long_line(file, made_inputs.HEADER.encode() + b"a,,,,1,0,5,\n")
        self.run_trace("jobs.csv", "jobs.csv:3:1: line is longer than 1 MiB\n")

    def test_line_of_swf(self):
        with open(self.file("jobs.swf"), "wb") as file:
            write_long_line(file)
        self.run_trace("jobs.swf", "jobs.swf:1:1: line is longer than 1 MiB\n", "swf")

    def test_compressed_line(self):
        """A small file that decompresses to a large one."""
        with gzip.open(self.file("jobs.csv.gz"), "wb", compresslevel=1) as file:
            write_long_line(file)
        self.run_trace("jobs.csv.gz", "jobs.csv.gz:1:1: line is longer than 1 MiB\n")

    def test_yaml(self):
        with open(self.file("a.yaml"), "wb") as file:
            write_long_line(file, b"seed: ")
        self.assert_refused(["check", "a.yaml"], "a.yaml: larger than 16 MiB\n")

    def test_endless_yaml(self):
        """A device is read no further than a file may be long."""
        self.assert_refused(["check", "/dev/zero"], "/dev/zero: larger than 16 MiB\n")


if __name__ == "__main__":
    unittest.main()
