"""Runs the program that the environment variable DRAWDOWN names, as a user would."""

import os
import shutil
import subprocess
import tempfile

# A run takes a fraction of a second; one that takes this long hangs.
PATIENCE_S = 120


def path():
    """The program's absolute path, since it is run in other folders."""
    if "DRAWDOWN" not in os.environ:
        raise SystemExit("DRAWDOWN must name the program to check")
    return os.path.abspath(os.environ["DRAWDOWN"])


def run(args, folder, **options):
    """Runs it in `folder` to its end; gives what subprocess.run gives, with both outputs as bytes.

    `stdout` and `stderr` may be replaced by options of subprocess.run.
    """
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run([path(), *args], cwd=folder, stdin=subprocess.DEVNULL,
                          timeout=PATIENCE_S, check=False, **options)


def start(args, folder, **options):
    """Starts it in `folder` and gives the Popen; the caller ends it."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen([path(), *args], cwd=folder, stdin=subprocess.DEVNULL, **options)


def everything_in(folder):
    """Every file and folder below, hidden ones too, with the bytes of the files."""
    found = {}
    for where, folders, files in os.walk(folder):
        for name in folders:
            found[os.path.relpath(os.path.join(where, name), folder)] = None
        for name in files:
            full = os.path.join(where, name)
            with open(full, "rb") as file:
                found[os.path.relpath(full, folder)] = file.read()
    return found


class Folder:
    """A temporary folder with text files in it: `with Folder({"a.yaml": "seed: 1"}) as folder`."""

    def __init__(self, files=None):
        self._files = files or {}

    def __enter__(self):
        self._path = tempfile.mkdtemp(prefix="drawdown_errors_")
        for name, text in self._files.items():
            with open(os.path.join(self._path, name), "w", encoding="utf-8") as file:
                file.write(text)
        return self._path

    def __exit__(self, *_):
        shutil.rmtree(self._path)
