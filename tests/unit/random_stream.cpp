// RandomStream: its engine is the standard's, its distributions meet their closed forms.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "tests/unit/goodness_of_fit.hpp"
#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>

#include "sim/base/random.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kDraws = 100'000;

template <class Draw>
std::vector<double> sorted_draws(Draw draw) {
  std::vector<double> values(kDraws);
  std::ranges::generate(values, draw);
  std::ranges::sort(values);
  return values;
}

const double kMaxDistance = most_distance(kDraws);

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double variance(const std::vector<double>& values) {
  const double centre = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum / static_cast<double>(values.size());
}

TEST_CASE("the same seed and name give the same numbers; another of either gives others") {
  RandomStream a(1, "research/arrivals");
  RandomStream same(1, "research/arrivals");
  RandomStream other_name(1, "research/sizes");
  RandomStream other_seed(2, "research/arrivals");
  const std::uint64_t bits = a.bits();
  CHECK(bits == same.bits());
  CHECK(bits != other_name.bits());
  CHECK(bits != other_seed.bits());
}

TEST_CASE("the numbers are fixed for ever: a change here changes every generated workload") {
  RandomStream stream(1, "research/arrivals");
  CHECK(stream.bits() == 0xC8F17D23572266EDU);
  CHECK(stream.uniform() == 0x1.7ec395ebe5c5cp-3);
}

TEST_CASE("streams of different names are uncorrelated, neighbouring seeds too") {
  for (const auto& [seed, name] : {std::pair{7U, "b"}, std::pair{8U, "a"}}) {
    RandomStream a(7, "a");
    RandomStream b(seed, name);
    double sum = 0;
    for (std::size_t i = 0; i < kDraws; ++i) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
    // Products have mean 0 and variance 1/144; four standard errors.
    CHECK(std::abs(sum / kDraws) < 4.0 / 12.0 / std::sqrt(static_cast<double>(kDraws)));
  }
}

TEST_CASE("uniform fills the open interval (0, 1) evenly") {
  RandomStream stream(3, "uniform");
  const auto values = sorted_draws([&] { return stream.uniform(); });
  CHECK(values.front() > 0);
  CHECK(values.back() < 1);
  CHECK(kolmogorov_distance(values, [](double x) { return x; }) < kMaxDistance);
}

TEST_CASE("exponential has its mean, variance and distribution") {
  RandomStream stream(3, "exponential");
  const auto values = sorted_draws([&] { return stream.exponential(50); });
  CHECK(mean(values) == Approx(50).epsilon(0.01));
  CHECK(variance(values) == Approx(2500).epsilon(0.03));
  CHECK(kolmogorov_distance(values, [](double x) { return 1 - std::exp(-x / 50); }) < kMaxDistance);
}

TEST_CASE("normal has mean 0, variance 1 and the normal distribution") {
  RandomStream stream(3, "normal");
  const auto values = sorted_draws([&] { return stream.normal(); });
  CHECK(mean(values) == Approx(0).margin(0.01));
  CHECK(variance(values) == Approx(1).epsilon(0.02));
  CHECK(kolmogorov_distance(values, normal_cdf) < kMaxDistance);
}

TEST_CASE("lognormal has its median, and mean median x exp(sigma^2 / 2)") {
  RandomStream stream(3, "lognormal");
  const auto values = sorted_draws([&] { return stream.lognormal(840, 0.8); });
  CHECK(values[kDraws / 2] == Approx(840).epsilon(0.02));
  CHECK(mean(values) == Approx(840 * std::exp(0.32)).epsilon(0.02));
  CHECK(kolmogorov_distance(values, [](double x) { return normal_cdf(std::log(x / 840) / 0.8); }) <
        kMaxDistance);
}

TEST_CASE("gamma has mean and variance of its shape, and its distribution, on either side of 1") {
  for (const double shape : {0.05, 0.5, 1.0, 2.5, 400.0}) {
    INFO(shape);
    RandomStream stream(3, "gamma");
    const auto values = sorted_draws([&] { return stream.gamma(shape); });
    CHECK(values.front() > 0);
    // The mean of n draws has the variance shape / n; four standard errors.
    CHECK(std::abs(mean(values) - shape) < 4 * std::sqrt(shape / kDraws));
    // The sample variance has a relative variance of (2 + excess kurtosis 6 / shape) / n.
    CHECK(variance(values) ==
          Approx(shape).epsilon(4 * std::sqrt((2 + 6 / shape) / static_cast<double>(kDraws))));
    CHECK(kolmogorov_distance(values, [&](double x) { return boost::math::gamma_p(shape, x); }) <
          kMaxDistance);
  }
}

TEST_CASE("an index comes in proportion to its weight, never one without weight") {
  RandomStream stream(3, "index");
  const std::array<double, 4> cumulative = {0, 70, 70, 100};  // weights 0, 70, 0, 30
  std::array<int, 4> counts{};
  for (std::size_t i = 0; i < kDraws; ++i) ++counts[stream.index(cumulative)];
  CHECK(counts[0] == 0);
  CHECK(counts[2] == 0);
  CHECK(counts[1] == Approx(0.7 * kDraws).epsilon(0.01));
}

}  // namespace
}  // namespace drawdown
