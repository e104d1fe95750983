"""The repository keeps its own rules: layers, libraries, banned calls, sizes, format, README.

    DRAWDOWN=build/release/drawdown python3 -m unittest discover -s tests/structure

DRAWDOWN names the program that the commands of README.md run; without it they are skipped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(FOLDER))
sys.path.insert(0, FOLDER)

import readme_commands  # noqa: E402
import rules  # noqa: E402
from source_text import Violation  # noqa: E402

SKIPPED_FOLDERS = {".git", "build", "__pycache__", "node_modules"}
TEXT_SUFFIXES = (".hpp", ".cpp", ".py", ".md", ".yaml", ".yml", ".txt", ".cmake", ".json", ".sh",
                 ".ts", ".mjs", ".css", ".html")
# For a command of the README; far more than any needs.
MOST_SECONDS = 600


def repository_files():
    """Paths from the root, with /, in one order."""
    paths = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in sorted(names):
            if name.endswith(TEXT_SUFFIXES):
                paths.append(os.path.relpath(os.path.join(folder, name), ROOT).replace(os.sep, "/"))
    return paths


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def format_violations(path, text):
    """Code is as clang-format lays it out."""
    if not rules.is_cpp(path):
        return []
    formatted = subprocess.run(
        ["clang-format", "--dry-run", "-Werror", f"--assume-filename={path}"], cwd=ROOT, input=text,
        capture_output=True, text=True, check=False)
    if formatted.returncode == 0:
        return []
    first = (formatted.stderr.strip() or "clang-format failed").split("\n")[0]
    line = first.split(":")[1] if first.count(":") > 1 else ""
    return [Violation(path, int(line) if line.isdigit() else 1, f"run clang-format -i {path}")]


class Rules(unittest.TestCase):
    def check(self, rule, paths):
        self.assertTrue(paths, "there is nothing to check")
        violations = [violation for path in paths for violation in rule(path, read(path))]
        if violations:
            self.fail("\n" + "\n".join(map(str, violations)))

    def test_rules(self):
        paths = repository_files()
        for rule in rules.RULES:
            with self.subTest(rule.__name__):
                self.check(rule, paths)

    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_format(self):
        self.check(format_violations,
                   [path for path in repository_files() if path.startswith(("sim/", "tests/"))])

    def test_every_layer_is_there(self):
        folders = [name for name in os.listdir(os.path.join(ROOT, "sim"))
                   if os.path.isdir(os.path.join(ROOT, "sim", name))]
        self.assertEqual(sorted(folders), sorted(rules.LAYERS))


class Readme(unittest.TestCase):
    """What the README tells people to type works."""

    def setUp(self):
        path = os.path.join(ROOT, "README.md")
        self.assertTrue(os.path.isfile(path), "there is no README.md")
        self.commands = readme_commands.commands_of(read("README.md"))

    def test_commands_are_sound(self):
        self.assertTrue(self.commands, "README.md has no ```sh block")
        problems = [f"README.md:{command.line}: {problem}" for command in self.commands
                    if (problem := readme_commands.problem_of(command, ROOT))]
        if problems:
            self.fail("\n" + "\n".join(problems))

    def test_commands_run(self):
        program = os.environ.get("DRAWDOWN")
        if program is None:
            self.skipTest("DRAWDOWN does not name the program to run")
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as programs:
            os.symlink(os.path.abspath(program), os.path.join(programs, "drawdown"))
            environment = dict(os.environ, OUT=folder)
            environment["PATH"] = programs + os.pathsep + environment["PATH"]
            settings = []
            for command in filter(readme_commands.is_run, self.commands):
                if readme_commands.is_setting(command):
                    settings.append(command)
                    continue
                with self.subTest(line=command.line, command=command.text):
                    self.run_one(readme_commands.script_of(command, settings, folder), environment,
                                 readme_commands.needs_traces(command, ROOT))

    def run_one(self, script, environment, needs_traces):
        if needs_traces and readme_commands.TRACES not in environment:
            self.skipTest(f"{readme_commands.TRACES} does not say where the traces are")
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=ROOT, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                              timeout=MOST_SECONDS)
        # 141: who reads the command's pipe has had enough.
        self.assertIn(done.returncode, (0, 141), f"\n{script}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    unittest.main()
