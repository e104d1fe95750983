"""A study on a real Slurm of two nodes on this machine, one of which dies on the way.

    DRAWDOWN=build/release/drawdown python3 tests/study/test_slurm.py

Skipped where Slurm is not installed or does not run.
"""

import os
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import slurm_cluster  # noqa: E402
import studies  # noqa: E402
from studies import program  # noqa: E402

TASKS = 8
POINTS = 8
REPLICATIONS = 4
RUNS = POINTS * REPLICATIONS
# A run of this many jobs takes some quarter of a second, so that a task takes one.
JOBS = 50_000
PATIENCE_S = 180


class Slurm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.cluster = slurm_cluster.Cluster()
            cls.cluster.__enter__()
        except slurm_cluster.Unavailable as reason:
            raise unittest.SkipTest(f"no Slurm here: {reason}") from reason
        cls.addClassCleanup(cls.cluster.close)

    def setUp(self):
        holder = studies.folder(jobs=JOBS, points=POINTS, replications=str(REPLICATIONS))
        self.folder = holder.__enter__()
        self.addCleanup(holder.__exit__)

    def study(self, *args):
        return program.run(["study", *args], self.folder, env=self.cluster.environment)

    def submit(self, *args):
        result = self.study("run", "study.yaml", "--out", "out", "--on", "slurm", "--slurm-tasks",
                            str(TASKS), *args)
        self.assertEqual(result.returncode, 0, result.stderr)

    def store(self, out="out"):
        return os.path.join(self.folder, out, "store")

    def status(self):
        """What status says; it is held against what is there before and after it was asked."""
        before = len(studies.files_of(self.store(), ".json"))
        said = studies.status(self.folder, env=self.cluster.environment)
        after = len(studies.files_of(self.store(), ".json"))
        self.assertLessEqual(before, said["runs_done"])
        self.assertLessEqual(said["runs_done"], after)
        self.assertEqual(said["runs_done"] + said["runs_missing"], RUNS)
        self.assertEqual(said["runs_failed"], 0)
        slurm = said["slurm"]
        self.assertNotIn("error", slurm)
        listed = sum(slurm["tasks_by_state"].values())
        submitted = sum(array["tasks"] for array in slurm["arrays"])
        self.assertEqual(listed + slurm["tasks_forgotten"], submitted)
        if slurm["tasks_open"] == 0:
            self.assertEqual(said["runs_done"] + said["runs_missing"], RUNS)
        return said

    def wait_for(self, what, condition):
        """Asks for the status until the condition holds of it."""
        end = time.monotonic() + PATIENCE_S
        while True:
            said = self.status()
            if condition(said):
                return said
            self.assertLess(time.monotonic(), end,
                            f"waited for {what}: {said}\n{self.cluster.last_words()}")
            time.sleep(0.3)

    def test_a_node_dies(self):
        """Its tasks are put back in the queue, and the study is as if nothing had been."""
        self.submit()
        self.assertEqual(self.status()["slurm"]["tasks_open"], TASKS)
        again = self.study("run", "study.yaml", "--out", "out", "--on", "slurm")
        self.assertEqual(again.returncode, 2, again.stderr)
        self.assertIn(b"still in the queue", again.stderr)
        self.wait_for("both nodes to work and a run to be done", lambda said:
                      said["runs_done"] > 0 and
                      said["slurm"]["tasks_by_state"].get("running") == 2)
        self.cluster.kill_node("two")
        self.addCleanup(self.revive_node)
        self.wait_for("the lost node to be noticed", lambda said:
                      said["slurm"]["tasks_restarted"] > 0 or
                      said["slurm"]["tasks_on_silent_nodes"] > 0)
        self.wait_for("its task to be put back",
                      lambda said: said["slurm"]["tasks_restarted"] > 0)
        done = self.wait_for("the end", lambda said: said["slurm"]["tasks_open"] == 0)
        self.assertEqual((done["runs_done"], done["points_complete"]), (RUNS, POINTS))
        self.assertEqual(done["slurm"]["tasks_by_state"], {"completed": TASKS})
        self.compare_with_local()
        collected = self.study("collect", "--out", "out")
        self.assertEqual(collected.returncode, 0, collected.stderr)
        self.assertEqual(studies.tables(os.path.join(self.folder, "out")),
                         studies.tables(os.path.join(self.folder, "local")))

    def revive_node(self):
        self.cluster.start_node("two")
        self.cluster.wait("the node to be back", self.cluster.all_idle)

    def compare_with_local(self):
        result = studies.run(self.folder, out="local")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(studies.dump(self.store()), studies.dump(self.store("local")))

    def test_cancel_and_go_on(self):
        """What is done when it is cancelled stays; run again, here or there, it goes on."""
        self.submit("--slurm-args", "--time=10 --comment 'two words'")
        self.wait_for("a run", lambda said: said["runs_done"] > 0)
        result = self.study("cancel", "--out", "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(b"missing", result.stdout)
        said = self.wait_for("the tasks to end", lambda said: said["slurm"]["tasks_open"] == 0)
        self.assertGreater(said["runs_missing"], 0)
        self.assertGreater(said["slurm"]["tasks_by_state"]["cancelled"], 0)
        before = studies.identities(self.store())
        self.submit()
        self.wait_for("the end", lambda said: said["slurm"]["tasks_open"] == 0 and
                      said["runs_done"] == RUNS)
        after = studies.identities(self.store())
        self.assertEqual({key: after[key] for key in before}, before)

    def test_controller_is_silent(self):
        """Without an answer nothing is submitted, and status still tells of the records."""
        config = os.path.join(self.folder, "silent.conf")
        with open(self.cluster.environment["SLURM_CONF"], encoding="utf-8") as file:
            text = re.sub("SlurmctldPort=.*", "SlurmctldPort=1", file.read())
        with open(config, "w", encoding="utf-8") as file:
            file.write(text)
        environment = dict(self.cluster.environment, SLURM_CONF=config)
        before = program.everything_in(self.folder)
        result = program.run(["study", "run", "study.yaml", "--out", "out", "--on", "slurm"],
                             self.folder, env=environment)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn(b"does not answer", result.stderr)
        self.assertEqual(program.everything_in(self.folder), before)


if __name__ == "__main__":
    unittest.main()
