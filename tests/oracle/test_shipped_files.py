"""Every platform, workload and scenario that is shipped passes `drawdown check`, traces or none.
The README says of each platform what the program says of it.

    DRAWDOWN=build/release/drawdown python3 tests/oracle/test_shipped_files.py
"""

import os
import re
import resource
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import locations  # noqa: E402
import runs  # noqa: E402

FOLDERS = ["platforms", "workloads", os.path.join("analysis", "studies")]


def shipped_files():
    """All YAML files of these folders, sorted."""
    return sorted(os.path.join(folder, name) for top in FOLDERS
                  for folder, _, names in os.walk(os.path.join(locations.REPOSITORY, top))
                  for name in names if name.endswith((".yaml", ".yml")))


def scenario_files():
    """Those that are part of a scenario: a study (docs/studies.md) holds one, and is none."""
    files = []
    for path in shipped_files():
        with open(path, encoding="utf-8") as file:
            if not re.search(r"^scenario:", file.read(), re.MULTILINE):
                files.append(path)
    return files


def platform_path(name):
    return os.path.join(locations.REPOSITORY, "platforms", name + ".yaml")


def platform_names():
    """Files of the folder itself: the catalogue is no platform."""
    return sorted(name.removesuffix(".yaml")
                  for name in os.listdir(os.path.dirname(platform_path("any")))
                  if name.endswith(".yaml"))


def said_of(name, *arguments):
    """What the program says of a platform: sites, pools, chips by kind, and MW as text."""
    line = runs.drawdown("check", platform_path(name), *arguments)
    form = (r".*: ok: (\d+) sites?(?:, \d+ links?)?, (\d+) pools?, (\d+) chips \((.*)\)"
            r"(?:, (\d+\.\d) MW)?\n")
    sites, pools, total, kinds, megawatts = re.fullmatch(form, line).groups()
    chips = {kind: int(number) for number, kind in re.findall(r"(\d+) ([^,]+)", kinds)}
    assert sum(chips.values()) == int(total), line
    return {"sites": int(sites), "pools": int(pools), "chips": chips, "MW": megawatts or ""}


def tpu_chips(said):
    return sum(number for kind, number in said["chips"].items() if kind.startswith("tpu_"))


def readme_rows():
    """The README's table of platforms: name to the cells that hold figures."""
    with open(os.path.join(locations.REPOSITORY, "README.md"), encoding="utf-8") as file:
        section = file.read().split("## Platforms that come with it\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| \[(\w+)\]\(platforms/(\w+)\.yaml\) \| [^|]+ \|(.*)\|$", section,
                      re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")]
            for name, link, cells in rows if name == link}


class ShippedFiles(unittest.TestCase):
    def setUp(self):
        root = tempfile.TemporaryDirectory(prefix="drawdown-oracle-")
        self.addCleanup(root.cleanup)
        self.root = root.name

    def check(self, path):
        runs.drawdown("check", path, variables={"DRAWDOWN_TRACES": self.root})

    def test_every_file_passes_the_check(self):
        files = scenario_files()
        self.assertGreater(len(files), 0)
        for path in files:
            with self.subTest(os.path.relpath(path, locations.REPOSITORY)):
                self.check(path)

    def test_every_file_says_first_what_it_is(self):
        for path in shipped_files():
            with self.subTest(os.path.relpath(path, locations.REPOSITORY)):
                with open(path, encoding="utf-8") as file:
                    self.assertRegex(file.readline(), r"^# \w")

    def test_a_wrong_key_in_any_file_does_not_pass(self):
        """The check can fail: each file is refused with one line more."""
        for path in scenario_files():
            with self.subTest(os.path.relpath(path, locations.REPOSITORY)):
                wrong = os.path.join(self.root, "wrong.yaml")
                with open(wrong, "w", encoding="utf-8") as file:
                    file.write(f'include: ["{path}"]\nno_such_key: 1\n')
                with self.assertRaisesRegex(AssertionError, "no_such_key"):
                    self.check(wrong)


class ShippedPlatforms(unittest.TestCase):
    CLOUDS = ["google_tpu", "aws_trainium", "azure_gpu", "oracle_gpu", "meta_selfbuilt"]

    def test_the_readme_says_of_each_what_the_program_says(self):
        rows = readme_rows()
        self.assertEqual(sorted(rows), platform_names())
        for name, cells in rows.items():
            with self.subTest(name):
                said = said_of(name)
                chips = ", ".join(f"{number:,} {kind}" for kind, number in said["chips"].items())
                self.assertEqual(cells, [str(said["sites"]), str(said["pools"]), chips, said["MW"]])

    def test_five_clouds_are_the_five(self):
        """Sites, pools and chips add up, and so does the power, as far as it is written."""
        whole = said_of("five_clouds")
        parts = [said_of(name) for name in self.CLOUDS]
        for figure in ["sites", "pools"]:
            self.assertEqual(whole[figure], sum(part[figure] for part in parts))
        for kind, number in whole["chips"].items():
            self.assertEqual(number, sum(part["chips"].get(kind, 0) for part in parts))
        self.assertAlmostEqual(float(whole["MW"]), sum(float(part["MW"]) for part in parts),
                               delta=0.05 * (len(parts) + 1))

    def test_a_scale_of_8_is_a_million_tpu_chips(self):
        """All counts are whole blocks, so that 8 times as much is exactly that."""
        once, eight = said_of("five_clouds"), said_of("five_clouds", "--set", "platform.scale=8")
        self.assertEqual(eight["chips"],
                         {kind: 8 * number for kind, number in once["chips"].items()})
        self.assertGreaterEqual(tpu_chips(eight), 1_000_000)
        self.assertLess(7 * tpu_chips(once), 1_000_000)
        with open(platform_path("five_clouds"), encoding="utf-8") as file:
            head = file.read()
        for said in [once, eight]:
            self.assertIn(f"{tpu_chips(said):,}", head)

    def test_a_million_tpu_chips_are_checked_in_500_mb(self):
        """How long it takes is a benchmark's question (tests/bench/bench.py)."""
        said_of("five_clouds", "--set", "platform.scale=8")
        most_kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(most_kilobytes, 500_000)


if __name__ == "__main__":
    unittest.main()
