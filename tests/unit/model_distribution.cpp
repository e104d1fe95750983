// Lengths of time drawn at random meet their closed forms.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "tests/unit/goodness_of_fit.hpp"
#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>

#include "sim/model/distribution/distribution.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kDraws = 100'000;

std::vector<double> draws_of(const DurationDistribution& distribution) {
  RandomStream random(1, "draws");
  std::vector<double> draws(kDraws);
  std::ranges::generate(draws, [&] { return draw_ms(distribution, random); });
  std::ranges::sort(draws);
  return draws;
}

// Sorted draws of a triangular distribution whose corners are in milliseconds.
std::vector<double> draws_of(std::int64_t min, std::int64_t mode, std::int64_t max) {
  return draws_of(TriangularDuration{Duration{min}, Duration{mode}, Duration{max}});
}

template <class Cdf>
void check_fit(const DurationDistribution& distribution, Cdf cdf) {
  CHECK(kolmogorov_distance(draws_of(distribution), cdf) < most_distance(kDraws));
}

double mean(const std::vector<double>& draws) {
  return std::accumulate(draws.begin(), draws.end(), 0.0) / static_cast<double>(draws.size());
}

TEST_CASE("triangular draws have the mean and the distribution function of their corners") {
  struct Corners {
    std::int64_t min, mode, max;
  };
  for (const auto& [a, b, c] : {Corners{0, 60, 270}, Corners{5, 5, 9}, Corners{2, 8, 8}}) {
    const std::vector<double> draws = draws_of(a, b, c);
    const auto min = static_cast<double>(a), mode = static_cast<double>(b),
               max = static_cast<double>(c);
    CHECK(draws.front() >= min);
    CHECK(draws.back() <= max);
    double sum = 0;
    double distance = 0;
    for (std::size_t i = 0; i < kDraws; ++i) {
      sum += draws[i];
      // The area under the density, a triangle of height 2 / (max - min).
      const double below = draws[i] < mode
                               ? std::pow(draws[i] - min, 2) / ((max - min) * (mode - min))
                               : 1 - std::pow(max - draws[i], 2) / ((max - min) * (max - mode));
      const double share = (static_cast<double>(i) + 0.5) / kDraws;
      if (draws[i] < max) distance = std::max(distance, std::abs(below - share));
    }
    // Variance (a^2 + b^2 + c^2 - ab - ac - bc) / 18; the mean of n draws within 4 of its sigmas.
    const double variance =
        (min * min + mode * mode + max * max - min * mode - min * max - mode * max) / 18;
    CHECK(std::abs(sum / kDraws - (min + mode + max) / 3) < 4 * std::sqrt(variance / kDraws));
    // Kolmogorov: beyond 1.95 / sqrt(n) once in a thousand samples.
    CHECK(distance < 1.95 / std::sqrt(kDraws));
  }
}

TEST_CASE("a triangle without width is a fixed duration") {
  CHECK(draws_of(7, 7, 7).front() == 7);
  CHECK(draws_of(7, 7, 7).back() == 7);
}

TEST_CASE("weibull draws outlast t with probability exp(-(t / scale)^shape)") {
  for (const double shape : {0.3, 1.0, 4.0}) {
    INFO(shape);
    const WeibullDuration weibull{Duration{5000}, shape};
    check_fit(weibull, [&](double t) { return 1 - std::exp(-std::pow(t / 5000, shape)); });
  }
}

TEST_CASE("gamma draws have their mean and the incomplete gamma function") {
  for (const double shape : {0.2, 1.0, 30.0}) {
    INFO(shape);
    const GammaDuration gamma{Duration{5000}, shape};
    check_fit(gamma, [&](double t) { return boost::math::gamma_p(shape, shape * t / 5000); });
    // Variance mean^2 / shape; four standard errors.
    CHECK(std::abs(mean(draws_of(gamma)) - 5000) < 4 * 5000 / std::sqrt(shape * kDraws));
  }
}

TEST_CASE("a mixture's distribution function is the weighted mean of its parts'") {
  const DurationDistribution exponentials =
      MixtureDuration{{ExponentialDuration{Duration{60}}, ExponentialDuration{Duration{9000}}},
                      {9, 10}};  // weights 9 and 1
  const auto hyperexponential = [](double t) {
    return 0.9 * (1 - std::exp(-t / 60)) + 0.1 * (1 - std::exp(-t / 9000));
  };
  check_fit(exponentials, hyperexponential);
  // Weights 3, 0 and 1; the last part is a mixture itself.
  const DurationDistribution mixture = MixtureDuration{
      {LognormalDuration{Duration{500}, 2}, FixedDuration{Duration{1}}, exponentials}, {3, 3, 4}};
  check_fit(mixture, [&](double t) {
    return 0.75 * normal_cdf(std::log(t / 500) / 2) + 0.25 * hyperexponential(t);
  });
}

TEST_CASE("an empirical distribution has the values of its sample, each as often as there") {
  const auto sample = std::make_shared<std::vector<double>>(std::vector<double>{2, 5, 5, 11});
  const std::vector<double> draws = draws_of(EmpiricalDuration{sample});
  const auto count = [&](double value) {
    return static_cast<double>(std::ranges::count(draws, value));
  };
  const std::vector<double> counts = {count(2), count(5), count(11)};
  CHECK(std::accumulate(counts.begin(), counts.end(), 0.0) == kDraws);
  CHECK(chi_square(counts, {kDraws / 4.0, kDraws / 2.0, kDraws / 4.0}) < most_chi_square(2));
}

TEST_CASE("draws become whole milliseconds within bounds") {
  CHECK(whole_ms(0.2) == Duration{1});
  CHECK(whole_ms(2.5) == Duration{3});
  CHECK(whole_ms(INFINITY) == Duration{100'000'000'000'000});
}

}  // namespace
}  // namespace drawdown
