#include "sim/fit/arrivals/levels.hpp"

#include <cmath>

namespace drawdown {
namespace {

constexpr int kShortestHalfLife = -4;  // 2^(-4/2) hours: a quarter of one

// 0^0 is 1: a level goes wholly together with itself.
double power(double correlation, std::size_t lag) {
  return std::pow(correlation, static_cast<double>(lag));
}

std::vector<double> correlations(double longest_half_life) {
  std::vector<double> found = {0};
  for (int i = kShortestHalfLife; std::exp2(i / 2.0) <= longest_half_life; ++i) {
    found.push_back(std::exp2(-1 / std::exp2(i / 2.0)));
  }
  return found;
}

// The normal equations of two variances a and b.
struct NormalEquations {
  double aa = 0;
  double ab = 0;
  double bb = 0;
  double a = 0;
  double b = 0;
};

NormalEquations normal_equations(std::span<const LogProduct> found, double first, double second) {
  NormalEquations sums;
  for (const LogProduct& at : found) {
    const double a = power(first, at.lag);
    const double b = power(second, at.lag);
    sums.aa += at.weight * a * a;
    sums.ab += at.weight * a * b;
    sums.bb += at.weight * b * b;
    sums.a += at.weight * a * at.value;
    sums.b += at.weight * b * at.value;
  }
  return sums;
}

double squares_left(std::span<const LogProduct> found, std::span<const Level> levels) {
  double sum = 0;
  for (const LogProduct& at : found) {
    const double error = at.value - log_product(levels, at.lag);
    sum += at.weight * error * error;
  }
  return sum;
}

}  // namespace

double log_product(std::span<const Level> levels, std::size_t lag) {
  double sum = 0;
  for (const Level& level : levels) {
    sum += level.sigma * level.sigma * power(level.correlation, lag);
  }
  return sum;
}

LevelFit fit_levels(std::span<const LogProduct> found, double longest_half_life) {
  LevelFit best{{}, squares_left(found, {})};
  const auto consider = [&](const std::vector<Level>& levels) {
    const double squares = squares_left(found, levels);
    if (squares < best.squares) best = {levels, squares};
  };
  const std::vector<double> candidates = correlations(longest_half_life);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const NormalEquations one = normal_equations(found, candidates[i], 0);
    if (one.a > 0) consider({{std::sqrt(one.a / one.aa), candidates[i]}});
    for (std::size_t j = i + 1; j < candidates.size(); ++j) {
      const NormalEquations two = normal_equations(found, candidates[i], candidates[j]);
      const double determinant = two.aa * two.bb - two.ab * two.ab;
      const double first = (two.a * two.bb - two.b * two.ab) / determinant;
      const double second = (two.b * two.aa - two.a * two.ab) / determinant;
      if (first > 0 && second > 0) {
        consider({{std::sqrt(first), candidates[i]}, {std::sqrt(second), candidates[j]}});
      }
    }
  }
  return best;
}

}  // namespace drawdown
