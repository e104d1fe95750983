"""Where the program, the traces and the shipped files are.

DRAWDOWN names the program, DRAWDOWN_TRACES the folder of the traces; without the latter they are
looked for in ../shared/traces beside the repository.
"""

import os
import unittest

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STUDIES = os.path.join(REPOSITORY, "analysis", "studies")
ORACLE_STUDIES = os.path.join(STUDIES, "oracle")


def program():
    """The program under test. That it is absent is a failure, not a reason to skip."""
    path = os.environ.get("DRAWDOWN")
    if not path:
        raise RuntimeError("set the environment variable DRAWDOWN to the program's path")
    if not os.access(path, os.X_OK):
        raise RuntimeError(f"DRAWDOWN={path}: no program there")
    return os.path.abspath(path)


def traces():
    """The folder of the traces; it need not exist."""
    beside = os.path.join(os.path.dirname(REPOSITORY), "shared", "traces")
    return os.environ.get("DRAWDOWN_TRACES") or beside


def trace(*names):
    """The path of a trace. Skips the test, and says so, where there is no such file."""
    path = os.path.join(traces(), *names)
    if not os.path.isfile(path):
        raise unittest.SkipTest(f"no trace {path}; DRAWDOWN_TRACES names their folder")
    return path
