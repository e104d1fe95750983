"""Where jobs run, and how fast: tiny scenarios against arithmetic by hand (docs/jobs.md).

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_where_jobs_run.py

64 TPU v5p (one cube) come first, then 64 H100.
"""

import contextlib
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

CHIPS = 64
SCENARIO = """
start: 2026-01-01
platform:
  sites: [{{name: here}}]
  pools:
    - {{name: tpu, site: here, accelerator: tpu_v5p, units: 16{tpu}}}
    - {{name: gpu, site: here, accelerator: h100_sxm, units: 8{gpu}}}
workload:
  trace:
    format: csv
    file: jobs.csv
{keys}
"""
TPU_ONLY = "    runs_on: [{accelerator: tpu_v5p}]"


@contextlib.contextmanager
def run_of(keys, jobs, tpu="", gpu=""):
    """The run of jobs [(chips, submit_s, run_s)] with these keys of the trace and of the pools."""
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
        with open(os.path.join(folder, "jobs.csv"), "w", encoding="utf-8") as file:
            file.write("job_id,chips,submit_s,run_s\n")
            for i, (chips, submit, length) in enumerate(jobs):
                file.write(f"j{i},{chips},{submit},{length}\n")
        scenario = os.path.join(folder, "scenario.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write(SCENARIO.format(keys=keys, tpu=tpu, gpu=gpu))
        with runs.run_of(scenario, "--events") as run:
            yield run


def rows(run, table, *names):
    return [tuple(row[name] for name in names) for row in run.rows(table)]


def estimates(run, event):
    return [row["estimate_s"] for row in run.rows("events.csv") if row["event"] == event]


def causes(run, pool):
    """Chip-seconds of the pool by cause."""
    found = {}
    for row in run.rows("waterfall.csv"):
        if row["pool"] == pool and int(row["chip_ms"]):
            found[row["cause"]] = found.get(row["cause"], 0) + int(row["chip_ms"]) / 1000
    return found


class Eligible(unittest.TestCase):
    JOBS = [(CHIPS, 0, 3600), (CHIPS, 0, 3600)]

    def test_tpu_only_work_beside_idle_gpus(self):
        """The second job waits for the first, an hour: all 64 GPUs could not help it. The next hour
        nobody waits."""
        with run_of(TPU_ONLY, self.JOBS) as run:
            self.assertEqual(rows(run, "jobs.csv", "pool", "start_s", "end_s", "busy_s"),
                             [("tpu", "0", "3600", "0"), ("tpu", "3600", "7200", "3600")])
            self.assertEqual(causes(run, "gpu"), {"ineligible_demand": CHIPS * 3600,
                                                  "no_demand": CHIPS * 3600})
            self.assertEqual(causes(run, "tpu"), {"productive": CHIPS * 7200})

    def test_declared_portable_it_is_there_no_more(self):
        """The second starts at once, at 0.8 of the speed: 3600 / 0.8 = 4500 s."""
        keys = "    runs_on: [{accelerator: tpu_v5p}, {accelerator: h100_sxm, speed: 0.8}]"
        with run_of(keys, self.JOBS) as run:
            self.assertEqual(rows(run, "jobs.csv", "pool", "start_s", "end_s"),
                             [("tpu", "0", "3600"), ("gpu", "0", "4500")])
            self.assertEqual(causes(run, "gpu"), {"productive": CHIPS * 4500})
            self.assertEqual(causes(run, "tpu"), {"productive": CHIPS * 3600,
                                                  "no_demand": CHIPS * 900})
            # What a slower accelerator takes longer is no fault of the place.
            self.assertEqual(run.summary()["placement_penalty_chip_ms"], 0)

    def test_from_a_date_on(self):
        """Ported to GPUs from the second day. The first job has the TPUs for two days; the second,
        of the first day, waits for them; the third, of the second day's first moment, does not."""
        day = 86_400
        keys = ("    runs_on: [{accelerator: tpu_v5p}, "
                "{accelerator: h100_sxm, from: 2026-01-02}]")
        with run_of(keys, [(CHIPS, 0, 2 * day), (CHIPS, 0, 60), (CHIPS, day, 60)]) as run:
            self.assertEqual(rows(run, "jobs.csv", "pool", "start_s"),
                             [("tpu", "0"), ("tpu", str(2 * day)), ("gpu", str(day))])

    def test_work_for_none_of_the_accelerators_is_refused(self):
        with run_of("    runs_on: [{accelerator: tpu_v6e}]", [(CHIPS, 0, 60)]) as run:
            self.assertEqual(rows(run, "jobs.csv", "state", "reason"),
                             [("refused", "no_accelerator")])


class Speeds(unittest.TestCase):
    def test_checkpoints_come_by_progress_and_take_as_long(self):
        """1000 s of work in whole intervals of 300 s and 100 s: at 0.7 of the speed, rounded apart,
        3 x 428.571 + 142.857 s, and 3 writes of 10 s; before that 60 s of startup, 20 s more of
        compilation."""
        keys = ("    runs_on: [{accelerator: h100_sxm, speed: 0.7, compile: 20 s}]\n"
                "    startup: 60 s\n"
                "    checkpoint: {interval: 300 s, write: 10 s}")
        with run_of(keys, [(CHIPS, 0, 1000)]) as run:
            end = 3 * 428_571 + 142_857 + 3 * 10_000 + 80_000
            self.assertEqual([runs.milliseconds(s) for s in run.column("jobs.csv", "end_s")], [end])
            self.assertEqual(causes(run, "gpu"),
                             {"starting": CHIPS * 80, "checkpointing": CHIPS * 30,
                              "productive": CHIPS * (end / 1000 - 110)})

    def test_a_millisecond_is_the_least_that_work_takes(self):
        """1 ms at a thousand times the speed; without a length there is none."""
        keys = "    runs_on: [{accelerator: h100_sxm, speed: 1000}]"
        with run_of(keys, [(CHIPS, 0, 0.001), (CHIPS, 10, 0), (CHIPS, 20, 1.4995)]) as run:
            self.assertEqual(run.column("jobs.csv", "run_s"), ["0.001", "0", "0.002"])

    def test_estimates_while_it_waits_and_when_it_runs(self):
        """Waiting: 100 s at the least speed, 0.5, 10 s of startup, the longest compilation, 40 s:
        250 s. On TPUs: 100 + 10 + 20; on GPUs, 200 + 10 + 40."""
        keys = ("    runs_on: [{accelerator: tpu_v5p, compile: 20 s}, "
                "{accelerator: h100_sxm, speed: 0.5, compile: 40 s}]\n"
                "    startup: 10 s")
        with run_of(keys, [(CHIPS, 0, 100), (CHIPS, 0, 100)]) as run:
            self.assertEqual(estimates(run, "submit"), ["250", "250"])
            self.assertEqual(estimates(run, "start"), ["130", "250"])
            self.assertEqual(run.column("jobs.csv", "end_s"), ["130", "250"])

    def test_moves_compile_anew_and_restarts_do_not(self):
        """2000 s of work, without checkpoints. It runs on TPUs from 0 (starting 10 + 60 s) until
        they fail at 600 s: 530 s are lost. On GPUs, twice as fast, from 600 s (20 + 30 s) until
        1020 s: 370 s x 2 = 740 s are lost. On TPUs, which are back, from 1020 s (20 + 60 s) until
        1200 s: 100 s of what was made again are lost. GPUs are down, too, until 1320 s, so it goes
        on with TPUs at 1260 s: they have it compiled (20 s), 740 s are made again, 1260 s are
        left."""
        keys = ("    runs_on: [{accelerator: tpu_v5p, compile: 60 s}, "
                "{accelerator: h100_sxm, speed: 2, compile: 30 s}]\n"
                "    startup: 10 s\n    restart: 20 s")
        tpu = (", outages: [{from: 2026-01-01 00:10, until: 2026-01-01 00:15}, "
               "{from: 2026-01-01 00:20, until: 2026-01-01 00:21}]")
        gpu = (", outages: [{from: 2026-01-01 00:17, until: 2026-01-01 00:18}, "
               "{from: 2026-01-01 00:19, until: 2026-01-01 00:22}]")
        with run_of(keys, [(CHIPS, 0, 2000)], tpu, gpu) as run:
            self.assertEqual(rows(run, "placements.csv", "pool", "start_s", "end_s"),
                             [("tpu", "0", "600"), ("gpu", "600", "1020"), ("tpu", "1020", "1200"),
                              ("tpu", "1260", "3280")])
            self.assertEqual(rows(run, "jobs.csv", "lost_s", "interruptions", "requeue_s"),
                             [(str(530 + 740 + 100), "3", "60")])
            # Waiting: 2000 s at speed 1, 60 s of compilation. Running: as long as it takes there.
            self.assertEqual(estimates(run, "submit"), ["2070"])
            self.assertEqual(estimates(run, "start"),
                             ["2070", str(20 + 30 + 1000), str(20 + 60 + 2000), str(20 + 2000)])
            self.assertEqual(causes(run, "tpu")["starting"], CHIPS * (70 + 80 + 20))
            self.assertEqual(causes(run, "gpu")["starting"], CHIPS * 50)
            self.assertEqual(causes(run, "gpu")["recomputing"], CHIPS * 530 / 2)


class ByUtilisation(unittest.TestCase):
    def test_speeds_follow_from_the_figures_of_the_platform(self):
        """6 x 1e9 x 1e12 operations on 64 chips. H100 as this platform has it, 500e12 a second, at
        0.40: 6e21 / (64 x 200e12) = 468,750 s. TPU v5p, 459e12, at 0.50: 6e21 / (64 x 229.5e12) =
        408,496.732 s, and a minute of compilation."""
        scenario = """
start: 2026-01-01
platform:
  accelerators: [{name: h100_sxm, bf16_peak: 500 TFLOPS}]
  sites: [{name: here}]
  pools: [{name: POOL, site: here, accelerator: ACCELERATOR, units: UNITS}]
workload:
  streams:
    - name: run
      jobs: 1
      arrivals: {rate: 1 jobs/h}
      training: {parameters: 1e9, tokens: 1e12, utilisation: {h100_sxm: 40 %, tpu_v5p: 0.5}}
      runs_on: [{accelerator: tpu_v5p, compile: 1 min}]
      sizes: [{chips: 64 chips}]
"""
        for accelerator, units, held in (("h100_sxm", 8, "468750"), ("tpu_v5p", 16, "408556.732")):
            with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
                file = os.path.join(folder, "scenario.yaml")
                with open(file, "w", encoding="utf-8") as text:
                    text.write(scenario.replace("ACCELERATOR", accelerator)
                               .replace("UNITS", str(units)).replace("POOL", "only"))
                with runs.run_of(file) as run:
                    self.assertEqual(run.column("jobs.csv", "run_s"), [held])
                    manifest = os.path.join(run.directory, "run.yaml")
                    # It repeats the run: the figures of both accelerators are in it.
                    with open(manifest, encoding="utf-8") as text:
                        written = text.read()
                    self.assertIn("500 TFLOPS", written)
                    self.assertIn("459 TFLOPS", written)
                    with runs.run_of(manifest) as again:
                        self.assertEqual(again.column("jobs.csv", "run_s"), [held])


if __name__ == "__main__":
    unittest.main()
