"""The same input gives the same bytes: run again, under load, on one core, in another place, from
the run's own run.yaml, and from a file of the generated jobs.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_determinism.py
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

GENERATED = os.path.join(locations.STUDIES, "demo.yaml")
TRACE = os.path.join(locations.ORACLE_STUDIES, "kth_easy.yaml")
PLATFORM = os.path.join(locations.REPOSITORY, "platforms", "demo_two_sites.yaml")
WORKLOAD = os.path.join(locations.REPOSITORY, "workloads", "research_month.yaml")
ACCELERATORS = """start: 2026-01-01
platform:
  scale: 0.5
  accelerators: [{name: tpu_v5p, idle_watts: 120 W}]
  sites: [{name: iowa}]
  pools:
    - {name: v5p, site: iowa, units: 64, accelerator: tpu_v5p}
    - {name: h100, site: iowa, units: 64, accelerator: h100_sxm, leaf_units: 16}
workload:
  streams:
    - name: research
      jobs: 2000
      arrivals: {rate: 60 jobs/h}
      duration: {fixed: 1 h}
      sizes: [{chips: 8 chips}, {chips: 64 chips}]
policy: {backfill: easy}
"""
BUSY = """import time
end = time.monotonic() + 120
while time.monotonic() < end:
    pass
"""


def on_one_core():
    """Binds the calling process to the first of its cores."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextlib.contextmanager
def busy_core(count=2):
    """Processes that compete for the first core; they end with the block, or after 2 minutes."""
    processes = []
    try:
        for _ in range(count):
            processes.append(subprocess.Popen([sys.executable, "-c", BUSY],
                                              preexec_fn=on_one_core))
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def contents(directory):
    """The bytes of every file of a directory, by name."""
    found = {}
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            found[name] = file.read()
    return found


class Determinism(unittest.TestCase):
    def setUp(self):
        root = tempfile.TemporaryDirectory(prefix="drawdown-oracle-")
        self.addCleanup(root.cleanup)
        self.root = root.name

    def run_to(self, name, *arguments, **options):
        directory = os.path.join(self.root, name)
        runs.drawdown("run", *arguments, "--events", "--out", directory, **options)
        return directory

    def assert_same(self, first, second, but=()):
        """The same files with the same bytes; the message names those that differ."""
        one, other = contents(first), contents(second)
        self.assertEqual(sorted(one), sorted(other))
        differing = [name for name in one if name not in but and one[name] != other[name]]
        self.assertEqual(differing, [])

    def assert_repeats(self, repeat, but=()):
        """`repeat(scenario, first)` makes the directory of the first run once more; so for a
        scenario of generated streams and for one of a trace."""
        for name, scenario in (("generated", GENERATED), ("trace", TRACE)):
            with self.subTest(name):
                if scenario == TRACE:
                    locations.trace("easy_oracle", "KTH-SP2.csv.gz")
                first = self.run_to(name, scenario)
                self.assert_same(first, repeat(scenario, first), but)

    def test_a_second_run_gives_the_same_directory(self):
        self.assert_repeats(lambda scenario, first: self.run_to(first + "_again", scenario))

    def test_one_core_gives_the_same_directory(self):
        """The first run may use them all."""
        self.assert_repeats(lambda scenario, first: self.run_to(first + "_core", scenario,
                                                                preexec_fn=on_one_core))

    def test_one_busy_core_gives_the_same_directory(self):
        """The program shares one core with two busy processes."""
        def on_busy_core(scenario, first):
            with busy_core():
                return self.run_to(first + "_busy", scenario, preexec_fn=on_one_core)
        self.assert_repeats(on_busy_core)

    def test_another_time_zone_locale_and_folder_give_the_same_directory(self):
        variables = {"TZ": "Asia/Kolkata", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
        self.assert_repeats(lambda scenario, first: self.run_to(
            first + "_place", scenario, cwd=self.root, variables=variables))

    def test_run_yaml_repeats_the_run(self):
        """All but run.yaml itself, which names its input files."""
        self.assert_repeats(lambda _, first: self.run_to(
            first + "_run_yaml", os.path.join(first, "run.yaml")), but=["run.yaml"])

    def test_run_yaml_repeats_a_run_with_overrides(self):
        """Policy, seed and settings of the command line stand in it, too."""
        first = self.run_to("overrides", GENERATED, "--policy", "conservative", "--seed", "3",
                            "--set", "policy.cadence=10 min", "--set", "end=2026-01-03")
        second = self.run_to("overrides_again", os.path.join(first, "run.yaml"))
        self.assert_same(first, second, but=["run.yaml"])

    def test_run_yaml_repeats_a_run_with_accelerators(self):
        """What pools take from the catalogue, and the scale, stand in it once: the second run's
        run.yaml is the first's but for its input files. It needs no catalogue."""
        scenario = os.path.join(self.root, "pools.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write(ACCELERATORS)
        first = self.run_to("pools", scenario)
        second = self.run_to("pools_again", os.path.join(first, "run.yaml"))
        self.assert_same(first, second, but=["run.yaml"])
        texts = [contents(run)["run.yaml"].decode() for run in (first, second)]
        self.assertIn("confidence: verified", texts[0])
        without_manifest = [text[text.index("\nstart: "):] for text in texts]
        self.assertEqual(*without_manifest)
        other = os.path.join(self.root, "other.yaml")
        with open(other, "w", encoding="utf-8") as file:
            file.write(texts[0].replace("h100_sxm", "of_ours"))
        third = self.run_to("pools_other", other)
        self.assert_same(first, third, but=["run.yaml", "summary.json"])
        # The summary names what it assumes, of an accelerator by its name.
        summaries = [contents(run)["summary.json"].decode() for run in (first, third)]
        self.assertEqual(summaries[0].replace("h100_sxm", "of_ours"), summaries[1])

    def test_generated_jobs_run_as_the_streams_do(self):
        """`generate`, then a run of the file it wrote: all tables equal, every start included."""
        jobs = os.path.join(self.root, "jobs.csv")
        runs.drawdown("generate", WORKLOAD, "--seed", "11", "--out", jobs)
        scenario = os.path.join(self.root, "from_file.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write(f'include: ["{PLATFORM}"]\n'
                       "start: 2026-01-01\n"
                       "end: 2026-02-01\n"
                       "workload: {trace: {format: csv, file: jobs.csv}}\n"
                       "policy: {backfill: easy}\n")
        streams = self.run_to("streams", GENERATED, "--seed", "11")
        self.assert_same(streams, self.run_to("file", scenario), but=["run.yaml"])

    def test_another_seed_gives_other_jobs(self):
        """The comparison can fail: it tells two runs apart that differ in their seed only."""
        first = self.run_to("seed_1", GENERATED, "--seed", "1")
        with self.assertRaises(AssertionError):
            self.assert_same(first, self.run_to("seed_2", GENERATED, "--seed", "2"))


if __name__ == "__main__":
    unittest.main()
