// Checkpoint theory against runs that are played out failure by failure, and against the minimum.
#include <cmath>

#include <catch2/catch.hpp>

#include "sim/base/random.hpp"
#include "sim/model/reliability/checkpoints.hpp"
#include "sim/model/reliability/interruptions.hpp"
#include "sim/model/reliability/storage.hpp"

namespace drawdown {
namespace {

// The time until `length_s` has passed without a failure.
double undisturbed_s(double length_s, double mtbf_s, RandomStream& random, bool& failed) {
  const double until_failure_s = random.exponential(mtbf_s);
  failed = until_failure_s < length_s;
  return failed ? until_failure_s : length_s;
}

// One run: each interval and its checkpoint are done again from the last checkpoint after a
// failure, once a restart has gone through.
double played_run_s(const CheckpointedRun& run, RandomStream& random) {
  double time_s = 0;
  for (double done_s = 0; done_s < run.work_s; done_s += run.interval_s) {
    bool failed = false;
    time_s += undisturbed_s(run.interval_s + run.write_s, run.mtbf_s, random, failed);
    while (failed) {
      time_s += undisturbed_s(run.restart_s, run.mtbf_s, random, failed);
      if (!failed) {
        time_s += undisturbed_s(run.interval_s + run.write_s, run.mtbf_s, random, failed);
      }
    }
  }
  return time_s;
}

TEST_CASE("a gang is hit by the failures of its units, and by outages as far as they are its") {
  constexpr double kDay = 86'400;
  Pool pool;
  pool.units = Units{10};
  Site site;
  CHECK(interruptions_per_s(pool, site, 3) == 0);
  pool.failures = FailureSpec{{4}, InfantSpec{9, Duration{1}}, FixedDuration{Duration{1}}};
  CHECK(interruptions_per_s(pool, site, 3) == Approx(3 * 0.004 / kDay));
  const DrawnOutages monthly{{12}, FixedDuration{Duration{1}}};
  const double month = 12 / (365.25 * kDay);
  pool.failures.reset();
  site.outages = {{{}, monthly}, {{}, Window{}}};
  CHECK(interruptions_per_s(pool, site, 3) == Approx(month));
  site.outages.clear();
  pool.outages = {{{{0, 0}, {5, 8}}, monthly}};  // 5 of 10 units: missed by three in 1 of 8
  CHECK(interruptions_per_s(pool, site, 3) == Approx(month * 7 / 8));
  CHECK(interruptions_per_s(pool, site, 1) == Approx(month / 2));
}

TEST_CASE("storage gives a gang what its units take, at most all it has") {
  const Storage storage{{2e12}, {4e12}, Bandwidth{10e9}};
  const std::int64_t bytes = 14'000'000'000'000;
  // 100 units of 10 GB/s: 1 TB/s. 250: 2 TB/s of writes, 2.5 of reads.
  CHECK(checkpoint_times(storage, bytes, 100) ==
        CheckpointTimes{Duration{14'000}, Duration{14'000}});
  CHECK(checkpoint_times(storage, bytes, 250) == CheckpointTimes{Duration{7000}, Duration{5600}});
  CHECK(checkpoint_times({{2e12}, {4e12}, {}}, bytes, 1) ==
        CheckpointTimes{Duration{7000}, Duration{3500}});
  CHECK(checkpoint_times(storage, 1, 1) == CheckpointTimes{Duration{1}, Duration{1}});
}

TEST_CASE("the expected run is the mean of runs played out failure by failure") {
  const CheckpointedRun cases[] = {
      {10'000, 1'000, 60, 300, 5'000},  // some failures
      {4'000, 500, 100, 600, 800},      // one in half of the intervals
      {20'000, 2'000, 30, 0, 50'000},   // hardly any, and restarts that take no time
  };
  for (const CheckpointedRun& run : cases) {
    RandomStream random(1, "runs");
    constexpr int kRuns = 20'000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kRuns; ++i) {
      const double time_s = played_run_s(run, random);
      sum += time_s;
      squares += time_s * time_s;
    }
    const double mean = sum / kRuns;
    const double error = std::sqrt((squares / kRuns - mean * mean) / kRuns);
    INFO("mean " << mean << " +- " << error);
    CHECK(std::abs(expected_run_s(run) - mean) < 4 * error);
  }
}

TEST_CASE("without failures a run is its work and its checkpoints") {
  // 100 intervals of 60 s, a checkpoint of 6 s after each.
  CHECK(expected_run_s({6'000, 60, 6, 300, 1e15}) == Approx(6'600).epsilon(1e-9));
}

TEST_CASE("the interval of Young and Daly is sqrt(2 w M)") {
  // 2 x 50 s x 14,400 s = 1,440,000 s^2 = (1,200 s)^2.
  CHECK(young_daly_interval_s(50, 14'400) == Approx(1'200));
}

TEST_CASE("the expected run is least near the interval of Young and Daly") {
  for (const double mtbf_s : {3'600.0, 86'400.0, 2e6}) {
    for (const double write_s : {1.0, 10.0, 30.0}) {
      const auto run_s = [&](double interval_s) {
        return expected_run_s({1e6, interval_s, write_s, 300, mtbf_s});
      };
      // Golden section: the function has one minimum.
      const double golden = (std::sqrt(5.0) - 1) / 2;
      double low = 1;
      double high = mtbf_s;
      while (high - low > 1e-3) {
        const double step = golden * (high - low);
        (run_s(high - step) < run_s(low + step) ? high : low) =
            run_s(high - step) < run_s(low + step) ? low + step : high - step;
      }
      // Daly's higher order (FGCS 22(3), 2006): sqrt(2wM) (1 + sqrt(w/2M) / 3 + w/2M / 9) - w.
      const double young_s = young_daly_interval_s(write_s, mtbf_s);
      const double ratio = std::sqrt(write_s / (2 * mtbf_s));
      INFO("w = " << write_s << ", M = " << mtbf_s);
      CHECK((low + high) / 2 ==
            Approx(young_s * (1 + ratio / 3 + ratio * ratio / 9) - write_s).epsilon(1e-3));
      CHECK(std::abs((low + high) / 2 - young_s) < write_s);
    }
  }
}

}  // namespace
}  // namespace drawdown
