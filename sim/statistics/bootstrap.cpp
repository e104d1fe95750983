#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include <boost/math/distributions/normal.hpp>

#include "sim/base/errors.hpp"
#include "sim/base/random.hpp"
#include "sim/statistics/doubts.hpp"

namespace drawdown {
namespace {

// Doubles throughout: long double is not the same on every machine.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using Normal = boost::math::normal_distribution<double, Policy>;

// The mean of values that were drawn so many times each. Added up in the order of the values, so
// that the same draws have the same mean, to the last bit.
double mean_of_drawn(std::span<const double> values, std::span<const std::uint32_t> times) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += static_cast<double>(times[i]) * values[i];
  return sum / static_cast<double>(values.size());
}

// How often each of n values is drawn in each resample, one resample after another.
std::vector<std::uint32_t> draw(std::uint64_t seed, std::size_t n, std::size_t resamples) {
  RandomStream stream(seed, "bootstrap");
  std::vector<std::uint32_t> times(resamples * n);
  for (std::size_t resample = 0; resample < resamples; ++resample) {
    for (std::size_t i = 0; i < n; ++i) {
      ++times[resample * n + static_cast<std::size_t>(stream.uniform() * static_cast<double>(n))];
    }
  }
  return times;
}

// The same, kept: a study makes thousands of intervals of the same draws.
const std::vector<std::uint32_t>& draws(std::uint64_t seed, std::size_t n, std::size_t resamples) {
  using Key = std::tuple<std::uint64_t, std::size_t, std::size_t>;
  constexpr std::size_t kMostKept = 64;
  thread_local std::map<Key, std::vector<std::uint32_t>> kept;
  const Key key{seed, n, resamples};
  const auto found = kept.find(key);
  if (found != kept.end()) return found->second;
  if (kept.size() == kMostKept) kept.clear();
  return kept.emplace(key, draw(seed, n, resamples)).first->second;
}

std::vector<double> resampled_means(std::span<const double> values, std::uint64_t seed,
                                    std::size_t resamples) {
  const std::span<const std::uint32_t> times = draws(seed, values.size(), resamples);
  std::vector<double> means(resamples);
  for (std::size_t i = 0; i < resamples; ++i) {
    means[i] = mean_of_drawn(values, times.subspan(i * values.size(), values.size()));
  }
  return means;
}

// z0: how far the mean lies from the median of its resamples, in standard deviations.
double bias_correction(std::span<const double> means, double mean) {
  std::size_t lower = 0;
  std::size_t same = 0;
  for (const double other : means) {
    lower += other < mean ? 1U : 0U;
    same += other == mean ? 1U : 0U;
  }
  const auto below = static_cast<double>(lower);
  const auto alike = static_cast<double>(same);
  const auto all = static_cast<double>(means.size());
  const double least = 1 / (all + 1);
  return boost::math::quantile(Normal(), std::clamp((below + alike / 2) / all, least, 1 - least));
}

// The fraction of resampled means below the end that lies `z` standard deviations from the middle.
double corrected_fraction(double z0, double acceleration, double z) {
  const double shrink = 1 - acceleration * (z0 + z);
  if (shrink <= 0) return z0 + z > 0 ? 1 : 0;  // the limit as it comes down to zero
  return boost::math::cdf(Normal(), z0 + (z0 + z) / shrink);
}

// Efron and Tibshirani 1993, 12.5 and 14.3: number (R + 1) p of R, counted from the nearer end.
double at_fraction(std::span<double> means, double fraction) {
  const auto all = static_cast<double>(means.size());
  const double number = fraction < 0.5 ? std::floor((all + 1) * fraction)
                                       : all + 1 - std::floor((all + 1) * (1 - fraction));
  const auto place = means.begin() + static_cast<std::ptrdiff_t>(std::clamp(number, 1.0, all)) - 1;
  std::ranges::nth_element(means, place);
  return *place;
}

// The fewest values whose range misses the median with a chance of 1 - confidence at most.
std::size_t fewest_values(double confidence) {
  return static_cast<std::size_t>(std::ceil(1 - std::log2(1 - confidence)));
}

}  // namespace

Interval bootstrap_interval(std::span<const double> values, double confidence, std::uint64_t seed,
                            std::size_t resamples) {
  require(resamples > 0, "a bootstrap needs resamples");
  if (values.size() < 2) return without_bounds(values);
  const Sample sample = sample_of(values);
  const auto n = static_cast<double>(sample.n);
  Interval interval;
  interval.n = sample.n;
  interval.mean = sample.mean;
  interval.low = interval.high = sample.mean;
  interval.method = IntervalMethod::bootstrap;
  interval.warning = doubts_about(sample, std::max(kFewReplications, fewest_values(confidence)));
  if (sample.variance == 0) return interval;

  const double z = std::sqrt(n / (n - 1)) * student_t_quantile(sample.n - 1, confidence);
  const double acceleration = sample.skewness / (6 * std::sqrt(n));
  std::vector<double> means = resampled_means(values, seed, resamples);
  const std::vector<std::uint32_t> once(values.size(), 1);
  const double z0 = bias_correction(means, mean_of_drawn(values, once));
  interval.low = at_fraction(means, corrected_fraction(z0, acceleration, -z));
  interval.high = at_fraction(means, corrected_fraction(z0, acceleration, z));
  return interval;
}

}  // namespace drawdown
