// Figures over replications: missing values, paired differences, and when to stop.
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/base/random.hpp"
#include "sim/statistics/stopping.hpp"

namespace drawdown {
namespace {

using Replications = std::vector<std::optional<double>>;

const Estimation kStudent95;

Replications normal_values(RandomStream& stream, std::size_t n, double mean, double deviation) {
  Replications values(n);
  for (auto& value : values) value = mean + deviation * stream.normal();
  return values;
}

TEST_CASE("replications without a value are left out, and counted") {
  const Replications values = {1.0, std::nullopt, 2.0, 3.0, std::nullopt, 4.0, 5.0};
  const Interval interval = estimate(values, kStudent95);
  CHECK(interval.n == 5);
  CHECK(interval.half_width() == Approx(1.963).margin(0.0005));
  CHECK(interval.warning == "2 of 7 replications have no value");
  const Interval none = estimate(Replications{std::nullopt}, kStudent95);
  CHECK_FALSE(none.bounded());
  CHECK(none.warning == "there is no value; 1 of 1 replications have no value");
}

TEST_CASE("the method is the one that was asked for") {
  const Replications values = {1.0, 2.0, 3.0, 4.0, 5.0, 20.0};
  const Interval interval = estimate(values, {IntervalMethod::bootstrap, 0.95, 7});
  const Interval same = bootstrap_interval(std::vector<double>{1, 2, 3, 4, 5, 20}, 0.95, 7);
  CHECK(interval.method == IntervalMethod::bootstrap);
  CHECK(interval.low == same.low);
  CHECK(interval.high == same.high);
  CHECK_THROWS_AS(estimate(values, {IntervalMethod::none, 0.95, 7}), Bug);
}

TEST_CASE("a difference is that of each pair") {
  const Replications a = {11.0, 22.0, 33.0, 44.0, 55.0, std::nullopt, 1.0};
  const Replications b = {10.0, 20.0, 30.0, 40.0, 50.0, 1.0, std::nullopt};
  const Interval interval = paired_difference(a, b, kStudent95);  // of 1 to 5
  CHECK(interval.n == 5);
  CHECK(interval.mean == 3);
  CHECK(interval.half_width() == Approx(1.963).margin(0.0005));
  CHECK(interval.warning == "2 of 7 replications have no value");
  CHECK_THROWS_AS(paired_difference(a, Replications{1.0}, kStudent95), Bug);
}

TEST_CASE("a point does not differ from itself") {
  RandomStream stream(1, "values");
  const Replications values = normal_values(stream, 10, 100, 10);
  const Interval interval = paired_difference(values, values, kStudent95);
  CHECK(interval.mean == 0);
  CHECK(interval.half_width() == 0);
}

TEST_CASE("what replications share cancels out of the difference") {
  // Variances: shared 100, own 1 each. Independent: 101 + 101; paired: 1 + 1. sqrt(101) = 10.05.
  RandomStream stream(1, "values");
  constexpr std::size_t kPairs = 200;
  Replications a = normal_values(stream, kPairs, 50, 10);
  Replications b = a;
  Replications apart = normal_values(stream, kPairs, 50, 10);
  for (std::size_t i = 0; i < kPairs; ++i) {
    *a[i] += stream.normal() + 2;
    *b[i] += stream.normal();
    *apart[i] += stream.normal();
  }
  const Interval paired = paired_difference(a, b, kStudent95);
  const Interval independent = paired_difference(a, apart, kStudent95);
  CHECK(independent.half_width() / paired.half_width() == Approx(10.05).epsilon(0.15));
  CHECK(paired.low < 2);
  CHECK(paired.high > 2);
}

TEST_CASE("narrow is relative to the mean, on either side of 0") {
  Interval interval;
  CHECK_FALSE(narrow_enough(interval, 1000));  // it has no bounds
  interval.method = IntervalMethod::student_t;
  interval.mean = -100;
  interval.low = -105;
  interval.high = -95;
  CHECK(narrow_enough(interval, 0.05));
  CHECK_FALSE(narrow_enough(interval, 0.0499));
  interval.mean = 0;
  CHECK_FALSE(narrow_enough(interval, 0.05));
  interval.low = interval.high = 0;
  CHECK(narrow_enough(interval, 0.05));
  CHECK_THROWS_AS(narrow_enough(interval, 0), Bug);
}

TEST_CASE("it stops at the first number that is enough, by hand") {
  // Of 9, 11: 10 -+ 12.7; of 9, 11, 10: 10 -+ 2.48; of 9, 11, 10, 10: 10 -+ 1.30.
  const auto stop = [](std::size_t known, double relative, std::size_t at_least) {
    Replications values = {9.0, 11.0, 10.0, 10.0};
    values.resize(known);
    return enough_replications(std::vector<Target>{{values, kStudent95, relative}}, at_least);
  };
  CHECK(stop(4, 1.28, 1) == 2U);
  CHECK(stop(4, 0.25, 1) == 3U);
  CHECK(stop(4, 0.24, 1) == 4U);
  CHECK(stop(4, 0.25, 4) == 4U);
  CHECK(stop(4, 0.12, 1) == std::nullopt);
  CHECK(stop(3, 0.24, 1) == std::nullopt);
  CHECK(stop(4, 0.25, 5) == std::nullopt);
}

TEST_CASE("where to stop does not depend on what is known beyond it") {
  REQUIRE(rc::check("all targets are narrow there, and not before", [] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const auto at_least = *rc::gen::inRange<std::size_t>(1, 8);
    RandomStream stream(seed, "values");
    std::vector<Target> targets;
    targets.push_back({normal_values(stream, 60, 10, 2), kStudent95, 0.1});
    targets.push_back({normal_values(stream, 50, 10, 1), kStudent95, 0.05});
    const auto all_narrow = [&](std::size_t n) {
      for (const Target& target : targets) {
        const Interval of_first = estimate(Values(target.values).first(n), target.how);
        if (!narrow_enough(of_first, target.relative)) return false;
      }
      return true;
    };
    const auto enough = enough_replications(targets, at_least);
    for (std::size_t n = at_least; n < enough.value_or(51); ++n) RC_ASSERT(!all_narrow(n));
    if (!enough) return;
    RC_ASSERT(*enough >= at_least);
    RC_ASSERT(all_narrow(*enough));
    for (Target& target : targets) target.values.resize(*enough);
    RC_ASSERT(enough_replications(targets, at_least) == enough);
  }));
}

TEST_CASE("stopping when it looks narrow costs coverage, less with more to begin with") {
  const auto covered_of_1000 = [](std::size_t at_least) {
    RandomStream stream(1, "sequential");
    int covered = 0;
    for (int i = 0; i < 1000; ++i) {
      const std::vector<Target> targets = {{normal_values(stream, 100, 1, 0.3), kStudent95, 0.15}};
      const auto enough = enough_replications(targets, at_least);
      REQUIRE(enough);
      const Interval interval = estimate(Values(targets[0].values).first(*enough), kStudent95);
      if (interval.low <= 1 && 1 <= interval.high) ++covered;
    }
    return covered;
  };
  const int of_two = covered_of_1000(2);
  const int of_ten = covered_of_1000(10);
  CHECK(of_two < 922);  // more than four standard deviations below 950
  CHECK(of_two > 840);
  CHECK(of_ten > 922);
}

}  // namespace
}  // namespace drawdown
