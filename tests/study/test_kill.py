"""A study that is stopped anywhere, by anything, and run again: nothing lost, nothing done twice.

    DRAWDOWN=build/release/drawdown python3 tests/study/test_kill.py

A round draws which process is stopped, how and when; then the study is run again, up to a few times
stopped as well, and at last to its end. DRAWDOWN_SEED repeats a session, DRAWDOWN_FULL=1 plays 100
rounds instead of 10.

The moments that matter most are too short to be met by chance: those between the writing of a
record and its renaming. A small library that the dynamic linker puts in front of the C library's
rename() stops the process just before or just after its n-th one.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import studies  # noqa: E402
from studies import program  # noqa: E402

ROUNDS = 100 if os.environ.get("DRAWDOWN_FULL") == "1" else 10
SEED = int(os.environ.get("DRAWDOWN_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
RUNS = 8 * 5
RENAMES = 1 + RUNS + 4  # the study, the records, the tables
STOPS_OF_A_ROUND = 3
STOP_WITHIN_S = 20

# The process that renames, or the driver, dies just before (when = 0) or after rename number `at`,
# counted in a file that all processes share. The driver is the process that loads the library:
# workers are forked from it.
RENAMER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
static pid_t driver;
__attribute__((constructor)) static void loaded(void) { driver = getpid(); }
int rename(const char* from, const char* to) {
  int (*real)(const char*, const char*) = dlsym(RTLD_NEXT, "rename");
  int counter = open(getenv("KILL_COUNTER"), O_WRONLY | O_APPEND | O_CREAT, 0600);
  struct stat count;
  write(counter, "x", 1);
  fstat(counter, &count);
  close(counter);
  int is_it = count.st_size == atoi(getenv("KILL_AT"));
  int victim = getenv("KILL_DRIVER")[0] == '1' ? driver : getpid();
  if (is_it && getenv("KILL_WHEN")[0] == '0') kill(victim, SIGKILL);
  int result = real(from, to);
  if (is_it) kill(victim, SIGKILL);
  return result;
}
"""


def no_room():
    """Stands for a full disk: neither a record nor a table fits."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))


def catches(process_id, which):
    """Whether a process has a handler for a signal."""
    try:
        with open(f"/proc/{process_id}/status", encoding="utf-8") as file:
            caught = next(line for line in file if line.startswith("SigCgt:")).split()[1]
    except (OSError, StopIteration):
        return False
    return bool(int(caught, 16) >> (which - 1) & 1)


class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"DRAWDOWN_SEED={SEED}", file=sys.stderr)
        cls.build = tempfile.mkdtemp(prefix="drawdown_kill_")
        cls.addClassCleanup(shutil.rmtree, cls.build)
        source = os.path.join(cls.build, "renamer.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write(RENAMER)
        cls.library = os.path.join(cls.build, "renamer.so")
        subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", cls.library, source], check=True)
        cls.holder = studies.folder(jobs=2000, points=8, replications="5")
        cls.folder = cls.holder.__enter__()
        cls.addClassCleanup(cls.holder.__exit__)
        began = time.monotonic()
        result = studies.run(cls.folder, "--jobs", "4", out="calm")
        assert result.returncode == 0, result.stderr
        cls.duration_s = time.monotonic() - began
        cls.expected = studies.dump(os.path.join(cls.folder, "calm", "store"))
        cls.tables = studies.tables(os.path.join(cls.folder, "calm"))
        assert len(cls.expected) == RUNS

    def setUp(self):
        self.draw = random.Random(SEED)

    def start(self, **options):
        return program.start(["study", "run", "study.yaml", "--out", "out", "--jobs", "4"],
                             self.folder, start_new_session=True, **options)

    def finish(self, process):
        out, err = process.communicate(timeout=STOP_WITHIN_S)
        return process.returncode, out, err

    def store(self):
        return os.path.join(self.folder, "out", "store")

    def assert_whole(self):
        """Every record that is there is right, and no worker has outlived its driver."""
        for key, text in studies.dump(self.store()).items():
            self.assertEqual(text, self.expected[key])

    # The ways to be stopped: each plays one, and may find the study finished before.

    def kill_driver(self):
        process = self.start()
        time.sleep(self.draw.uniform(0, self.duration_s))
        workers = studies.children_of(process.pid)
        process.kill()
        self.finish(process)
        # Its workers die with it, so the pipe of stderr is closed, too.
        studies.wait_until(lambda: not any(self.is_worker(pid) for pid in workers), "workers' end")

    @staticmethod
    def is_worker(pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                state = file.read().rsplit(")", 1)[1].split()[0]
        except OSError:
            return False
        return state not in "ZX"

    def kill_workers(self):
        """One or two are no reason to stop."""
        process = self.start()
        for _ in range(self.draw.randint(1, 2)):
            time.sleep(self.draw.uniform(0, self.duration_s / 2))
            workers = studies.children_of(process.pid)
            if workers:
                studies.kill(self.draw.choice(workers),
                             self.draw.choice((signal.SIGKILL, signal.SIGTERM)))
        code, _, err = self.finish(process)
        self.assertEqual(code, 0, err)

    def interrupt(self):
        """As Ctrl-C does: driver and workers get it; or a SIGTERM for the driver alone."""
        process = self.start()
        stop = self.draw.choice((signal.SIGINT, signal.SIGTERM))
        # A driver that is still being loaded dies of it, as every program does.
        studies.wait_until(lambda: process.poll() is not None or catches(process.pid, stop),
                           "the driver")
        time.sleep(self.draw.uniform(0, self.duration_s))
        if process.poll() is None:
            if stop == signal.SIGINT:
                os.killpg(process.pid, stop)
            else:
                process.send_signal(stop)
        code, _, err = self.finish(process)
        self.assertIn(code, (0, 128 + stop), err)
        if code != 0:
            self.assertIn(b"run it again to go on", err)

    def fill_disk(self):
        code, _, err = self.finish(self.start(preexec_fn=no_room))
        self.assertEqual(code, 3, err)
        self.assertIn(b"cannot write", err)

    def kill_at_rename(self):
        counter = os.path.join(self.build, "counter")
        if os.path.exists(counter):
            os.unlink(counter)
        environment = dict(os.environ, LD_PRELOAD=self.library, KILL_COUNTER=counter,
                           KILL_AT=str(self.draw.randint(2, RENAMES)),
                           KILL_WHEN=self.draw.choice("01"), KILL_DRIVER=self.draw.choice("01"))
        code, _, err = self.finish(self.start(env=environment))
        self.assertIn(code, (0, -signal.SIGKILL), err)

    def test_rounds(self):
        ways = (self.kill_driver, self.kill_workers, self.interrupt, self.fill_disk,
                self.kill_at_rename)
        for number in range(ROUNDS):
            shutil.rmtree(os.path.join(self.folder, "out"), ignore_errors=True)
            stops = [self.draw.choice(ways) for _ in range(self.draw.randint(1, STOPS_OF_A_ROUND))]
            names = [stop.__name__ for stop in stops]
            with self.subTest(round=number, stops=names, seed=SEED):
                self.play(stops)

    def play(self, stops):
        before = {}
        for stop in stops:
            stop()
            self.assert_whole()
            now = studies.identities(self.store())
            self.assertEqual({key: now.get(key) for key in before}, before, "a run was made twice")
            before = now
        code, _, err = self.finish(self.start())
        self.assertEqual(code, 0, err)
        now = studies.identities(self.store())
        self.assertEqual({key: now.get(key) for key in before}, before, "a run was made twice")
        self.assertEqual(studies.dump(self.store()), self.expected)
        self.assertEqual(studies.tables(os.path.join(self.folder, "out")), self.tables)
        self.assertEqual(studies.leftovers(os.path.join(self.folder, "out")), [])
        self.assertEqual(studies.files_of(self.store(), ".failed"), {})


if __name__ == "__main__":
    unittest.main()
