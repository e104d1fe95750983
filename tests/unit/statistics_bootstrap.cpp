// The bootstrap interval against all resamples there are, for samples small enough to list them.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/base/random.hpp"
#include "sim/statistics/interval.hpp"

namespace drawdown {
namespace {

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double normal_quantile(double fraction) {
  double low = -10;
  double high = 10;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (normal_cdf(middle) < fraction ? low : high) = middle;
  }
  return low;
}

// The chance of each sum of n values drawn from n with replacement. Values are whole numbers, so
// that sums are exact.
std::map<double, double> all_resamples(const std::vector<double>& values) {
  std::map<double, double> chances = {{0.0, 1.0}};
  for (std::size_t draw = 0; draw < values.size(); ++draw) {
    std::map<double, double> next;
    for (const auto& [sum, chance] : chances) {
      for (const double value : values) {
        next[sum + value] += chance / static_cast<double>(values.size());
      }
    }
    chances = next;
  }
  return chances;
}

double chance_below(const std::map<double, double>& chances, double sum, bool or_at) {
  double total = 0;
  for (const auto& [other, chance] : chances) {
    if (other < sum - 1e-6 || (or_at && other < sum + 1e-6)) total += chance;
  }
  return total;
}

// The fractions of all resamples at which the ends lie: the definition, term by term.
std::pair<double, double> exact_fractions(const std::vector<double>& values, double t_quantile) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  double squares = 0;
  double cubes = 0;
  for (const double value : values) {
    squares += std::pow(value - sum / n, 2);
    cubes += std::pow(value - sum / n, 3);
  }
  const double a = cubes / (6 * std::pow(squares, 1.5));
  const auto chances = all_resamples(values);
  const double z0 =
      normal_quantile((chance_below(chances, sum, false) + chance_below(chances, sum, true)) / 2);
  const double z = std::sqrt(n / (n - 1)) * t_quantile;
  return {normal_cdf(z0 + (z0 - z) / (1 - a * (z0 - z))),
          normal_cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))};
}

// Student's t by n - 1, one-sided: 0.75 for intervals at 50 %, 0.95 for those at 90 %.
struct Student {
  double q75;
  double q95;
};
const std::map<std::size_t, Student> kStudent = {
    {2, {0.8165, 2.9200}}, {3, {0.7649, 2.3534}}, {5, {0.7267, 2.0150}}, {6, {0.7176, 1.9432}}};

TEST_CASE("the ends lie where all resamples put them") {
  const std::vector<double> values =
      GENERATE(std::vector<double>{1, 2, 6}, std::vector<double>{-3, 0, 1, 7},
               std::vector<double>{1, 2, 4, 9, 17, 80}, std::vector<double>{0, 13, 29, 41, 50, 71},
               std::vector<double>{-200, 1, 12, 23, 31, 40, 47});
  const double confidence = GENERATE(0.5, 0.9);
  const Student& student = kStudent.at(values.size() - 1);
  const auto [low, high] = exact_fractions(values, confidence == 0.5 ? student.q75 : student.q95);
  const auto chances = all_resamples(values);
  const auto n = static_cast<double>(values.size());
  const Interval interval = bootstrap_interval(values, confidence, 1, 400'000);
  INFO(interval.low << " to " << interval.high << ", fractions " << low << " and " << high);
  // The fraction below the mean has a standard deviation of 0.5 / sqrt(400,000) = 0.0008, which z0
  // doubles; the fraction at the end has at most as much.
  constexpr double kNoise = 0.005;
  CHECK(chance_below(chances, interval.low * n, true) >= low - kNoise);
  CHECK(chance_below(chances, interval.low * n, false) <= low + kNoise);
  CHECK(chance_below(chances, interval.high * n, true) >= high - kNoise);
  CHECK(chance_below(chances, interval.high * n, false) <= high + kNoise);
}

TEST_CASE("two values: a quarter of the resamples is at either end, so they are the ends") {
  const Interval interval = bootstrap_interval(std::vector{3.0, 5.0}, 0.95, 1);
  CHECK(interval.mean == 4);
  CHECK(interval.low == 3);
  CHECK(interval.high == 5);
  CHECK(name_of(interval.method) == "bootstrap_bca");
  CHECK(interval.warning == "fewer than 6 values");
}

TEST_CASE("so few values that their range misses the median too often are warned of") {
  constexpr std::uint64_t kSeed = 1;
  const std::vector<double> values = {1, 2, 3, 4, 5, 6};  // 2^-5 = 3.1 %
  CHECK(bootstrap_interval(values, 0.95, kSeed).warning.empty());
  CHECK(bootstrap_interval(values, 0.99, kSeed).warning == "fewer than 8 values");
  CHECK(bootstrap_interval(values, 0.50, kSeed).warning.empty());
}

TEST_CASE("the same seed gives the same interval, to the bit; scale and place change nothing") {
  REQUIRE(rc::check("an interval of 2 x + 8", [] {
    const auto drawn =
        *rc::gen::suchThat(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1000)),
                           [](const std::vector<int>& some) { return some.size() > 1; });
    std::vector<double> values(drawn.begin(), drawn.end());
    const Interval first = bootstrap_interval(values, 0.95, 3, 500);
    const Interval again = bootstrap_interval(values, 0.95, 3, 500);
    RC_ASSERT(first.low == again.low);
    RC_ASSERT(first.high == again.high);
    for (double& value : values) value = 2 * value + 8;
    const Interval moved = bootstrap_interval(values, 0.95, 3, 500);
    RC_ASSERT(std::abs(moved.low - (2 * first.low + 8)) < 1e-9);
    RC_ASSERT(std::abs(moved.high - (2 * first.high + 8)) < 1e-9);
  }));
}

TEST_CASE("another seed moves the ends little") {
  std::vector<double> values(10);
  RandomStream stream(1, "values");
  std::ranges::generate(values, [&] { return stream.exponential(1); });
  const Interval one = bootstrap_interval(values, 0.95, 1);
  const Interval other = bootstrap_interval(values, 0.95, 2);
  CHECK(one.low != other.low);
  CHECK(other.low == Approx(one.low).margin(0.06 * one.half_width()));
  CHECK(other.high == Approx(one.high).margin(0.06 * one.half_width()));
}

TEST_CASE("it leans to the side of the long tail") {
  const Interval interval =
      bootstrap_interval(std::vector<double>{1, 1, 2, 2, 3, 3, 4, 20}, 0.95, 1);
  CHECK(interval.high - interval.mean > 1.5 * (interval.mean - interval.low));
  CHECK_THAT(interval.warning, Catch::Contains("skewed"));
}

TEST_CASE("no value, one value and values that are alike are as for Student's interval") {
  constexpr std::uint64_t kSeed = 1;
  CHECK_FALSE(bootstrap_interval({}, 0.95, kSeed).bounded());
  CHECK_FALSE(bootstrap_interval(std::vector{1.0}, 0.95, kSeed).bounded());
  const Interval alike = bootstrap_interval(std::vector<double>(8, 0.1), 0.95, kSeed);
  CHECK(alike.bounded());
  CHECK(alike.half_width() == 0);
  CHECK(alike.warning == "all values are alike");
  CHECK_THROWS_AS(bootstrap_interval(std::vector{1.0, 2.0}, 0.95, kSeed, 0), Bug);
}

TEST_CASE("95 % intervals contain the mean in about 95 % of cases") {
  // Of skewed values, where Student's interval of ten contains it in 90 %.
  const bool exponential = GENERATE(false, true);
  INFO((exponential ? "exponential" : "normal"));
  RandomStream stream(2, "coverage");
  int covered = 0;
  std::vector<double> values(10);
  for (std::uint64_t i = 0; i < 400; ++i) {
    for (double& value : values) value = exponential ? stream.exponential(1) : 1 + stream.normal();
    const Interval interval = bootstrap_interval(values, 0.95, i, 1000);
    if (interval.low <= 1 && 1 <= interval.high) ++covered;
  }
  CHECK(covered >= 363);  // four standard deviations below 380
  CHECK(covered <= 397);
}

}  // namespace
}  // namespace drawdown
