"""The shipped studies of slices and leaves, and what must be so whatever the jobs are.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_placement_studies.py
"""

import csv
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402


def means(study):
    """{(point, metric): mean} of a shipped study."""
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as root:
        directory = os.path.join(root, "study")
        runs.drawdown("study", "run", os.path.join(locations.STUDIES, study), "--out", directory)
        with open(os.path.join(directory, "intervals.csv"), newline="", encoding="utf-8") as file:
            return {(int(row["point"]), row["metric"]): float(row["mean"])
                    for row in csv.DictReader(file)}


class Slices(unittest.TestCase):
    def test_cubes_do_not_fragment_and_flat_pods_do(self):
        found = means("slice_fragmentation.yaml")
        v5p, v6e = 0, 1
        self.assertEqual(found[v5p, "share_by_cause.fragmented"], 0)
        self.assertEqual(found[v5p, "wait_by_reason_s.fragmented"], 0)
        self.assertGreater(found[v6e, "share_by_cause.fragmented"], 0)
        self.assertGreater(found[v6e, "wait_by_reason_s.fragmented"], 0)


LEAVES = (10, 8, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 2)


class Leaves(unittest.TestCase):
    STUDY = os.path.join(locations.STUDIES, "leaf_layout.yaml")

    def wide_places(self, root):
        """The nodes of each gang of 8 on the first layout, of one replication."""
        directory = os.path.join(root, "run")
        scenario = os.path.join(root, "scenario.yaml")
        with open(self.STUDY, encoding="utf-8") as file:
            text = file.read()
        start, end = text.index("scenario:\n") + len("scenario:\n"), text.index("\naxes:")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write("\n".join(line[2:] for line in text[start:end].split("\n")) + "\n")
        runs.drawdown("run", scenario, "--out", directory)
        for row in runs.Run(directory).rows("placements.csv"):
            if row["job_id"].startswith("wide"):
                yield [node for part in row["units"].split() for node in nodes(part)]

    def test_only_two_leaves_ever_hold_a_gang_of_eight_hosts(self):
        self.assertEqual((sum(LEAVES), len(LEAVES)), (64, 15))
        self.assertEqual([size for size in LEAVES if size >= 8], [10, 8])
        with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as root:
            places = list(self.wide_places(root))
        self.assertGreater(len(places), 30)
        used = set()
        for place in places:
            on = {leaf_of(node) for node in place}
            self.assertEqual((len(place), len(on)), (8, 1), place)
            used |= on
        self.assertEqual(used, {0, 1})

    def test_another_layout_changes_that(self):
        found = means("leaf_layout.yaml")
        uneven, eights, sixteens = 0, 1, 2
        for metric in ("share_by_cause.fragmented", "wait_by_reason_s.fragmented", "wait_mean_s"):
            self.assertGreater(found[uneven, metric], 5 * found[eights, metric], metric)
            self.assertGreater(found[uneven, metric], 5 * found[sixteens, metric], metric)


def nodes(part):
    """`3-5` as 3, 4, 5."""
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)


def leaf_of(node):
    for leaf, size in enumerate(LEAVES):
        if node < size:
            return leaf
        node -= size
    raise AssertionError("no such node")


if __name__ == "__main__":
    unittest.main()
