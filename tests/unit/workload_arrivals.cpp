// Arrival processes meet their closed forms, on fixed seeds; what bounds a statistic has a chance
// of about 1 in 1,000 to be exceeded.
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "tests/unit/goodness_of_fit.hpp"
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>

#include "sim/base/text.hpp"
#include "sim/workload/streams/arrivals/arrival_process.hpp"

namespace drawdown {
namespace {

constexpr double kHourMs = 3'600'000;
constexpr double kYearHours = 8766;
const Date kMonday = *parse_date("2026-01-05");

// Hours from the start to each of so many submissions.
std::vector<double> submissions(const ArrivalSpec& spec, std::size_t count, std::uint64_t seed = 1,
                                Date start = kMonday) {
  ArrivalProcess process(spec, start, seed, "jobs");
  std::vector<double> hours(count);
  for (double& hour : hours) hour = static_cast<double>(to_ms(process.next())) / kHourMs;
  return hours;
}

// How many are submitted in each of the first `hours` hours.
std::vector<double> hourly_counts(const ArrivalSpec& spec, std::size_t hours,
                                  std::uint64_t seed = 1) {
  ArrivalProcess process(spec, kMonday, seed, "jobs");
  std::vector<double> counts(hours);
  while (true) {
    const auto hour = static_cast<std::size_t>(to_ms(process.next()) / 3'600'000);
    if (hour >= hours) return counts;
    ++counts[hour];
  }
}

// An estimate and its standard error, from independent values.
struct Estimate {
  double mean = 0;
  double error = 0;
};

Estimate estimate(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

ArrivalSpec at_rate(double jobs_per_hour) {
  ArrivalSpec spec;
  spec.jobs_per_hour = jobs_per_hour;
  return spec;
}

TEST_CASE("hourly counts of a steady rate are Poisson") {
  constexpr std::size_t kHours = 50'000;
  const std::vector<double> counts = hourly_counts(at_rate(4), kHours);
  const boost::math::poisson poisson(4);
  std::vector<double> seen(13);  // 0 to 11, and 12 or more
  std::vector<double> expected(13);
  for (const double count : counts) ++seen[static_cast<std::size_t>(std::min(count, 12.0))];
  for (std::size_t k = 0; k < 12; ++k) {
    expected[k] = kHours * boost::math::pdf(poisson, static_cast<double>(k));
  }
  expected[12] = kHours * boost::math::cdf(boost::math::complement(poisson, 11));
  CHECK(chi_square(seen, expected) < most_chi_square(12));
}

TEST_CASE("each hour of the week has its share of the jobs") {
  ArrivalSpec spec = at_rate(10);
  for (int hour = 0; hour < 24; ++hour) spec.daily.push_back(1 + hour % 5);
  spec.weekly = {1, 2, 3, 4, 5, 0.5, 0.25};
  constexpr std::size_t kWeeks = 100;
  const std::vector<double> counts = hourly_counts(spec, kWeeks * 168);
  std::vector<double> seen(168);
  std::vector<double> expected(168);
  for (std::size_t hour = 0; hour < counts.size(); ++hour) seen[hour % 168] += counts[hour];
  double sum = 0;
  for (std::size_t hour = 0; hour < 168; ++hour) {
    expected[hour] = spec.daily[hour % 24] * spec.weekly[hour / 24];
    sum += expected[hour];
  }
  for (double& count : expected) count *= 10.0 * 168 * kWeeks / sum;
  // The counts are independent and Poisson: none is bound by the others.
  CHECK(chi_square(seen, expected) < most_chi_square(168));
}

// The integral of a rate of mean 1 that is nothing in the first half of each day, from midnight on.
double half_days(double hours) {
  const double days = std::floor(hours / 24);
  return 24 * days + 2 * std::max(0.0, hours - 24 * days - 12);
}

TEST_CASE("gaps are Gamma in the time in which the rate is 1") {
  for (const double variation : {0.5, 3.0}) {
    INFO(variation);
    ArrivalSpec spec = at_rate(1);
    spec.variation = variation;
    spec.daily = std::vector<double>(24, 1);
    std::fill_n(spec.daily.begin(), 12, 0);
    const std::vector<double> hours = submissions(spec, 100'001);
    std::vector<double> gaps;
    for (std::size_t i = 1; i < hours.size(); ++i) {
      gaps.push_back(half_days(hours[i]) - half_days(hours[i - 1]));
    }
    const double shape = 1 / (variation * variation);
    // Moments are whole milliseconds, 6e-7 of a gap: the shortest gaps are left out.
    const auto cdf = [&](double gap) { return boost::math::gamma_p(shape, shape * gap); };
    CHECK(kolmogorov_distance(gaps, cdf, 1e-3) < most_distance(gaps.size()));
    const Estimate mean = estimate(gaps);
    CHECK(std::abs(mean.mean - 1) < 4 * mean.error);
    // The sample variance has a relative variance of (2 + 6 / shape) / n, its root half the error.
    const double n = static_cast<double>(gaps.size());
    CHECK(mean.error * std::sqrt(n) ==
          Approx(variation).epsilon(4 * 0.5 * std::sqrt((2 + 6 / shape) / n)));
  }
}

TEST_CASE("a Gamma renewal process is in equilibrium from the start on") {
  constexpr std::size_t kStreams = 4000;
  ArrivalSpec spec = at_rate(1);
  spec.variation = 2;
  std::vector<double> firsts;
  std::vector<double> counts;  // in the first two hours
  for (std::size_t seed = 1; seed <= kStreams; ++seed) {
    firsts.push_back(submissions(spec, 1, seed)[0]);
    const std::vector<double> hourly = hourly_counts(spec, 2, seed);
    counts.push_back(hourly[0] + hourly[1]);
  }
  // The integral of 1 - P(k, k u) from 0 to x: x (1 - P(k, k x)) + P(k + 1, k x), with k = 1/4.
  const auto cdf = [](double x) {
    return x * boost::math::gamma_q(0.25, 0.25 * x) + boost::math::gamma_p(1.25, 0.25 * x);
  };
  CHECK(kolmogorov_distance(firsts, cdf) < most_distance(kStreams));
  const Estimate count = estimate(counts);
  CHECK(std::abs(count.mean - 2) < 4 * count.error);
}

TEST_CASE("batches have geometric sizes, and leave the rate of jobs as it is") {
  ArrivalSpec spec = at_rate(0.4);
  spec.batch = 4.0;  // one batch in ten hours: two rarely share a millisecond
  const std::vector<double> hours = submissions(spec, 100'000);
  std::map<double, std::size_t> sizes;  // by moment
  for (const double hour : hours) ++sizes[hour];
  sizes.erase(hours.back());  // may be cut short
  std::vector<double> seen(21);
  std::vector<double> expected(21);
  for (const auto& [hour, size] : sizes) ++seen[std::min<std::size_t>(size, 21) - 1];
  // Size k with probability 1/4 x (3/4)^(k - 1), more than 20 with (3/4)^20.
  const auto batches = static_cast<double>(sizes.size());
  for (std::size_t k = 0; k < 20; ++k) {
    expected[k] = batches * 0.25 * std::pow(0.75, static_cast<double>(k));
  }
  expected[20] = batches * std::pow(0.75, 20);
  CHECK(chi_square(seen, expected) < most_chi_square(20));
  std::vector<double> gaps;
  double last = 0;
  for (const auto& [hour, size] : sizes) gaps.push_back(hour - std::exchange(last, hour));
  CHECK(kolmogorov_distance(gaps, [](double gap) { return 1 - std::exp(-gap / 10); }) <
        most_distance(gaps.size()));
}

TEST_CASE("batches of one size come at the moments of single jobs at the rate of batches") {
  const std::vector<double> alone = submissions(at_rate(2), 1000);
  ArrivalSpec spec = at_rate(6);
  spec.batch = std::int64_t{3};
  const std::vector<double> batches = submissions(spec, 3000);
  for (std::size_t i = 0; i < batches.size(); ++i) {
    CHECK(batches[i] == Approx(alone[i / 3]).margin(1.0 / kHourMs));
  }
}

TEST_CASE("the level's logarithm is a stationary Gaussian AR(1) of mean level 1") {
  constexpr std::size_t kHours = 200'000;
  ArrivalSpec spec = at_rate(7);
  spec.levels = {{0.8, 0.9}};
  HourlyRate rate(spec, 0, RandomStream(1, "levels"));
  std::vector<double> logs;
  for (std::size_t hour = 0; hour < kHours; ++hour, rate.advance()) {
    logs.push_back((std::log(rate.jobs_per_hour() / 7) + 0.32) / 0.8);  // 0.8^2 / 2 = 0.32
  }
  std::vector<double> apart;  // 0.9^100 is nothing: these are independent
  for (std::size_t i = 0; i < kHours; i += 100) apart.push_back(logs[i]);
  CHECK(kolmogorov_distance(apart, normal_cdf) < most_distance(apart.size()));
  // What is left of each hour after 0.9 x the one before is independent, of variance 1 - 0.81.
  std::vector<double> steps;
  for (std::size_t i = 1; i < kHours; ++i) {
    steps.push_back((logs[i] - 0.9 * logs[i - 1]) / std::sqrt(0.19));
  }
  CHECK(kolmogorov_distance(steps, normal_cdf) < most_distance(steps.size()));
}

TEST_CASE("hourly counts under a level have the autocovariance of a lognormal AR(1)") {
  constexpr std::size_t kStreams = 200;
  constexpr std::size_t kHours = 2000;
  ArrivalSpec spec = at_rate(20);
  spec.levels = {{0.5, 0.9}};
  std::map<std::size_t, std::vector<double>> covariances;  // by lag, one of each stream
  std::vector<double> means;
  for (std::size_t seed = 1; seed <= kStreams; ++seed) {
    const std::vector<double> counts = hourly_counts(spec, kHours, seed);
    means.push_back(estimate(counts).mean);
    for (const std::size_t lag : {0U, 1U, 6U, 24U}) {
      double sum = 0;
      for (std::size_t i = lag; i < kHours; ++i) sum += (counts[i] - 20) * (counts[i - lag] - 20);
      covariances[lag].push_back(sum / static_cast<double>(kHours - lag));
    }
  }
  const Estimate mean = estimate(means);
  CHECK(std::abs(mean.mean - 20) < 4 * mean.error);
  for (const auto& [lag, values] : covariances) {
    INFO(lag);
    // Cov(L, L') = exp(sigma^2 rho^lag) - 1 for levels of mean 1; counts have their Poisson
    // variance on top.
    const double closed = 400 * std::expm1(0.25 * std::pow(0.9, lag)) + (lag == 0 ? 20 : 0);
    const Estimate covariance = estimate(values);
    CHECK(covariance.error < 0.1 * closed + 1);
    CHECK(std::abs(covariance.mean - closed) < 4 * covariance.error);
  }
}

TEST_CASE("levels multiply, each with a path of its own") {
  constexpr std::size_t kHours = 200'000;
  ArrivalSpec spec = at_rate(1);
  spec.levels = {{0.5, 0}, {0.4, 0.9}};
  HourlyRate rate(spec, 0, RandomStream(2, "levels"));
  std::vector<double> logs;
  for (std::size_t hour = 0; hour < kHours; ++hour, rate.advance()) {
    logs.push_back(std::log(rate.jobs_per_hour()) + (0.25 + 0.16) / 2);
  }
  const auto covariance = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t i = lag; i < kHours; ++i) sum += logs[i] * logs[i - lag];
    return sum / static_cast<double>(kHours - lag);
  };
  // The covariances of independent processes add up. Some ten hours go together: an error of about
  // 0.41 sqrt(2 x 10 / 200,000) = 0.004.
  CHECK(std::abs(covariance(0) - 0.41) < 0.016);
  CHECK(std::abs(covariance(1) - 0.16 * 0.9) < 0.016);
  CHECK(std::abs(covariance(10) - 0.16 * std::pow(0.9, 10)) < 0.016);
}

TEST_CASE("a balanced rate brings as many jobs as without levels, and follows the same path") {
  ArrivalSpec spec = at_rate(30);
  spec.weekly = {5, 5, 5, 5, 5, 1, 1};
  spec.levels = {{1.5, 0.99}};
  const Date start = *parse_date("2026-01-01 12:30");  // a Thursday
  const Date end = *parse_date("2026-01-22 08:00");
  const auto jobs_before_end = [&](std::uint64_t seed) {
    ArrivalProcess process(spec, start, seed, "jobs");
    double jobs = 0;
    while (process.next() < kRunStart + (end - start)) ++jobs;
    return jobs;
  };
  // 499.5 hours, 3 x 48 of them at weekends, at 7 x 5 / 27 and 7 / 27 of the mean rate.
  const double expected = 30 * (355.5 * 35 + 144 * 7) / 27;
  std::vector<double> wild;
  std::vector<double> balanced;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    spec.balanced_until.reset();
    wild.push_back(jobs_before_end(seed));
    spec.balanced_until = end;
    balanced.push_back(jobs_before_end(seed));
    // A Poisson number, of the expected mean.
    CHECK(std::abs(balanced.back() - expected) < 4 * std::sqrt(expected));
  }
  CHECK(estimate(wild).error > 10 * estimate(balanced).error);
}

TEST_CASE("growth multiplies the jobs of a year by its factor, evenly in logarithm") {
  for (const double growth : {2.0, 0.5}) {
    INFO(growth);
    ArrivalSpec spec = at_rate(5);
    spec.growth_per_year = growth;
    constexpr std::size_t kYears = 3;
    const std::vector<double> counts =
        hourly_counts(spec, static_cast<std::size_t>(kYears * kYearHours));
    std::vector<double> seen(kYears);
    std::vector<double> expected(kYears);
    std::vector<double> years;  // of each job
    for (std::size_t hour = 0; hour < counts.size(); ++hour) {
      const double year = (static_cast<double>(hour) + 0.5) / kYearHours;
      seen[static_cast<std::size_t>(year)] += counts[hour];
      years.insert(years.end(), static_cast<std::size_t>(counts[hour]), year);
    }
    // The integral of growth^t over year y: growth^y (growth - 1) / ln growth.
    for (std::size_t y = 0; y < kYears; ++y) {
      expected[y] = 5 * kYearHours * std::pow(growth, static_cast<double>(y)) * (growth - 1) /
                    std::log(growth);
    }
    CHECK(chi_square(seen, expected) < most_chi_square(kYears));
    // Within the three years; hours are 1/26,298 of them, far less than the bound.
    CHECK(kolmogorov_distance(years, [&](double year) {
            return std::expm1(year * std::log(growth)) / std::expm1(3 * std::log(growth));
          }) < most_distance(years.size()));
  }
}

TEST_CASE("a process that dies out ends") {
  ArrivalSpec spec = at_rate(1);
  spec.growth_per_year = 0.01;
  // 8766 / ln 100 = 1,904 jobs in all eternity, with a standard deviation of 44.
  ArrivalProcess process(spec, kMonday, 1, "jobs");
  std::size_t jobs = 0;
  while (process.next() != kNever) ++jobs;
  CHECK(std::abs(static_cast<double>(jobs) - 1904) < 4 * 44);
}

TEST_CASE("one aspect of arrivals leaves the random numbers of the others as they were") {
  const std::vector<double> base = submissions(at_rate(3), 1000);
  // A level that is always 1 and a growth by 1 change nothing but roundings.
  ArrivalSpec spec = at_rate(3);
  spec.levels = {{0, 0.5}};
  const std::vector<double> level = submissions(spec, 1000);
  for (std::size_t i = 0; i < base.size(); ++i) {
    CHECK(level[i] == Approx(base[i]).margin(1.0 / kHourMs));
  }
  // The level's path is that of its own stream, whatever the gaps are.
  spec.levels = {{3, 0.5}};
  ArrivalSpec batches = spec;
  batches.batch = 2.0;
  batches.variation = 3;
  const auto busiest = [](const ArrivalSpec& of) {
    const std::vector<double> counts = hourly_counts(of, 300);
    return std::ranges::max_element(counts) - counts.begin();
  };
  spec.jobs_per_hour = batches.jobs_per_hour = 300;
  CHECK(busiest(spec) == busiest(batches));
}

TEST_CASE("planned jobs come at their dates, each with its batch") {
  ArrivalSpec spec;
  spec.calendar = {*parse_date("2026-01-05"), *parse_date("2026-03-01 12:00")};
  spec.batch = std::int64_t{2};
  ArrivalProcess process(spec, kMonday, 1, "jobs");
  const double later = 55 * 24 + 12;  // from 5 January to 1 March are 26 + 28 + 1 days
  for (const double hour : {0.0, 0.0, later, later}) {
    CHECK(static_cast<double>(to_ms(process.next())) / kHourMs == hour);
  }
  CHECK(process.next() == kNever);
}

}  // namespace
}  // namespace drawdown
