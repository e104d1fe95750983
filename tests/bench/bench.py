"""How fast a run is, beside bare SimGrid that runs as many activities (bare_simgrid.cpp).

    ./tests/bench/bench.py [--runs N] [--jobs 100000,1000000]

Prints, for each workload, the median wall time of N runs of drawdown (all default outputs written),
its peak memory, and the ratio to the median of N runs of the bare program on the same jobs, run in
turn, so that a machine whose speed drifts slows both. A month of gangs that slow each other on
oversubscribed uplinks is timed by itself, and so are the jobs of a frontier laboratory, which are
generated in the same memory for one year as for five; five years with contracts beside the same
five without, and then the page of that run. Needs a release build; `w100000.swf.gz` needs the
traces.
"""
import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build", "release")
BARE = os.path.join(BUILD, "tests", "bare_simgrid")
DRAWDOWN = os.path.join(BUILD, "drawdown")
HERE = os.path.dirname(os.path.abspath(__file__))
FIVE_CLOUDS = os.path.join(ROOT, "platforms", "five_clouds.yaml")
FRONTIER_JOBS = os.path.join(ROOT, "workloads", "frontier_lab", "streams.yaml")
FRONTIER_MONTH = os.path.join(ROOT, "analysis", "studies", "frontier_lab.yaml")


def timed(command, environment):
    """(wall seconds, peak memory in MB) of a command that must succeed."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def write_bare_jobs(jobs_csv, path):
    """The submit and run times of a run's jobs, for the bare program."""
    with open(jobs_csv, encoding="utf-8") as rows, open(path, "w", encoding="utf-8") as out:
        header = rows.readline().rstrip("\n").split(",")
        submit, run = header.index("submit_s"), header.index("run_s")
        for row in rows:
            fields = row.split(",")
            out.write(f"{fields[submit]} {fields[run]}\n")


def compare(name, scenario, units, extra, runs, folder):
    out = os.path.join(folder, "run")
    environment = dict(os.environ)
    command = [DRAWDOWN, "run", scenario, *extra, "--out", out, "--force"]
    timed(command, environment)
    bare_jobs = os.path.join(folder, "jobs.txt")
    write_bare_jobs(os.path.join(out, "jobs.csv"), bare_jobs)
    ours, memory, bare = [], [], []
    for _ in range(runs):
        seconds, peak = timed(command, environment)
        ours.append(seconds)
        memory.append(peak)
        bare.append(timed([BARE, str(units), bare_jobs], environment)[0])
    shutil.rmtree(out)
    ratio = statistics.median(a / b for a, b in zip(ours, bare))
    print(f"{name:<34} {statistics.median(ours):8.2f} s {min(ours):8.2f} s {max(memory):8.0f} MB "
          f"{statistics.median(bare):8.2f} s  x {ratio:.2f}", flush=True)
    return statistics.median(ours)


def time_alone(name, arguments, runs):
    """Where a bare program beside it would be the model itself, or there is nothing to simulate."""
    command = [DRAWDOWN, *arguments]
    timings = [timed(command, dict(os.environ)) for _ in range(runs)]
    seconds = [wall for wall, _ in timings]
    print(f"{name:<34} {statistics.median(seconds):8.2f} s {min(seconds):8.2f} s "
          f"{max(memory for _, memory in timings):8.0f} MB", flush=True)


# A million chips for five years: 20 reservations, 50 tenants, and a contract each reservation.
POOLS, CHIPS, TENANTS, YEARS = 20, 50_000, 50, 5
HOURS = YEARS * 365 * 24


def five_years(jobs, has_contracts):
    """The text of the scenario; with a million jobs half of the chips are in use."""
    rate = jobs / TENANTS / HOURS
    lines = ["start: 2027-01-01", f"end: {2027 + YEARS}-01-01", "platform:",
             "  sites: [{name: here, provider: google}]", "  pools:"]
    lines += [f"    - {{name: p{i}, site: here, units: {CHIPS // 8}, chips_per_unit: 8 chips}}"
              for i in range(POOLS)]
    lines.append("  reservations:")
    lines += [f"    - {{name: r{i}, pool: p{i}, units: {CHIPS // 8}, holder: t{i}, "
              "shared_with: all}" for i in range(POOLS)]
    lines += ["workload:", "  streams:"]
    lines += [f"    - {{name: s{i}, tenant: t{i}, jobs: {jobs // TENANTS}, "
              f"arrivals: {{rate: {rate:.6f} jobs/h}}, duration: {{lognormal: {{median: 2 d, "
              f"sigma: 1}}, max: 30 d}}, sizes: [{{chips: 64 chips}}, {{chips: 512 chips}}]}}"
              for i in range(TENANTS)]
    lines.append("policy: {backfill: easy}")
    if has_contracts:
        lines += ["contracts:"]
        lines += [f"  - {{name: c{i}, scope: {{reservation: r{i}}}, from: 2027-01-01, "
                  f"until: 2032-01-01, quantity: {CHIPS * (i + 1) // POOLS} chips, "
                  f"meter: {'held' if i % 2 else 'used'}, settlement: "
                  f"{('hour', 'month', 'year', 'term')[i % 4]}, rate: 1.5 USD/chip-hour}}"
                  for i in range(POOLS)]
        lines.append("prices:")
        lines += [f"  - {{pool: p{i}, on_demand: 3 USD/chip-hour, change: -0.1}}"
                  for i in range(POOLS)]
    return "\n".join(lines) + "\n"


def compare_ledger(jobs, runs, folder):
    """A run with contracts beside the same one without, in turn."""
    commands = []
    for has_contracts in (False, True):
        path = os.path.join(folder, f"five_years_{has_contracts}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(five_years(jobs, has_contracts))
        commands.append([DRAWDOWN, "run", path, "--force", "--out", os.path.join(folder, "run")])
    pairs = [[timed(command, dict(os.environ)) for command in commands] for _ in range(runs)]
    plain, with_ledger = zip(*pairs)
    ratio = statistics.median(b[0] / a[0] for a, b in pairs)
    print(f"{f'{jobs:,} jobs, five years, ledger':<34} "
          f"{statistics.median(w for w, _ in with_ledger):8.2f} s "
          f"{min(w for w, _ in with_ledger):8.2f} s {max(m for _, m in with_ledger):8.0f} MB "
          f"{statistics.median(w for w, _ in plain):8.2f} s  x {ratio:.2f}", flush=True)


def print_growth(seconds_by_jobs):
    """How much longer the largest took than the smallest, and how much it may have."""
    least, most = min(seconds_by_jobs), max(seconds_by_jobs)
    if least == most:
        return
    grown = seconds_by_jobs[most] / seconds_by_jobs[least]
    bound = most * math.log(most) / (least * math.log(least))
    print(f"  from {least:,} to {most:,} jobs: x {grown:.0f}; N log N would be x {bound:.0f}")


def traces():
    folder = os.environ.get("DRAWDOWN_TRACES", os.path.join(ROOT, "..", "shared", "traces"))
    return os.path.abspath(folder) if os.path.isdir(folder) else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", default="10000,100000,1000000")
    options = parser.parse_args()
    print(f"{'':<34} {'median':>10} {'best':>10} {'memory':>11} {'bare':>10}  ratio")
    with tempfile.TemporaryDirectory() as folder:
        found = traces()
        if found:
            os.environ["DRAWDOWN_TRACES"] = found
            compare("w100000.swf.gz, EASY, 1,024 units",
                    os.path.join(HERE, "trace_100k.yaml"), 1024, [], options.runs, folder)
        else:
            print("w100000.swf.gz: skipped, the traces are not here")
        time_alone("check, 3.4 million chips",
                   ["check", FIVE_CLOUDS, "--set", "platform.scale=8"], options.runs)
        time_alone("a month, 10,240 chips, contention",
                   ["run", os.path.join(HERE, "mixed_month.yaml"), "--force",
                    "--out", os.path.join(folder, "run")], options.runs)
        for years, end in ((1, 2028), (5, 2032)):
            time_alone(f"frontier_lab, {years} years of jobs",
                       ["generate", FRONTIER_JOBS, "--set", f"end={end}-01-01",
                        "--out", os.path.join(folder, "jobs.csv")], options.runs)
        time_alone("frontier_lab, the study's month",
                   ["run", FRONTIER_MONTH, "--force", "--out", os.path.join(folder, "run")],
                   options.runs)
        compare_ledger(max(map(int, options.jobs.split(","))), options.runs, folder)
        page = os.path.join(folder, "page.html")
        time_alone("  its page", ["report", os.path.join(folder, "run"), "--out", page],
                   options.runs)
        print(f"  {os.path.getsize(page) / 1e6:.1f} MB; at most 10 s and 10 MB (docs/review.md)")
        half = ["--set", "workload.streams[0].arrivals.rate=2600 jobs/h"]
        for what, file, more in (("jobs, ~700 alive", "mixed_sizes.yaml", []),
                                 ("one-unit jobs, ~4,000 alive", "one_unit.yaml", half),
                                 ("one-unit jobs, ~7,900 alive", "one_unit.yaml", [])):
            seconds = {}
            for jobs in map(int, options.jobs.split(",")):
                setting = ["--set", f"workload.streams[0].jobs={jobs}", *more]
                seconds[jobs] = compare(f"{jobs:,} {what}", os.path.join(HERE, file), 10000,
                                        setting, options.runs, folder)
            print_growth(seconds)


if __name__ == "__main__":
    main()
