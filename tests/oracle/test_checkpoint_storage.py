"""What checkpoints of bytes take, worked out by hand.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_checkpoint_storage.py

studies/stored_job.yaml is one gang of ten hours on 100 units that write and read 10 GB/s each, to
storage of 2 TB/s: 14 TB are written in 14 s, after each hour but the last, and read in 14 s.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

SCENARIO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "studies", "stored_job.yaml")


def outcome(*arguments):
    """(end_s, lost_s, TB written) of the job, which is done; times in ms."""
    with runs.run_of(SCENARIO, *arguments) as run:
        (row,) = run.rows("jobs.csv")
        assert row["state"] == "done", row
        return (runs.milliseconds(row["end_s"]), runs.milliseconds(row["lost_s"]),
                run.summary()["checkpoint_written_tb"])


def outage(begin, end):
    return ("--set", "platform.pools[0].outages=[{units: 0-0, "
            f"from: 2026-01-01 {begin}, until: 2026-01-01 {end}}}]")


class Storage(unittest.TestCase):
    def test_undisturbed(self):
        # 36,000 s, and 9 writes of 14 s.
        self.assertEqual(outcome(), (36_126_000, 0, 9 * 14))

    def test_a_start_reads_what_is_saved(self):
        # The first write is over at 3,614 s; 1,786 s later unit 0 is down, until 6,000 s. Then 60 s
        # of restart and 14 s of reading, 32,400 s from the first hour on, and 8 writes.
        time, lost, written = outcome(*outage("01:30", "01:40"))
        self.assertEqual((lost, written), (1_786_000, 9 * 14))
        self.assertEqual(time, 6_000_000 + 74_000 + 32_400_000 + 8 * 14_000)

    def test_a_start_without_a_checkpoint_reads_nothing(self):
        # Down at 1,800 s until 2,400 s: 60 s of restart, and all anew.
        time, lost, written = outcome(*outage("00:30", "00:40"))
        self.assertEqual((lost, written), (1_800_000, 9 * 14))
        self.assertEqual(time, 2_400_000 + 60_000 + 36_126_000)

    def test_a_write_that_is_broken_off_is_not_counted(self):
        # 14 s of write begin at 3,600 s; down at 3,600 s, which is before the write is complete.
        time, lost, written = outcome(*outage("01:00", "01:10"))
        self.assertEqual((lost, written), (3_600_000, 9 * 14))
        self.assertEqual(time, 4_200_000 + 60_000 + 36_126_000)

    def test_all_of_the_storage_is_the_most(self):
        # 400 GB/s in all: 35 s a write.
        slow = "platform.pools[0].storage.write=400 GB/s"
        self.assertEqual(outcome("--set", slow)[0], 36_000_000 + 9 * 35_000)


if __name__ == "__main__":
    unittest.main()
