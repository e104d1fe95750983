"""Data sets that are brought to sites, against arithmetic by hand: milliseconds, micro-dollars.

    DRAWDOWN=build/release/drawdown python3 -B tests/oracle/test_data_staging.py

The rules are those of docs/fabric.md, "Between sites". Times are in ms, 1 Gbps is 0.125 GB/s.
"""

import contextlib
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import runs  # noqa: E402

HEADER = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s\n"


def platform(links, data_sets, pools):
    """Lines of a scenario; `pools` are (name, site, further keys), each of 8 single chips."""
    sites = sorted({site for _, site, _ in pools} | {"iowa"})
    lines = ["start: 2026-01-01", "platform:",
             f"  sites: [{', '.join('{name: ' + site + '}' for site in sites)}]", "  links:"]
    lines += [f"    - {{{link}}}" for link in links] or ["    []"]
    lines += ["  data_sets:"] + [f"    - {{{data_set}}}" for data_set in data_sets]
    lines += ["  pools:"]
    lines += [f"    - {{name: {name}, site: {site}, units: 8{more}}}" for name, site, more in pools]
    return lines


def trace(jobs, keys=""):
    """A workload whose jobs read `corpus`: (id, pool, submit_s, run_s), of 4 chips each."""
    return (["workload:", f"  trace: {{format: csv, file: jobs.csv, data: corpus{keys}}}"],
            HEADER + "".join(f"{name},lab,,{pool},4,{submit},{run},\n"
                             for name, pool, submit, run in jobs))


@contextlib.contextmanager
def run_of(lines, jobs="", settings=()):
    with tempfile.TemporaryDirectory(prefix="drawdown-oracle-") as folder:
        with open(os.path.join(folder, "jobs.csv"), "w", encoding="utf-8") as file:
            file.write(jobs)
        scenario = os.path.join(folder, "scenario.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        with runs.run_of(scenario, "--events",
                         *(f"--set={setting}" for setting in settings)) as run:
            yield run


def transfers(run):
    """(data set, route, begin, end, egress) of each."""
    return [(row["data_set"], row["route"], runs.milliseconds(row["begin_s"]),
             runs.milliseconds(row["end_s"]) if row["end_s"] else None, row["egress_usd"])
            for row in run.rows("transfers.csv")]


def ends(run):
    return {row["job_id"]: runs.milliseconds(row["end_s"]) for row in run.rows("jobs.csv")}


def events(run, *kinds):
    """(time, event, job, detail) of these kinds, in order."""
    return [(runs.milliseconds(row["time_s"]), row["event"], row["job_id"], row["detail"])
            for row in run.rows("events.csv") if row["event"] in kinds]


class OneTransfer(unittest.TestCase):
    # 3 Gbps is 0.375 GB/s; the other link is wider.
    LINKS = ["from: iowa, to: hub, bandwidth: 3 Gbps, latency: 3 ms, egress: 0.02 USD/GB",
             "from: hub, to: virginia, bandwidth: 4 Gbps, latency: 4 ms, egress: 0.0085 USD/GB"]
    POOLS = [("v", "virginia", ""), ("h", "hub", "")]

    def run_once(self, size, keys=""):
        workload, jobs = trace([("a", "v", 0, 60)], keys)
        return run_of(platform(self.LINKS, [f"name: corpus, size: {size}, sites: [iowa]"],
                               self.POOLS) + workload, jobs)

    def test_it_takes_latencies_and_bytes_over_the_narrowest_link(self):
        # 7 ms of latency, and 1 GB / 0.375 GB/s = 2,666.67 ms. 1 GB x 0.0285 USD.
        with self.run_once("1 GB", ", startup: 5 s") as run:
            self.assertEqual(transfers(run),
                             [("corpus", "iowa > hub > virginia", 0, 2_674, "0.0285")])
            self.assertEqual(ends(run), {"a": 2_674 + 5_000 + 60_000})
            self.assertEqual(
                events(run, "start", "transfer", "copied", "stage"),
                [(0, "start", "a", "staging"), (0, "transfer", "", "corpus: iowa > virginia"),
                 (2_674, "copied", "", "corpus: iowa > virginia"),
                 (2_674, "stage", "a", "starting"), (7_674, "stage", "a", "productive")])
            summary = run.summary()
            # Four chips.
            self.assertEqual(summary["chip_ms_by_cause"]["starting"], 4 * 7_674)
            self.assertEqual(summary["chip_ms_by_cause"]["productive"], 4 * 60_000)
            self.assertEqual([summary[key] for key in ("transfers", "transferred_bytes",
                                                       "egress_usd")], [1, 10 ** 9, 0.0285])

    def test_the_bytes_take_a_millisecond_at_least_and_egress_is_rounded_to_micro_dollars(self):
        with self.run_once("1 B") as run:
            self.assertEqual(transfers(run), [("corpus", "iowa > hub > virginia", 0, 8, "0")])
        # 52,632 B / 0.375 GB/s = 0.14 ms; 28,500 micro-dollars a GB make 1.50001.
        with self.run_once("52632 B") as run:
            self.assertEqual(transfers(run)[0][3:], (8, "0.000002"))
        # 123,456,789,012 B: 329,218.104 ms and 3,518,518.49 micro-dollars.
        with self.run_once("123456789012 B") as run:
            self.assertEqual(transfers(run)[0][3:], (7 + 329_218, "3.518518"))

    def test_a_run_that_ends_first_has_paid_for_all_of_it(self):
        workload, jobs = trace([("a", "v", 0, 60)])
        lines = platform(self.LINKS, ["name: corpus, size: 100 TB, sites: [iowa]"], self.POOLS)
        with run_of(lines + workload + ["end: 2026-01-02"], jobs) as run:
            self.assertEqual(transfers(run), [("corpus", "iowa > hub > virginia", 0, None, "2850")])
            self.assertEqual(run.summary()["jobs_censored"], 1)
            self.assertEqual(run.summary()["chip_ms_by_cause"]["starting"], 4 * 86_400_000)

    def test_without_data_sets_there_is_no_table(self):
        lines = ["start: 2026-01-01", "platform:", "  sites: [{name: iowa}]",
                 "  pools: [{name: p, site: iowa, units: 8}]",
                 "workload: {trace: {format: csv, file: jobs.csv}}"]
        with run_of(lines, HEADER + "a,lab,,p,4,0,1,\n") as run:
            self.assertFalse(os.path.exists(os.path.join(run.directory, "transfers.csv")))
            self.assertEqual(run.summary()["transfers"], 0)


class OneCopyForAll(unittest.TestCase):
    # 1 GB/s: 100 GB take 100 s.
    LINKS = ["between: [iowa, virginia], bandwidth: 8 Gbps, egress: 0.01 USD/GB"]
    DATA = ["name: corpus, size: 100 GB, sites: [iowa]"]
    POOLS = [("v", "virginia", "")]

    def test_gangs_at_one_site_wait_for_one_transfer_and_then_for_none(self):
        workload, jobs = trace([("a", "v", 0, 60), ("b", "v", 30, 60), ("c", "v", 500, 60)])
        with run_of(platform(self.LINKS, self.DATA, self.POOLS) + workload, jobs) as run:
            self.assertEqual(transfers(run), [("corpus", "iowa > virginia", 0, 100_000, "1")])
            self.assertEqual(ends(run), {"a": 160_000, "b": 160_000, "c": 560_000})
            # Both go on in the order of their starts; c has nothing to wait for.
            self.assertEqual([(job, detail) for _, _, job, detail in events(run, "stage")],
                             [("a", "productive"), ("b", "productive")])

    def test_who_starts_in_an_earlier_phase_of_the_instant_has_it_too(self):
        workload, jobs = trace([("a", "v", 0, 60), ("b", "v", 100, 60)])
        lines = platform(self.LINKS, self.DATA, self.POOLS) + workload
        with run_of(lines + ["policy: {cadence: every_event}"], jobs) as run:
            self.assertEqual(events(run, "start", "copied"),
                             [(0, "start", "a", "staging"), (100_000, "start", "b", ""),
                              (100_000, "copied", "", "corpus: iowa > virginia")])

    def interrupted(self, until):
        """a, from 0, loses its chips after 20 s until then; it restarts in 5 s, works for 60."""
        workload, jobs = trace([("a", "v", 0, 60)], ", startup: 2 s, restart: 5 s")
        down = f", outages: [{{from: 2026-01-01 00:00:20, until: 2026-01-01 {until}}}]"
        return run_of(platform(self.LINKS, self.DATA, [("v", "virginia", down)]) + workload, jobs)

    def test_interrupted_in_staging_a_gang_loses_nothing_and_the_transfer_goes_on(self):
        for until, back, stages in (("00:00:50", 100_000, ["starting", "productive"]),
                                    ("00:03:00", 180_000, ["productive"])):
            with self.subTest(until), self.interrupted(until) as run:
                self.assertEqual(transfers(run), [("corpus", "iowa > virginia", 0, 100_000, "1")])
                self.assertEqual(ends(run), {"a": back + 5_000 + 60_000})
                self.assertEqual([detail for _, _, _, detail in events(run, "stage")], stages)
                row = next(run.rows("jobs.csv"))
                self.assertEqual((row["interruptions"], row["lost_s"]), ("1", "0"))
                # 20 s, and from the return to the first work, of four chips.
                since = max(back - runs.milliseconds("50" if back == 100_000 else "180"), 0)
                self.assertEqual(run.summary()["chip_ms_by_cause"]["starting"],
                                 4 * (20_000 + since + 5_000))


class SharedLinks(unittest.TestCase):
    """Two transfers; the one job of a stream begins each, at a random time that is read back."""

    def two(self, links, sizes):
        """((begin, end) of the first to begin, of the second), and their names."""
        lines = platform(links, [f"name: {name}, size: {size}, sites: [iowa]"
                                 for name, size in sizes.items()],
                         [("a", "atlanta", ""), ("b", "boston", ""), ("h", "hub", "")])
        lines += ["workload:", "  streams:"]
        for name in sizes:
            lines.append(f"    - {{name: {name}, pool: {name}, data: {name}, jobs: 1, "
                         "arrivals: {rate: 360 jobs/h}, duration: {fixed: 1 s}, "
                         "sizes: [{chips: 1 chips}]}")
        with run_of(lines) as run:
            return {name: (begin, end) for name, _, begin, end, _ in transfers(run)}

    def test_two_share_a_link_evenly_while_both_are_on_it(self):
        # 1 GB/s to the hub: a's 100 GB are 100 s of work, b's 300 GB are 300 s. Each waits 40 ms.
        found = self.two(["from: iowa, to: hub, bandwidth: 8 Gbps, latency: 30 ms",
                          "from: hub, to: atlanta, bandwidth: 80 Gbps, latency: 10 ms",
                          "from: hub, to: boston, bandwidth: 80 Gbps, latency: 10 ms"],
                         {"a": "100 GB", "b": "300 GB"})
        a, b = (found[name][0] + 40 for name in "ab")
        self.assertNotEqual(a, b)
        self.assertLess(abs(a - b), 90_000)  # they overlap
        alone = abs(a - b)  # of whoever is first
        # a is done first: it has 100 s less what it did alone before, at half speed.
        a_end = b + 2 * (100_000 - alone) if a < b else a + 2 * 100_000
        self.assertEqual(found["a"][1], a_end)
        # The link was never idle, and carried 400 s of work.
        self.assertEqual(found["b"][1], min(a, b) + 400_000)

    def test_who_is_held_back_elsewhere_leaves_the_rest_of_the_link_to_the_other(self):
        # 2 GB/s to the hub; a goes on at 0.5 GB/s, which leaves 1.5 to b: 3/4 of its full speed.
        found = self.two(["from: iowa, to: hub, bandwidth: 16 Gbps",
                          "from: hub, to: atlanta, bandwidth: 4 Gbps",
                          "from: hub, to: boston, bandwidth: 80 Gbps"],
                         {"a": "200 GB", "b": "120 GB"})
        a, b = (found[name][0] for name in "ab")
        self.assertEqual(found["a"][1], a + 400_000)
        # b's 60 s of work at full speed, but for as long as a is there, too.
        alone = max(a - b, 0)
        self.assertLess(alone, 60_000)
        # To the first ms: a third of a ms may be left over.
        self.assertEqual(found["b"][1], b + alone + -(-(60_000 - alone) * 4 // 3))

    def test_directions_do_not_share(self):
        # 1 GB/s each way between hub and boston; a's data go to boston, b's come from there.
        lines = platform(["between: [hub, boston], bandwidth: 8 Gbps"],
                         ["name: a, size: 100 GB, sites: [hub]",
                          "name: b, size: 100 GB, sites: [boston]"],
                         [("a", "boston", ""), ("b", "hub", "")])
        lines += ["workload:", "  streams:"]
        lines += [f"    - {{name: {name}, pool: {name}, data: {name}, jobs: 1, "
                  "arrivals: {rate: 360 jobs/h}, duration: {fixed: 1 s}, "
                  "sizes: [{chips: 1 chips}]}" for name in "ab"]
        with run_of(lines) as run:
            for _, _, begin, end, _ in transfers(run):
                self.assertEqual(end, begin + 100_000)


class Routes(unittest.TestCase):
    # Direct: 1 GB/s at 0.05; over the hub: 0.5 GB/s at 0.03.
    LINKS = ["from: iowa, to: virginia, bandwidth: 8 Gbps, egress: 0.05 USD/GB",
             "from: iowa, to: hub, bandwidth: 4 Gbps, egress: 0.01 USD/GB",
             "from: hub, to: virginia, bandwidth: 4 Gbps, egress: 0.02 USD/GB"]
    POOLS = [("v", "virginia", ""), ("h", "hub", "")]
    DATA = ["name: corpus, size: 100 GB, sites: [iowa]"]

    def test_the_cheapest_is_the_default_and_the_fastest_another(self):
        workload, jobs = trace([("a", "v", 0, 60)])
        lines = platform(self.LINKS, self.DATA, self.POOLS) + workload
        with run_of(lines, jobs) as run:
            self.assertEqual(transfers(run),
                             [("corpus", "iowa > hub > virginia", 0, 200_000, "3")])
        with run_of(lines, jobs, ["platform.routes=fastest"]) as run:
            self.assertEqual(transfers(run), [("corpus", "iowa > virginia", 0, 100_000, "5")])

    def test_a_copy_is_the_source_of_the_next_once_it_is_complete(self):
        # At 150 s the hub's is still to come (200 s); at 300 s it is there.
        for submit, route, seconds, egress in ((150, "iowa > hub > virginia", None, "3"),
                                               (300, "hub > virginia", 200, "2")):
            workload, jobs = trace([("a", "h", 0, 60), ("b", "v", submit, 60)])
            with self.subTest(submit), run_of(platform(self.LINKS, self.DATA, self.POOLS)
                                              + workload, jobs) as run:
                first, second = transfers(run)
                self.assertEqual(second[1], route)
                self.assertEqual(second[4], egress)
                if seconds:
                    self.assertEqual(first, ("corpus", "iowa > hub", 0, 200_000, "1"))
                    self.assertEqual(second[2:4], (300_000, 500_000))
                else:
                    # Both over iowa > hub from 150 s on: 50 s of work in 100 s, then 150 s alone.
                    self.assertEqual(first[3], 250_000)
                    self.assertEqual(second[2:4], (150_000, 400_000))

    def test_of_equal_sources_the_first_site_is_taken(self):
        links = ["from: hub, to: virginia, bandwidth: 8 Gbps", "from: iowa, to: virginia, "
                 "bandwidth: 8 Gbps"]
        workload, jobs = trace([("a", "v", 0, 60)])
        for routes in ("cheapest", "fastest"):
            with run_of(platform(links, ["name: corpus, size: 1 GB, sites: [iowa, hub]"],
                                 self.POOLS) + workload, jobs,
                        [f"platform.routes={routes}"]) as run:
                # Sites are in the order of their names here.
                self.assertEqual(transfers(run)[0][1], "hub > virginia")


class NoRoute(unittest.TestCase):
    # A link leads away from the island, none to it.
    LINKS = ["from: island, to: iowa, bandwidth: 8 Gbps"]
    DATA = ["name: corpus, size: 1 GB, sites: [iowa]"]
    POOLS = [("i", "iowa", ""), ("x", "island", "")]

    def test_a_job_that_names_a_pool_without_a_route_is_refused(self):
        workload, jobs = trace([("a", "x", 0, 60), ("b", "i", 0, 60), ("c", "", 0, 60)])
        with run_of(platform(self.LINKS, self.DATA, self.POOLS) + workload, jobs) as run:
            rows = {row["job_id"]: row for row in run.rows("jobs.csv")}
            self.assertEqual((rows["a"]["state"], rows["a"]["reason"]),
                             ("refused", "no_data_route"))
            self.assertEqual(run.summary()["jobs_refused_by_reason"], {"no_data_route": 1})
            self.assertEqual([rows[name]["pool"] for name in "bc"], ["i", "i"])
            self.assertEqual(transfers(run), [])

    def test_chips_that_data_cannot_come_to_are_idle_as_ineligible(self):
        # Two gangs of four fill iowa for 60 s, the third waits, and could do with half the island.
        workload, jobs = trace([(name, "", 0, 60) for name in "abc"])
        with run_of(platform(self.LINKS, self.DATA, self.POOLS) + workload, jobs) as run:
            self.assertEqual(run.summary()["chip_ms_by_cause"]["ineligible_demand"], 4 * 60_000)
            self.assertEqual(ends(run), {"a": 60_000, "b": 60_000, "c": 120_000})


if __name__ == "__main__":
    unittest.main()
