// Lengths of time drawn at random: the triangular one meets its closed forms.
#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/model/distribution.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kDraws = 100'000;

// Sorted draws of a triangular distribution whose corners are in milliseconds.
std::vector<double> draws_of(std::int64_t min, std::int64_t mode, std::int64_t max) {
  const TriangularDuration triangular{Duration{min}, Duration{mode}, Duration{max}};
  RandomStream random(1, "triangular");
  std::vector<double> draws(kDraws);
  std::ranges::generate(draws, [&] { return draw_ms(triangular, random); });
  std::ranges::sort(draws);
  return draws;
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

TEST_CASE("draws become whole milliseconds within bounds") {
  CHECK(whole_ms(0.2) == Duration{1});
  CHECK(whole_ms(2.5) == Duration{3});
  CHECK(whole_ms(INFINITY) == Duration{100'000'000'000'000});
}

}  // namespace
}  // namespace drawdown
