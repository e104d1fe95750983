"""How fast a study is, beside as many independent runs of the same scenarios side by side.

    ./tests/bench/study_throughput.py [--points 200] [--replications 5] [--jobs N] [--rounds 3]

Prints runs a second of `drawdown study run --jobs N` and of N `drawdown run` at a time, in turn, so
that a machine whose speed drifts slows both, and the ratio; 0.9 is the least that is good enough.
Needs a release build.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DRAWDOWN = os.path.join(ROOT, "build", "release", "drawdown")
LEAST = 0.9

sys.path.insert(0, os.path.join(ROOT, "tests", "study"))
os.environ.setdefault("DRAWDOWN", DRAWDOWN)

import studies  # noqa: E402

# A tenth of a second or less.
JOBS_OF_A_RUN = 2000


def run_study(folder, jobs):
    """Seconds of a study from nothing."""
    shutil.rmtree(os.path.join(folder, "out"), ignore_errors=True)
    began = time.monotonic()
    subprocess.run([DRAWDOWN, "study", "run", "study.yaml", "--out", "out", "--jobs", str(jobs)],
                   cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def run_alone(folder, jobs, commands):
    """Seconds of the commands, `jobs` at a time, started by xargs: the least that can be."""
    shutil.rmtree(os.path.join(folder, "runs"), ignore_errors=True)
    os.mkdir(os.path.join(folder, "runs"))
    lines = "\n".join(" ".join(command) for command in commands)
    began = time.monotonic()
    subprocess.run(["xargs", "-P", str(jobs), "-L", "1", DRAWDOWN], input=lines.encode(),
                   cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def commands_of(folder, points):
    """The runs of the study that was made, as commands of their own."""
    records = studies.dump(os.path.join(folder, "out", "store")).values()
    seeds = sorted({json.loads(record)["seed"] for record in records})
    return [["run", "base.yaml", "--set", f"platform.pools[0].units={8 + point}", "--seed",
             str(seed), "--out", f"runs/{point}-{seed}"] for point in range(points)
            for seed in seeds]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--replications", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    runs = options.points * options.replications
    ratios = []
    with studies.folder(jobs=JOBS_OF_A_RUN, points=options.points,
                        replications=str(options.replications)) as folder:
        for _ in range(options.rounds):
            study = run_study(folder, options.jobs)
            alone = run_alone(folder, options.jobs, commands_of(folder, options.points))
            ratios.append(alone / study)
            print(f"study {runs / study:8.1f} runs/s   independent {runs / alone:8.1f} runs/s   "
                  f"x {ratios[-1]:.2f}", flush=True)
    ratio = statistics.median(ratios)
    print(f"{runs} runs, {options.jobs} at a time: x {ratio:.2f} (at least {LEAST})")
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
