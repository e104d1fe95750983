#include "sim/statistics/sample.hpp"

#include <cmath>

#include "sim/base/errors.hpp"

namespace drawdown {

Sample sample_of(std::span<const double> values) {
  require(!values.empty(), "there is no value to take the mean of");
  Sample sample;
  for (const double value : values) {
    require(std::isfinite(value), "{} is no value to take the mean of", value);
    ++sample.n;
    sample.mean += (value - sample.mean) / static_cast<double>(sample.n);
  }
  double squares = 0;
  double cubes = 0;
  for (const double value : values) {
    const double deviation = value - sample.mean;
    squares += deviation * deviation;
    cubes += deviation * deviation * deviation;
  }
  if (squares == 0) return sample;
  const auto n = static_cast<double>(sample.n);
  sample.variance = squares / (n - 1);
  sample.skewness = cubes / n / std::pow(squares / n, 1.5);
  return sample;
}

bool is_skewed(const Sample& sample) {
  const auto n = static_cast<double>(sample.n);
  if (n < 3) return false;
  const double by_chance = 2 * std::sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
  return std::abs(sample.skewness) > by_chance && n < 25 * sample.skewness * sample.skewness;
}

}  // namespace drawdown
