#include "sim/fit/durations/duration_form.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

// Logarithms nearer than this are fitted as one: far below kLeastSigma.
constexpr double kLogStep = 1.0 / 64;
constexpr int kHalvings = 100;
constexpr double kLeastMiss = 1e-9;  // of the mean

double as_ms(Duration time) {
  return static_cast<double>(time.count());
}

// E[min(max(X, low), high)] of a lognormal X: X weighted by itself is lognormal with mu + sigma^2
// (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, 1994, 14.3).
double bounded_mean(const LognormalComponent& c, double low, double high) {
  const double a = (std::log(low) - c.mu) / c.sigma;
  const double b = (std::log(high) - c.mu) / c.sigma;
  const double between = normal_cdf(b - c.sigma) - normal_cdf(a - c.sigma);
  return low * normal_cdf(a) + std::exp(c.mu + c.sigma * c.sigma / 2) * between +
         high * normal_cdf(-b);
}

double time_of(const DurationForm& form, const LognormalComponent& component) {
  return component.weight * bounded_mean(component, as_ms(form.min), as_ms(form.max));
}

void move_to_mean(DurationForm& form, double mean_ms) {
  const auto time = [&](const LognormalComponent& c) { return time_of(form, c); };
  const auto most = std::ranges::max_element(form.lognormal, {}, time);
  const double others = mean_of(form) - time(*most);
  double low = std::log(as_ms(form.min));
  double high = std::log(as_ms(form.max));
  for (int i = 0; i < kHalvings; ++i) {
    most->mu = (low + high) / 2;
    (others + time(*most) < mean_ms ? low : high) = most->mu;
  }
}

void take_rest_to_bound(DurationForm& form, double mean_ms) {
  const double mean = mean_of(form);
  if (std::abs(mean - mean_ms) <= kLeastMiss * mean_ms) return;
  const Duration bound = mean < mean_ms ? form.max : form.min;
  const double weight = (mean_ms - mean) / (as_ms(bound) - mean);
  for (FixedComponent& c : form.fixed) c.weight *= 1 - weight;
  for (LognormalComponent& c : form.lognormal) c.weight *= 1 - weight;
  form.fixed.push_back({weight, bound});
}

// The durations that are not of a length of its own, which goes to the form.
std::vector<LogCount> split_fixed(std::span<const Duration> sorted, DurationForm& form) {
  const auto n = static_cast<double>(sorted.size());
  std::vector<LogCount> rest;
  double bin = 0;
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end = std::upper_bound(begin, sorted.end(), *begin);
    const auto count = static_cast<double>(end - begin);
    const double log = std::log(as_ms(*begin));
    if (count >= kFixedShare * n && count >= static_cast<double>(kFewestFixed)) {
      form.fixed.push_back({count / n, *begin});
    } else if (!rest.empty() && log < bin + kLogStep) {
      LogCount& last = rest.back();
      last.log = (last.log * last.count + log * count) / (last.count + count);
      last.count += count;
    } else {
      rest.push_back({log, count});
      bin = log;
    }
    begin = end;
  }
  return rest;
}

double share(const DurationForm& form, Duration length, bool with_equal) {
  const auto counts = [&](Duration other) { return with_equal ? other <= length : other < length; };
  if (counts(form.max)) return 1;
  if (!counts(form.min)) return 0;
  double sum = 0;
  for (const FixedComponent& c : form.fixed) sum += counts(c.length) ? c.weight : 0;
  const double log = std::log(as_ms(length));
  for (const LognormalComponent& c : form.lognormal) {
    sum += c.weight * normal_cdf((log - c.mu) / c.sigma);
  }
  return sum;
}

}  // namespace

double mean_of(const DurationForm& form) {
  double sum = 0;
  for (const FixedComponent& c : form.fixed) sum += c.weight * as_ms(c.length);
  for (const LognormalComponent& c : form.lognormal) sum += time_of(form, c);
  return sum;
}

double share_up_to(const DurationForm& form, Duration length) {
  return share(form, length, true);
}

double share_below(const DurationForm& form, Duration length) {
  return share(form, length, false);
}

DurationForm fit_durations(std::span<const Duration> sorted, double mean_ms) {
  require(!sorted.empty() && sorted.front() >= Duration{1}, "there are no durations to fit");
  require(as_ms(sorted.front()) <= mean_ms * (1 + kLeastMiss) &&
              mean_ms <= as_ms(sorted.back()) * (1 + kLeastMiss),
          "a mean of {} ms is not that of any of the durations", mean_ms);
  DurationForm form;
  form.min = sorted.front();
  form.max = sorted.back();
  const std::vector<LogCount> rest = split_fixed(sorted, form);
  if (!rest.empty()) {
    form.lognormal = fit_lognormal_mixture(rest);
    double left = 1;
    for (const FixedComponent& c : form.fixed) left -= c.weight;
    for (LognormalComponent& c : form.lognormal) c.weight *= left;
    move_to_mean(form, mean_ms);
  }
  take_rest_to_bound(form, mean_ms);
  return form;
}

double ks_distance(std::span<const Duration> sorted, std::span<const FormShare> forms) {
  double weight = 0;
  for (const FormShare& part : forms) weight += part.weight;
  const auto n = static_cast<double>(sorted.size());
  double distance = 0;
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end = std::upper_bound(begin, sorted.end(), *begin);
    double below = -static_cast<double>(begin - sorted.begin()) / n;
    double up_to = -static_cast<double>(end - sorted.begin()) / n;
    for (const FormShare& part : forms) {
      below += part.weight / weight * share_below(*part.form, *begin);
      up_to += part.weight / weight * share_up_to(*part.form, *begin);
    }
    distance = std::max({distance, std::abs(below), std::abs(up_to)});
    begin = end;
  }
  return distance;
}

}  // namespace drawdown
