#include "sim/fit/durations/lognormal_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kMostIterations = 500;
// Of the mean log-likelihood of a value; smaller steps change no figure that is written.
constexpr double kLeastGain = 1e-8;

// Sums over the values that belong to a component, each by its share.
struct Belonging {
  double count = 0;
  double sum = 0;
  double squares = 0;

  void add(double log, double weight) {
    count += weight;
    sum += weight * log;
    squares += weight * log * log;
  }
  LognormalComponent component(double n) const {
    const double mean = sum / count;
    const double variance = std::max(0.0, squares / count - mean * mean);
    return {count / n, mean, std::max(kLeastSigma, std::sqrt(variance))};
  }
};

std::vector<LognormalComponent> equal_slices(std::span<const LogCount> values, std::size_t slices,
                                             double n) {
  std::vector<Belonging> found(slices);
  double before = 0;
  for (const LogCount& value : values) {
    const double middle = (before + value.count / 2) / n;
    const auto slice = static_cast<std::size_t>(middle * static_cast<double>(slices));
    found[std::min(slice, slices - 1)].add(value.log, value.count);
    before += value.count;
  }
  std::vector<LognormalComponent> components;
  for (const Belonging& belonging : found) {
    if (belonging.count > 0) components.push_back(belonging.component(n));
  }
  return components;
}

// The logarithm of a component's density at its mu, but for a constant.
double log_height(const LognormalComponent& component) {
  return std::log(component.weight / component.sigma);
}

// One step of EM; returns the log-likelihood of the components that it was given, but for a
// constant.
double improve(std::span<const LogCount> values, double n,
               std::vector<LognormalComponent>& components) {
  std::vector<Belonging> found(components.size());
  std::vector<double> heights(components.size());
  std::ranges::transform(components, heights.begin(), log_height);
  std::vector<double> densities(components.size());
  double likelihood = 0;
  for (const LogCount& value : values) {
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < components.size(); ++k) {
      const double z = (value.log - components[k].mu) / components[k].sigma;
      densities[k] = heights[k] - z * z / 2;
      most = std::max(most, densities[k]);
    }
    double sum = 0;
    for (double& density : densities) sum += density = std::exp(density - most);
    for (std::size_t k = 0; k < components.size(); ++k) {
      found[k].add(value.log, value.count * densities[k] / sum);
    }
    likelihood += value.count * (most + std::log(sum));
  }
  std::erase_if(found, [](const Belonging& belonging) { return belonging.count < 1e-6; });
  components.clear();
  for (const Belonging& belonging : found) components.push_back(belonging.component(n));
  return likelihood;
}

}  // namespace

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

std::vector<LognormalComponent> fit_lognormal_mixture(std::span<const LogCount> values,
                                                      std::size_t most) {
  require(!values.empty() && most > 0, "a mixture is fitted to nothing");
  double n = 0;
  for (const LogCount& value : values) n += value.count;
  std::vector<LognormalComponent> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t k = 1; k <= std::min(most, values.size()); ++k) {
    std::vector<LognormalComponent> components = equal_slices(values, k, n);
    std::vector<LognormalComponent> previous = components;
    double likelihood = improve(values, n, components);
    for (std::size_t i = 1; i < kMostIterations; ++i) {
      previous = components;
      const double next = improve(values, n, components);
      const double gain = next - likelihood;
      likelihood = next;
      if (gain < kLeastGain * n) break;
    }
    const auto free = 3 * static_cast<double>(previous.size()) - 1;
    const double bic = free * std::log(n) - 2 * likelihood;
    if (bic < least) {
      least = bic;
      best = std::move(previous);
    }
  }
  std::ranges::sort(best, {}, &LognormalComponent::mu);
  return best;
}

}  // namespace drawdown
