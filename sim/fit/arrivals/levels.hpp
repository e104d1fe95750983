// Random levels of a rate, fitted to how counts of hours go together.
#pragma once

#include <span>
#include <vector>

namespace drawdown {

/// A random factor of mean 1 that changes each hour: its logarithm is a stationary Gaussian AR(1)
/// process.
struct Level {
  double sigma = 0;        ///< standard deviation of the logarithm
  double correlation = 0;  ///< of the logarithm from hour to hour, in [0, 1)
};

/// The logarithm of E[L(h) L(h + lag)] for the product L of independent levels: sum of
/// sigma^2 x correlation^lag, as the product of lognormals is lognormal.
double log_product(std::span<const Level> levels, std::size_t lag);

/// What that logarithm is found to be at some lag, and how much it matters.
struct LogProduct {
  std::size_t lag = 0;
  double value = 0;
  double weight = 0;
};

/// At most two levels, and the weighted sum of squares that they leave.
struct LevelFit {
  std::vector<Level> levels;  ///< the shorter-lived first
  double squares = 0;
};

/// The least squares of log_product among levels whose correlation is 0, or falls to a half in
/// 2^(i/2) hours, i = -4, -3, ..., up to `longest_half_life` hours.
LevelFit fit_levels(std::span<const LogProduct> found, double longest_half_life);

}  // namespace drawdown
