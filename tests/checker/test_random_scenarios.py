"""Random scenarios, run by the engine and recomputed by the slow checker.

    DRAWDOWN=build/release/drawdown python3 tests/checker/test_random_scenarios.py
    DRAWDOWN=build/release/drawdown python3 tests/checker/test_random_scenarios.py --seed 17

The second repeats one scenario and keeps its directory. DRAWDOWN_SCENARIOS (500) says how many,
DRAWDOWN_SEED (1) the first seed. DRAWDOWN=naive checks the checker against itself, without engine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ProcessPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import naive_run  # noqa: E402
import random_scenarios  # noqa: E402
import scenario_files  # noqa: E402
from slow_checker import check  # noqa: E402

SHOWN = 5  # failures printed in full


def run_program(scenario, directory):
    """Runs DRAWDOWN on the scenario in the directory; returns what went wrong, or nothing."""
    program = os.environ["DRAWDOWN"]
    if program == "naive":
        naive_run.run(scenario, os.path.join(directory, "run"))
        return ""
    command = [os.path.abspath(program), "run", "scenario.yaml", "--events", "--out", "run"]
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=60,
                              check=False)
    except subprocess.TimeoutExpired:
        return f"{' '.join(command)} has not ended after 60 s"
    return f"exit code {done.returncode}\n{done.stderr[-4000:]}" if done.returncode else ""


def try_seed(seed, keep=False):
    """(seed, objections as one text, the directory if it is kept)."""
    directory = tempfile.mkdtemp(prefix=f"drawdown-seed-{seed}-")
    try:
        scenario = random_scenarios.draw(seed)
        scenario_files.write(scenario, directory)
        failure = run_program(scenario, directory)
        objections = [failure] if failure else check(scenario, os.path.join(directory, "run"))
    except Exception as error:  # a crash of the checker has its seed, too
        objections = [f"the checker itself failed: {type(error).__name__}: {error}"]
    if not objections and not keep:
        shutil.rmtree(directory)
    return seed, "\n".join(objections), directory


def failure_text(seed, objections, directory):
    return (f"\nseed {seed}, kept in {directory}\n"
            f"repeat: DRAWDOWN={os.environ['DRAWDOWN']} python3 {sys.modules[__name__].__file__}"
            f" --seed {seed}\n{objections}\n")


class RandomScenarios(unittest.TestCase):
    def test_engine_agrees_with_the_definitions(self):
        self.assertIn("DRAWDOWN", os.environ, "DRAWDOWN must name the program to check")
        first = int(os.environ.get("DRAWDOWN_SEED", "1"))
        seeds = range(first, first + int(os.environ.get("DRAWDOWN_SCENARIOS", "500")))
        with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as processes:
            failed = [answer for answer in processes.map(try_seed, seeds, chunksize=4)
                      if answer[1]]
        for _, _, directory in failed[SHOWN:]:
            shutil.rmtree(directory)
        texts = [failure_text(*answer) for answer in failed[:SHOWN]]
        if failed:
            self.fail(f"{len(failed)} of {len(seeds)} scenarios differ: seeds "
                      f"{[seed for seed, _, _ in failed]}\n" + "".join(texts))


def main():
    """With --seed, one scenario; otherwise the tests."""
    if "--seed" not in sys.argv[1:-1]:
        unittest.main()
        return
    if "DRAWDOWN" not in os.environ:
        sys.exit("DRAWDOWN must name the program to check")
    seed = int(sys.argv[sys.argv.index("--seed") + 1])
    seed, objections, directory = try_seed(seed, keep=True)
    print(failure_text(seed, objections or "agrees", directory))
    sys.exit(1 if objections else 0)


if __name__ == "__main__":
    main()
