// Arrivals of a fit: weights, batches and levels that were made are found again.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/base/random.hpp"
#include "sim/base/text.hpp"
#include "sim/fit/arrivals/arrival_form.hpp"
#include "sim/fit/arrivals/expected_correlations.hpp"

namespace drawdown {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Date kMonday = *parse_date("2026-01-05");

// A week and a half of each, mean 1.
WeekShape made_shape() {
  WeekShape shape = flat_shape();
  for (std::size_t hour = 0; hour < 24; ++hour) {
    shape.daily[hour] = 1 + 0.5 * std::sin(static_cast<double>(hour) * 0.2617993877991494);
  }
  shape.weekly = {1.4, 1.3, 1.2, 1.1, 1.0, 0.5, 0.5};
  return shape;
}

// How many of a Poisson process of rate 1 fall in a time.
double poisson(double mean, RandomStream& random) {
  double count = 0;
  for (double at = random.exponential(1); at < mean; at += random.exponential(1)) ++count;
  return count;
}

TEST_CASE("hours of the week count from Monday, 00:00 UTC") {
  const HourCounts thursday{*parse_date("1970-01-01 05:00"), {}};
  CHECK(thursday.week_hour(0) == 3 * 24 + 5);
  CHECK(thursday.week_hour(168) == 3 * 24 + 5);
  const HourCounts monday{*parse_date("1969-12-29"), {}};
  CHECK(monday.week_hour(0) == 0);
}

TEST_CASE("submissions are counted by the hour") {
  const std::vector<Date> submits = {kMonday, kMonday + seconds(3599), kMonday + hours(2)};
  CHECK(count_hours(submits, kMonday, 4).jobs == std::vector<double>{2, 0, 1, 0});
  CHECK(hour_before(kMonday + seconds(3599)) == kMonday);
}

TEST_CASE("correlations by hand") {
  // Mean 2: deviations -1, 1, -1, 1; products of neighbours -3, squares 4.
  const std::vector<double> values = {1, 3, 1, 3};
  CHECK(autocorrelation(values, 1) == Approx(-0.75));
  CHECK(autocorrelation(values, 2) == Approx(0.5));
  CHECK(mean_product(values, 1) == Approx(3));
  CHECK(autocorrelation(std::vector<double>{2, 2, 2}, 1) == 0);
}

TEST_CASE("weights of days and weeks are found exactly in counts without chance") {
  const WeekShape made = made_shape();
  for (const std::size_t length : {168, 168 + 60}) {
    HourCounts counts{kMonday + hours(7), {}};
    for (std::size_t hour = 0; hour < length; ++hour) {
      counts.jobs.push_back(40 * made.at(counts.week_hour(hour)));
    }
    const WeekShape found = fit_shape(counts);
    for (std::size_t i = 0; i < 24; ++i) CHECK(found.daily[i] == Approx(made.daily[i]));
    for (std::size_t i = 0; i < 7; ++i) CHECK(found.weekly[i] == Approx(made.weekly[i]));
  }
}

TEST_CASE("a softened shape is part of the way to a flat one") {
  const WeekShape soft = softened(made_shape(), 0.5, 0);
  CHECK(soft.daily[6] == Approx(1.25));
  CHECK(soft.weekly[0] == 1);
}

TEST_CASE("two levels are found in what they imply") {
  // Half-lives of 1 and of 16 hours, both among the candidates.
  const std::vector<Level> made = {{0.9, 0.5}, {0.6, std::exp2(-1.0 / 16)}};
  std::vector<LogProduct> found;
  for (const std::size_t lag : {0, 1, 2, 4, 8, 24, 48}) {
    // sigma^2 x correlation^lag, summed.
    const double k = static_cast<double>(lag);
    found.push_back({lag, 0.81 * std::exp2(-k) + 0.36 * std::exp2(-k / 16), 1});
    CHECK(log_product(made, lag) == Approx(found.back().value));
  }
  const LevelFit fit = fit_levels(found, 100);
  REQUIRE(fit.levels.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(fit.levels[i].sigma == Approx(made[i].sigma));
    CHECK(fit.levels[i].correlation == Approx(made[i].correlation));
  }
  CHECK(fit.squares == Approx(0).margin(1e-12));
  // None lasts longer than it may, and none is found where counts avoid each other.
  for (const Level& level : fit_levels(found, 4).levels) {
    CHECK(level.correlation <= std::exp2(-1.0 / 4));
  }
  const std::vector<LogProduct> avoiding = {{0, -0.5, 1}, {1, -0.5, 1}};
  CHECK(fit_levels(avoiding, 4).levels.empty());
}

// The form of 2,000 hours whose rate, 20 jobs an hour, has one level of sigma 0.6.
ArrivalForm refitted(std::uint64_t seed, double correlation) {
  RandomStream random(seed, "levels");
  HourCounts counts{kMonday, {}};
  std::vector<Date> submits;
  double log = 0.6 * random.normal();
  for (int hour = 0; hour < 2000; ++hour) {
    const double jobs = poisson(20 * std::exp(log - 0.18), random);
    counts.jobs.push_back(jobs);
    for (double i = 0; i < jobs; ++i) {
      submits.push_back(kMonday + hours(hour) + Duration(std::llround(i * 3'600'000 / (jobs + 1))));
    }
    log = correlation * log + 0.6 * std::sqrt(1 - correlation * correlation) * random.normal();
  }
  return fit_arrivals(submits, counts);
}

TEST_CASE("the level of simulated counts is found again") {
  constexpr std::size_t kReplications = 8;
  std::vector<ArrivalForm> forms;
  for (std::size_t r = 1; r <= kReplications; ++r) forms.push_back(refitted(r, std::exp2(-0.25)));
  for (const std::size_t lag : {0, 1, 24}) {
    double mean = 0;
    double squares = 0;
    for (const ArrivalForm& form : forms) mean += log_product(form.levels, lag) / kReplications;
    for (const ArrivalForm& form : forms) {
      const double deviation = log_product(form.levels, lag) - mean;
      squares += deviation * deviation;
    }
    const double error = std::sqrt(squares / (kReplications - 1) / kReplications);
    // sigma^2 x correlation^lag = 0.36 x 2^(-lag / 4), 0.36, 0.303 and 0.006. Student's t with 7
    // degrees of freedom is beyond 4.8 one time in 500.
    CHECK(std::abs(mean - 0.36 * std::exp2(-0.25 * static_cast<double>(lag))) < 4.8 * error);
    CHECK(error < 0.03);
  }
}

TEST_CASE("a form's expected correlations are the closed form's where the levels are narrow") {
  // Counts of 4,000 hours of mean 50 in a flat shape: E[L L'] - 1 = exp(0.04 x 0.8^k) - 1, and
  // chance adds 1 / 50 to the variance.
  const HourCounts counts{kMonday, std::vector<double>(4000, 50)};
  ArrivalForm form;
  form.levels = {{0.2, 0.8}};
  const FormOfCounts of{&form, &counts};
  constexpr std::size_t kLags[] = {1, 3, 24};
  const std::vector<double> found = expected_autocorrelations({&of, 1}, kLags);
  const double variance = std::expm1(0.04) + 1.0 / 50;
  for (std::size_t i = 0; i < std::size(kLags); ++i) {
    const double closed = std::expm1(0.04 * std::pow(0.8, static_cast<double>(kLags[i])));
    // The error of one course's correlation is below 3 / sqrt(4,000) (Bartlett); 32 courses.
    CHECK(found[i] == Approx(closed / variance).margin(4 * 3 / std::sqrt(4000.0 * 32)));
  }
  // Two streams alike and independent go together as one does.
  const std::vector<FormOfCounts> both = {of, of};
  const std::vector<double> of_both = expected_autocorrelations(both, kLags);
  CHECK(of_both[0] == Approx(found[0]).margin(4 * 3 / std::sqrt(4000.0 * 32)));
}

TEST_CASE("counts of a constant rate have no level to speak of, and those of a shape have it") {
  const WeekShape made = made_shape();
  for (const bool shaped : {false, true}) {
    RandomStream random(3, "shape");
    HourCounts counts{kMonday, {}};
    std::vector<Date> submits;
    for (std::size_t hour = 0; hour < 168 * 10; ++hour) {
      const double jobs = poisson(30 * (shaped ? made.at(counts.week_hour(hour)) : 1), random);
      counts.jobs.push_back(jobs);
      for (double i = 0; i < jobs; ++i) {
        submits.push_back(kMonday + hours(hour) + Duration(std::llround(i * 10'007)));
      }
    }
    const ArrivalForm form = fit_arrivals(submits, counts);
    CHECK(log_product(form.levels, 0) < 0.01);
    CHECK(form.batch_mean == Approx(1).margin(0.01));
    // The standard error of an hour's weight, of 30 x 70 jobs or so, is below 0.03.
    const WeekShape expected = shaped ? made : flat_shape();
    for (std::size_t i = 0; i < 24; ++i) {
      CHECK(form.shape.daily[i] == Approx(expected.daily[i]).margin(0.12));
    }
    CHECK(form.jobs_per_hour == Approx(counts.mean()));
    const FormOfCounts of{&form, &counts};
    constexpr std::size_t kLags[] = {1, 24};
    const std::vector<double> expected_correlations = expected_autocorrelations({&of, 1}, kLags);
    for (std::size_t i = 0; i < 2; ++i) {
      // 1 / sqrt(1,680) is the error of a correlation of independent counts; four of them.
      CHECK(expected_correlations[i] == Approx(autocorrelation(counts.jobs, kLags[i])).margin(0.1));
    }
  }
}

TEST_CASE("jobs of one moment are a batch, unless they met there by chance") {
  std::vector<Date> pairs;
  for (int i = 0; i < 500; ++i) {
    pairs.insert(pairs.end(), 2, kMonday + hours(i) + Duration{i * 7919 % 3'600'000});
  }
  CHECK(mean_batch(pairs) == Approx(2));

  // 900 jobs an hour, each in any of its 3,600 seconds: 900 - 3,600 (1 - e^(-1/4)) = 104 fewer
  // moments than jobs.
  RandomStream random(5, "moments");
  std::vector<Date> alone;
  for (int hour = 0; hour < 100; ++hour) {
    for (int i = 0; i < 900; ++i) {
      const auto second = static_cast<std::int64_t>(random.uniform() * 3600);
      alone.push_back(kMonday + hours(hour) + seconds(second));
    }
  }
  std::ranges::sort(alone);
  // The number of used moments in an hour has a variance of 3,600 e^(-1/4) (1 - 1.25 e^(-1/4)) =
  // 74 (Feller, Probability Theory 1, occupancy), and d ln(batches) / d(used) = e^(1/4) / 900: an
  // error of 8.6 x 0.0014 / sqrt(100) = 0.0012, four of which are 0.005.
  CHECK(mean_batch(alone) == Approx(1).margin(0.005));
}

}  // namespace
}  // namespace drawdown
