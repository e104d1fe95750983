// Student's interval against published tables and hand arithmetic, and what it covers.
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/base/random.hpp"
#include "sim/statistics/interval.hpp"
#include "sim/statistics/sample.hpp"

namespace drawdown {
namespace {

// How many of 1,000 intervals of `n` drawn values contain `mean`.
template <class Draw>
int covered_of_1000(std::size_t n, double mean, Draw draw) {
  int covered = 0;
  std::vector<double> values(n);
  for (int i = 0; i < 1000; ++i) {
    for (double& value : values) value = draw();
    const Interval interval = mean_interval(values, 0.95);
    if (interval.low <= mean && mean <= interval.high) ++covered;
  }
  return covered;
}

TEST_CASE("t quantiles are those of the tables") {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: one-sided 0.95, 0.975, 0.995.
  struct Row {
    std::size_t freedom;
    double q95;
    double q975;
    double q995;
  };
  constexpr std::array<Row, 6> kTable = {{{1, 6.314, 12.706, 63.657},
                                          {2, 2.920, 4.303, 9.925},
                                          {4, 2.132, 2.776, 4.604},
                                          {9, 1.833, 2.262, 3.250},
                                          {19, 1.729, 2.093, 2.861},
                                          {100, 1.660, 1.984, 2.626}}};
  for (const Row& row : kTable) {
    INFO(row.freedom << " degrees of freedom");
    CHECK(student_t_quantile(row.freedom, 0.90) == Approx(row.q95).margin(0.0006));
    CHECK(student_t_quantile(row.freedom, 0.95) == Approx(row.q975).margin(0.0006));
    CHECK(student_t_quantile(row.freedom, 0.99) == Approx(row.q995).margin(0.0006));
  }
}

TEST_CASE("an interval worked out by hand") {
  // Mean 3, variance (4 + 1 + 0 + 1 + 4) / 4 = 2.5; 2.776 x sqrt(2.5 / 5) = 1.963.
  const Interval interval = mean_interval(std::vector{1.0, 2.0, 3.0, 4.0, 5.0}, 0.95);
  CHECK(interval.n == 5);
  CHECK(interval.mean == 3);
  CHECK(interval.half_width() == Approx(1.963).margin(0.0005));
  CHECK(interval.low == Approx(1.037).margin(0.0005));
  CHECK(interval.high == Approx(4.963).margin(0.0005));
  CHECK(interval.bounded());
  CHECK(name_of(interval.method) == "student_t");
  CHECK(interval.warning.empty());
}

TEST_CASE("one value, or none, has no bounds") {
  const Interval one = mean_interval(std::vector{7.0}, 0.95);
  CHECK(one.n == 1);
  CHECK(one.mean == 7);
  CHECK_FALSE(one.bounded());
  CHECK(one.half_width() == std::numeric_limits<double>::infinity());
  CHECK(one.warning == "one value has no interval");
  const Interval none = mean_interval({}, 0.95);
  CHECK(none.n == 0);
  CHECK(std::isnan(none.mean));
  CHECK_FALSE(none.bounded());
  CHECK(none.warning == "there is no value");
}

TEST_CASE("values that are alike have a width of exactly 0, and say so") {
  REQUIRE(rc::check("whatever their value", [] {
    const auto value = *rc::gen::map(rc::gen::arbitrary<int>(), [](int x) { return x / 10.0; });
    const auto n = *rc::gen::inRange<std::size_t>(5, 60);
    const Interval interval = mean_interval(std::vector<double>(n, value), 0.95);
    RC_ASSERT(interval.mean == value);
    RC_ASSERT(interval.low == value);
    RC_ASSERT(interval.high == value);
    RC_ASSERT(interval.warning == "all values are alike");
  }));
}

TEST_CASE("few values and skewed ones are warned of") {
  CHECK(mean_interval(std::vector{1.0, 2.0, 3.0, 4.0}, 0.95).warning == "fewer than 5 values");
  CHECK(mean_interval(std::vector{2.0, 2.0}, 0.95).warning ==
        "fewer than 5 values; all values are alike");
  // g1 of nine zeros and a one: 0.072 / 0.09^1.5 = 2.67, four times its standard error.
  const std::vector<double> skewed = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  CHECK(mean_interval(skewed, 0.95).warning == "values are skewed by 2.7");
}

TEST_CASE("moments worked out by hand") {
  const Sample sample = sample_of(std::vector{0.0, 0.0, 0.0, 1.0});
  CHECK(sample.mean == 0.25);
  CHECK(sample.variance == Approx(0.25));       // (3 / 16 + 9 / 16) / 3
  CHECK(sample.skewness == Approx(1.1547005));  // (3 / 32) / (3 / 16)^1.5
  CHECK_FALSE(is_skewed(sample));               // 2 sqrt(6 x 2 / (5 x 7)) = 1.171
}

TEST_CASE("95 % intervals of normal values contain the mean in 95 % of cases, however few") {
  const std::size_t n = GENERATE(2U, 5U, 20U);
  INFO(n << " values");
  RandomStream stream(1, "coverage");
  // Four standard deviations of a binomial count: 4 sqrt(1,000 x 0.95 x 0.05) = 28.
  CHECK(std::abs(covered_of_1000(n, 50, [&] { return 50 + 7 * stream.normal(); }) - 950) < 28);
}

TEST_CASE("of exponential values they contain it less often, and most warn of it") {
  RandomStream stream(1, "coverage");
  const int covered = covered_of_1000(10, 1, [&] { return stream.exponential(1); });
  CHECK(covered < 922);  // more than four standard deviations too few
  CHECK(covered > 870);
}

TEST_CASE("of means of many exponential values they contain it as stated") {
  RandomStream stream(1, "coverage");
  const auto mean_of_50 = [&] {
    double sum = 0;
    for (int i = 0; i < 50; ++i) sum += stream.exponential(1);
    return sum / 50;
  };
  CHECK(std::abs(covered_of_1000(10, 1, mean_of_50) - 950) < 28);
}

TEST_CASE("what is no confidence and no value are bugs") {
  const std::vector<double> values = {1, 2, 3};
  CHECK_THROWS_AS(mean_interval(values, 0), Bug);
  CHECK_THROWS_AS(mean_interval(values, 1), Bug);
  CHECK_THROWS_AS(mean_interval(std::vector{1.0, std::nan("")}, 0.95), Bug);
  CHECK_THROWS_AS(sample_of({}), Bug);
}

}  // namespace
}  // namespace drawdown
