// Durations of a fit: mixtures that were drawn are found again, and forms have the mean asked for.
#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/base/random.hpp"
#include "sim/fit/durations/duration_form.hpp"
#include "sim/fit/durations/lognormal_mixture.hpp"
#include "sim/fit/durations/size_groups.hpp"

namespace drawdown {
namespace {

using std::chrono::seconds;

std::vector<LogCount> mixed_normals(std::size_t n, const std::vector<LognormalComponent>& parts) {
  RandomStream random(11, "mixture");
  std::vector<double> cumulative;
  for (const LognormalComponent& part : parts) {
    cumulative.push_back(part.weight + (cumulative.empty() ? 0 : cumulative.back()));
  }
  std::vector<LogCount> values;
  for (std::size_t i = 0; i < n; ++i) {
    const LognormalComponent& part = parts[random.index(cumulative)];
    values.push_back({part.mu + part.sigma * random.normal(), 1});
  }
  std::ranges::sort(values, {}, &LogCount::log);
  return values;
}

// A mixture of three lognormals that are drawn, 30 to 3,000 s.
std::vector<Duration> drawn_durations(std::size_t n, std::string_view name) {
  RandomStream random(12, name);
  const std::vector<double> cumulative = {0.5, 0.8, 1.0};
  const std::vector<double> medians = {30'000, 300'000, 3'000'000};
  std::vector<Duration> durations;
  for (std::size_t i = 0; i < n; ++i) {
    const double ms = random.lognormal(medians[random.index(cumulative)], 0.8);
    durations.emplace_back(std::llround(ms));
  }
  std::ranges::sort(durations);
  return durations;
}

double mean_ms(const std::vector<Duration>& durations) {
  double sum = 0;
  for (const Duration d : durations) sum += static_cast<double>(d.count());
  return sum / static_cast<double>(durations.size());
}

TEST_CASE("a mixture that was drawn is found again, and BIC finds how many there are") {
  const std::vector<LognormalComponent> drawn = {{0.6, 2, 0.5}, {0.4, 8, 1}};
  constexpr double kDraws = 4000;
  const auto found = fit_lognormal_mixture(mixed_normals(4000, drawn), 3);
  REQUIRE(found.size() == 2);
  for (std::size_t k = 0; k < 2; ++k) {
    // The components do not overlap, so that the errors are those of two normal samples: sigma /
    // sqrt(n) of a mean, sigma / sqrt(2 n) of a sigma, sqrt(w (1 - w) / n) of a share. Four each.
    const double n = drawn[k].weight * kDraws;
    CHECK(std::abs(found[k].mu - drawn[k].mu) < 4 * drawn[k].sigma / std::sqrt(n));
    CHECK(std::abs(found[k].sigma - drawn[k].sigma) < 4 * drawn[k].sigma / std::sqrt(2 * n));
    CHECK(std::abs(found[k].weight - drawn[k].weight) < 4 * std::sqrt(0.24 / kDraws));
  }
}

TEST_CASE("one lognormal is fitted by its sample moments, however its values are counted") {
  const std::vector<LogCount> twice = {{1, 2}, {2, 4}, {3, 2}};
  const auto found = fit_lognormal_mixture(twice, 1);
  REQUIRE(found.size() == 1);
  CHECK(found[0].mu == Approx(2));
  // Of eight values, four are 1 away from the mean.
  CHECK(found[0].sigma == Approx(std::sqrt(0.5)));
  CHECK(found[0].weight == Approx(1));
}

TEST_CASE("values that are all alike have a component of the least width") {
  const std::vector<LogCount> alike = {{3, 100}};
  const auto found = fit_lognormal_mixture(alike);
  REQUIRE(found.size() == 1);
  CHECK(found[0].mu == Approx(3));
  CHECK(found[0].sigma == kLeastSigma);
}

TEST_CASE("a form has the mean asked for, by its own distribution function") {
  const std::vector<Duration> durations = drawn_durations(2000, "mean");
  // The last is far above what moving one component can reach, but below the longest duration.
  for (const double factor : {0.9, 1.0, 1.2, 10.0}) {
    const double wanted = factor * mean_ms(durations);
    const DurationForm form = fit_durations(durations, wanted);
    CHECK(form.min == durations.front());
    CHECK(form.max == durations.back());
    // E[X] = min + the integral of P(X > t) from min to max, by the midpoint rule on a logarithmic
    // scale.
    const double low = std::log(static_cast<double>(form.min.count()));
    const double high = std::log(static_cast<double>(form.max.count()));
    constexpr int kSteps = 20'000;
    double mean = std::exp(low);
    for (int i = 0; i < kSteps; ++i) {
      const double from = std::exp(low + (high - low) * i / kSteps);
      const double to = std::exp(low + (high - low) * (i + 1) / kSteps);
      mean += (to - from) * (1 - share_up_to(form, Duration{std::llround((from + to) / 2)}));
    }
    CHECK(mean == Approx(wanted).epsilon(1e-3));
  }
}

TEST_CASE("a form is as near to its sample as a sample of it would be") {
  const std::vector<Duration> durations = drawn_durations(2000, "distance");
  const DurationForm form = fit_durations(durations, mean_ms(durations));
  const FormShare share{&form, 1};
  // Kolmogorov's distribution: above 1.36 / sqrt(n) one time in twenty, if the form were the one
  // that was drawn; a fitted one is nearer.
  CHECK(ks_distance(durations, {&share, 1}) < 1.36 / std::sqrt(2000.0));
}

TEST_CASE("a length that many jobs have is a component of its own") {
  std::vector<Duration> durations = drawn_durations(700, "fixed");
  durations.insert(durations.end(), 300, Duration(seconds(5)));
  std::ranges::sort(durations);
  const DurationForm form = fit_durations(durations, mean_ms(durations));
  REQUIRE(form.fixed.size() == 1);
  CHECK(form.fixed[0].length == Duration(seconds(5)));
  CHECK(form.fixed[0].weight == Approx(0.3));
  double weight = 0.3;
  for (const LognormalComponent& c : form.lognormal) weight += c.weight;
  CHECK(weight == Approx(1));
  CHECK(share_up_to(form, seconds(5)) - share_below(form, seconds(5)) == Approx(0.3));
}

TEST_CASE("distances of distribution functions, by hand") {
  DurationForm second;
  second.fixed = {{1, seconds(1)}};
  second.min = second.max = seconds(1);
  const FormShare share{&second, 3};
  const std::vector<Duration> sorted = {seconds(1), seconds(1), seconds(2), seconds(4)};
  // At 1 s the form is at 1, the sample at 2/4.
  CHECK(ks_distance(sorted, {&share, 1}) == Approx(0.5));
  DurationForm two_seconds = second;
  two_seconds.fixed[0].length = two_seconds.min = two_seconds.max = seconds(2);
  // Mixed 3:2, they are at 3/5 and 1; the sample at 2/4 and 3/4.
  const std::vector<FormShare> both = {{&second, 3}, {&two_seconds, 2}};
  CHECK(ks_distance(sorted, both) == Approx(0.25));
}

TEST_CASE("groups of sizes are octaves, each with the chip-time of its jobs") {
  std::vector<SampleJob> jobs;
  double chip_ms[3] = {};
  const auto add = [&](std::int64_t chips, std::size_t n, std::size_t group) {
    for (const Duration run : drawn_durations(n, "group")) {
      jobs.push_back({Date{}, Chips{chips}, run});
      chip_ms[group] += static_cast<double>(chips * run.count());
    }
  };
  add(1, 60, 0);
  add(5, 40, 1);
  add(8, 30, 1);
  add(9, 3, 2);  // too few for a form of their own, with a mean of their own all the same
  const auto groups = fit_size_groups(jobs);
  REQUIRE(groups.size() == 3);
  CHECK(bound_of(groups[0]) == Chips{1});
  CHECK(bound_of(groups[1]) == Chips{8});
  CHECK(bound_of(groups[2]) == Chips{16});
  REQUIRE(groups[1].sizes.size() == 2);
  CHECK(groups[1].sizes[0].jobs == 40);
  CHECK(groups[1].sizes[1].jobs == 30);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(groups[i].chip_ms == chip_ms[i]);
    CHECK(chip_time_of(groups[i]) == Approx(chip_ms[i]));
  }
  CHECK(groups[2].durations.size() == 3);
  CHECK(groups[2].form.lognormal.size() == groups[1].form.lognormal.size());
}

}  // namespace
}  // namespace drawdown
