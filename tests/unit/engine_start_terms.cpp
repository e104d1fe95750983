// What a start takes: accelerators, sizes and checkpoints.
#include "tests/unit/roster_runs.hpp"

namespace drawdown {
namespace {

// Pools of the accelerators a, b, a, and of none; all of each in a reservation for all.
Scenario scenario_of_accelerators() {
  Scenario scenario;
  Platform& platform = scenario.platform;
  for (const char* name : {"a", "b", "a", ""}) {
    const PoolId pool{platform.pools.size()};
    platform.pools.push_back({std::string("pool_") + name, SiteId{0}, Units{4}, Chips{1}});
    if (*name != '\0') {
      platform.pools.back().accelerator.emplace();
      platform.pools.back().accelerator->name = name;
    }
    platform.reservations.push_back(reservation_of(name, pool, 4, ""));
    platform.reservations.back().shared_with_all = true;
  }
  return scenario;
}

TEST_CASE("a job is eligible where its accelerators are, from the date on that it is ported") {
  Run run(scenario_of_accelerators());
  const auto usable = [&](const Gang& gang) {
    std::vector<std::size_t> found;
    for (const PartitionId id : run.state.view.demands[gang.demand.index()].usable) {
      found.push_back(id.index());
    }
    return found;
  };
  using Found = std::vector<std::size_t>;
  CHECK(usable(run.admit("batch", "", 1, 1, 1)) == Found{0, 1, 2, 3});
  const Date ported = run.scenario.start + Duration{50};
  const JobTerms both{.runs_on = {{"a", {1, Duration{7}}}, {"b", {0.5, Duration{3}}, ported}}};
  const Gang& early = run.admit_for(both, 49);
  CHECK(usable(early) == Found{0, 2});
  CHECK(early.estimate == Duration{107});
  const Gang& later = run.admit_for(both, 50);
  CHECK(usable(later) == Found{0, 1, 2});
  CHECK(later.estimate == Duration{207});  // the least speed, and the longest compilation
  CHECK(run.admit_for(both, 51).demand == later.demand);
  CHECK(run.admit_for(both, 10).demand == early.demand);
  const JobTerms like_early{.runs_on = {{"a", {2, Duration{0}}}}};
  const Gang& twin = run.admit_for(like_early);
  CHECK(twin.demand == early.demand);
  CHECK(twin.estimate == Duration{50});
  const Gang& named = run.admit_for(both, 50, "pool_b");
  CHECK(usable(named) == Found{1});
  CHECK(named.estimate == Duration{203});
}

TEST_CASE("a job is refused where none of its accelerators is in reach") {
  Run run(scenario_of_accelerators());
  const JobTerms other{.runs_on = {{"c", {}}}};
  CHECK(run.roster.refusal(run.admit_for(other)) == "no_accelerator");
  const JobTerms a{.runs_on = {{"a", {}}}};
  CHECK(run.roster.refusal(run.admit_for(a)).empty());
  CHECK(run.roster.refusal(run.admit_for(a, 0, "pool_b")) == "no_accelerator");
  CHECK(run.roster.refusal(run.admit_for(a, 0, "pool_")) == "no_accelerator");
  CHECK(run.roster.refusal(run.admit_for(a, 0, "pool_c")) == "unknown_pool");
}

TEST_CASE("a start compiles unless the last was on the same accelerator") {
  Run run(scenario_of_accelerators());
  const JobTerms both{.runs_on = {{"a", {1, Duration{7}}}, {"b", {0.5, Duration{3}}}}};
  Gang& gang = run.admit_for(both);
  gang.chips = gang.job.chips;
  const auto terms = [&](std::size_t partition) {
    return run.roster.terms_of_start(gang, run.state.view.partitions[partition]).port;
  };
  CHECK(terms(0) == PortTerms{1, Duration{7}});
  CHECK(terms(1) == PortTerms{0.5, Duration{3}});
  gang.first_start = at_ms(0);
  gang.partition = PartitionId{0};
  CHECK(terms(0) == PortTerms{1, Duration{0}});
  CHECK(terms(1) == PortTerms{0.5, Duration{3}});
  CHECK(terms(2) == PortTerms{1, Duration{0}});  // another pool, the same accelerator
}

TEST_CASE("an elastic gang is awaited in its smallest size, and as fast as the size of a start") {
  Run run(scenario_of());
  Job job;
  job.tenant = "batch";
  job.chips = Chips{64};
  job.run = job.requested = Duration{100};
  const auto admit = [&](std::int32_t halvings, double scaling) -> Gang& {
    job.elasticity = {halvings, scaling};
    return run.roster.admit(Job(job), run.number++);
  };
  // Others than research have 16 chips.
  CHECK(run.roster.refusal(admit(1, 1)) == "too_large");
  Gang& gang = admit(2, 1);
  CHECK(run.roster.refusal(gang).empty());
  CHECK(gang.waiting().chips == Chips{16});
  CHECK(gang.estimate == Duration{400});
  CHECK(admit(2, 0.5).estimate == Duration{200});  // (1/4)^(1/2)
  const Partition& open = run.state.view.partitions[1];
  const auto speed = [&](std::int64_t chips) {
    gang.chips = Chips{chips};
    return run.roster.terms_of_start(gang, open).port.speed;
  };
  CHECK(speed(64) == 1);
  CHECK(speed(32) == 0.5);
  CHECK(speed(16) == 0.25);
  // Half the speed on half of the chips, on an accelerator of half the speed.
  const JobTerms slow{.runs_on = {{"a", {0.5, Duration{7}}}}};
  Run other(scenario_of_accelerators());
  Gang& ported = other.admit_for(slow);
  ported.job.elasticity.halvings = 1;
  ported.job.chips = Chips{2};
  ported.chips = Chips{1};
  CHECK(other.roster.terms_of_start(ported, other.state.view.partitions[0]).port.speed == 0.25);
}

TEST_CASE("checkpoints of bytes take what the pool's storage says, and are read if there is one") {
  Scenario scenario = scenario_of_accelerators();
  // 8 chips: 8 units of one chip. 1 GB at 8 x 10 = 80 MB/s, and all 50 MB/s.
  for (Pool& pool : scenario.platform.pools) {
    pool.storage = Storage{{4e9}, {8e9}, Bandwidth{10e6}};
  }
  scenario.platform.pools[1].storage = Storage{{50e6}, {25e6}};
  Run run(scenario);
  const JobTerms terms{.recovery = {.interval = Duration{50}, .bytes = 1'000'000'000}};
  Job job;
  job.tenant = "batch";
  job.chips = Chips{8};
  job.run = job.requested = Duration{100};
  job.terms = &terms;
  Gang& gang = run.roster.admit(Job(job), run.number++);
  gang.chips = gang.job.chips;
  const auto times = [&](std::size_t partition) {
    return run.roster.terms_of_start(gang, run.state.view.partitions[partition]).checkpoint;
  };
  CHECK(times(0) == CheckpointTimes{Duration{12'500}, Duration{12'500}});
  CHECK(times(1) == CheckpointTimes{Duration{20'000}, Duration{40'000}});
  // It waits for any of them: one write at 50 of 100, of the longest there is.
  CHECK(gang.estimate == Duration{20'100});
  JobTerms only_a = terms;
  only_a.runs_on = {{"a", {}}};
  job.terms = &only_a;
  CHECK(run.roster.admit(Job(job), run.number++).estimate == Duration{12'600});
}

TEST_CASE("the optimum interval is the least of where a job is eligible and something happens") {
  Scenario scenario = scenario_of_accelerators();
  scenario.platform.sites = {Site{"iowa", "", ""}};
  const DurationDistribution repair = FixedDuration{Duration{1}};
  // 2 units fail every 50 days each, 25 days together: sqrt(2 x 2 s x 25 x 86,400 s) = 2,939.388 s.
  // Of b's, every 5 days.
  scenario.platform.pools[0].failures = FailureSpec{{20}, {}, repair};
  scenario.platform.pools[1].failures = FailureSpec{{100}, {}, repair};
  Run run(scenario);
  std::deque<JobTerms> all_terms;
  const auto estimate = [&](const RunsOn& runs_on) {
    const JobTerms& terms = all_terms.emplace_back(
        JobTerms{.recovery = {.write = Duration{2000}, .optimum = true}, .runs_on = runs_on});
    Job job;
    job.tenant = "batch";
    job.chips = Chips{2};
    job.run = job.requested = std::chrono::hours(10);
    job.terms = &terms;
    return run.roster.admit(std::move(job), run.number++).estimate - std::chrono::hours(10);
  };
  // 36,000 s: 12 whole intervals of 2,939.388 s; 27 of the square root of a fifth of it, 1,314.534.
  CHECK(estimate({{"a", {}}}) == std::chrono::seconds(24));
  CHECK(estimate({}) == std::chrono::seconds(54));
  CHECK(estimate({{"c", {}}}) == Duration{0});  // nowhere
}

}  // namespace
}  // namespace drawdown
