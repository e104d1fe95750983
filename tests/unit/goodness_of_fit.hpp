// How far a sample is from a distribution, and how far chance takes it once in a thousand times.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>

namespace drawdown {

/// The largest distance between the empirical distribution of `values` and `cdf`, at those of them
/// that are at least `least`.
template <class Cdf>
double kolmogorov_distance(std::vector<double> values, Cdf cdf, double least = -INFINITY) {
  std::ranges::sort(values);
  double distance = 0;
  const auto n = static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < least) continue;
    const double expected = cdf(values[i]);
    distance = std::max({distance, std::abs(expected - static_cast<double>(i) / n),
                         std::abs(expected - static_cast<double>(i + 1) / n)});
  }
  return distance;
}

/// Kolmogorov's distribution: a distance above 1.95 / sqrt(n) has a chance of 1 in 1,000.
inline double most_distance(std::size_t n) {
  return 1.95 / std::sqrt(static_cast<double>(n));
}

/// Pearson's statistic of counts against expected ones.
inline double chi_square(const std::vector<double>& counts, const std::vector<double>& expected) {
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    sum += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
  }
  return sum;
}

/// What chi-square with so many degrees of freedom exceeds once in 1,000 times.
inline double most_chi_square(std::size_t freedom) {
  const boost::math::chi_squared distribution(static_cast<double>(freedom));
  return boost::math::quantile(boost::math::complement(distribution, 0.001));
}

inline double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

}  // namespace drawdown
