"""What goes to stdout and stderr when all is well, and what --help says.

    DRAWDOWN=build/release/drawdown python3 tests/errors/test_console.py
"""

import json
import os
import pty
import re
import select
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import program  # noqa: E402
import scenarios  # noqa: E402

VERBS = ("run", "check", "generate", "list", "study", "compare")
STUDY_VERBS = ("run", "status", "collect", "cancel")
PROGRESS = re.compile(rb"\r\x1b\[K\d{4}-\d\d-\d\d[^\r]* \d+ jobs done")
CLEARED = b"\r\x1b[K"


def read_until(descriptor, found):
    """What a terminal showed until `found` says so, the program ended or patience did."""
    text = b""
    end = time.monotonic() + program.PATIENCE_S
    while not found(text) and time.monotonic() < end:
        if select.select([descriptor], [], [], 0.1)[0]:
            try:
                piece = os.read(descriptor, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            text += piece
    return text


class Streams(unittest.TestCase):
    def test_nothing_but_the_summary(self):
        """Without a terminal stderr stays empty, and stdout holds the summary alone."""
        with program.Folder({"a.yaml": scenarios.MIDDLING}) as folder:
            result = program.run(["run", "a.yaml", "--out", "text"], folder)
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            self.assertTrue(result.stdout.startswith(b"2026-01-01 to 2026-01-"), result.stdout)
            result = program.run(["run", "a.yaml", "--out", "json", "--json"], folder)
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            with open(os.path.join(folder, "json", "summary.json"), "rb") as file:
                self.assertEqual(result.stdout, file.read())
            self.assertEqual(json.loads(result.stdout)["jobs_submitted"], 20_000)

    def test_generate_and_check(self):
        with program.Folder({"a.yaml": scenarios.SHORT}) as folder:
            result = program.run(["generate", "a.yaml", "--out", "jobs.csv"], folder)
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, b"", b""))
            self.assertEqual(sorted(os.listdir(folder)), ["a.yaml", "jobs.csv"])
            result = program.run(["check", "a.yaml"], folder)
            self.assertEqual((result.returncode, result.stdout, result.stderr),
                             (0, b"a.yaml: ok: 1 site, 1 pool, 8 chips (8 of no kind)\n",
                              b""))

    def test_skipped_lines_are_counted(self):
        """on_bad_line: skip passes over malformed lines, and the summary says how many."""
        jobs = ("job_id,chips,submit_s,run_s\na,1,0,5\nb,one,1,5\nc,1\nd,1,2,5\ne,1,1,5\n"
                "f,1,3,5\n")
        files = {"a.yaml": scenarios.with_trace("jobs.csv", "    on_bad_line: skip\n"),
                 "jobs.csv": jobs}
        with program.Folder(files) as folder:
            result = program.run(["run", "a.yaml", "--out", "out", "--json"], folder)
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            with open(os.path.join(folder, "out", "summary.json"), encoding="utf-8") as file:
                summary = json.load(file)
            # b has no number of chips, c too few fields, e is before d.
            self.assertEqual(summary["trace_lines"]["malformed"], 3)
            self.assertEqual(summary["jobs_submitted"], 3)

    def test_progress_on_a_terminal(self):
        """A terminal sees the simulated date and the jobs done; a stop leaves its line alone."""
        with program.Folder({"a.yaml": scenarios.ENDLESS}) as folder:
            ours, its = pty.openpty()
            process = program.start(["run", "a.yaml", "--out", "out"], folder, stderr=its)
            os.close(its)
            try:
                text = read_until(ours, PROGRESS.search)
                self.assertRegex(text, PROGRESS)
                process.send_signal(signal.SIGINT)
                text = read_until(ours, lambda text: b"stopped" in text)
                self.assertEqual(process.wait(program.PATIENCE_S), 130)
                self.assertEqual(process.stdout.read(), b"")
            finally:
                process.kill()
                process.communicate()
                os.close(ours)
            self.assertRegex(text, rb"(^|[\r\n]|\x1b\[K)drawdown: stopped by a signal")

    def test_progress_is_cleared(self):
        """Nothing of it is left on the terminal when the run has ended."""
        with program.Folder({"a.yaml": scenarios.MIDDLING}) as folder:
            ours, its = pty.openpty()
            process = program.start(["run", "a.yaml", "--out", "out"], folder, stderr=its)
            os.close(its)
            text = read_until(ours, lambda _: False)
            process.communicate(timeout=program.PATIENCE_S)
            os.close(ours)
            self.assertEqual(process.returncode, 0)
            self.assertTrue(text.endswith(CLEARED), text)


class Help(unittest.TestCase):
    def test_each_verb(self):
        """--help explains a verb and ends with an example of it, and is no error."""
        with program.Folder() as folder:
            for verb in VERBS + tuple(f"study {verb}" for verb in STUDY_VERBS):
                for flag in ("--help", "-h"):
                    result = program.run([*verb.split(), flag], folder)
                    self.assertEqual((result.returncode, result.stderr), (0, b""), verb)
                    example = result.stdout.decode().rstrip("\n").splitlines()[-1]
                    self.assertTrue(example.startswith(f"  drawdown {verb} "), example)

    def test_program(self):
        """--help names every verb, --version the version."""
        with program.Folder() as folder:
            result = program.run(["--help"], folder)
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            for verb in VERBS:
                self.assertRegex(result.stdout.decode(), rf"(?m)^  {verb} ")
            result = program.run(["--version"], folder)
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            self.assertRegex(result.stdout, rb"^\d+\.\d+\.\d+\n$")

    def test_lists(self):
        """Each list has lines of a name and what it is."""
        with program.Folder() as folder:
            for what in ("accelerators", "policies", "formats", "figures"):
                result = program.run(["list", what], folder)
                self.assertEqual((result.returncode, result.stderr), (0, b""), what)
                lines = result.stdout.decode().splitlines()
                for line in lines:
                    self.assertRegex(line, r"^\w+ +\S", what)
                result = program.run(["list", what, "--json"], folder)
                self.assertEqual((result.returncode, result.stderr), (0, b""), what)
                names = [item["name"] for item in json.loads(result.stdout)]
                # A table has a heading.
                self.assertEqual([line.split()[0] for line in lines if line[:5] != "name "], names)

    def test_one_of_a_list(self):
        """A name after the list shows that one alone; of an accelerator every value's source."""
        with program.Folder() as folder:
            text = program.run(["list", "accelerators", "tpu_v5p"], folder).stdout.decode()
            self.assertRegex(text, r"(?m)^  idle_watts +188 W +assumed +no figure found")
            self.assertNotIn("tpu_v5e", text)
            result = program.run(["list", "accelerators", "tpu_v5p", "--json"], folder)
            [item] = json.loads(result.stdout)
            self.assertEqual(item["vendor"], "Google")
            self.assertEqual(item["bf16_peak"],
                             {"value": "459 TFLOPS", "source": "Cloud TPU v5p documentation",
                              "confidence": "verified"})
            text = program.run(["list", "policies", "easy"], folder).stdout.decode()
            self.assertRegex(text, r"^easy +\S[^\n]*\n$")


if __name__ == "__main__":
    unittest.main()
