#include "sim/fit/arrivals/arrival_form.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

// Close together where levels change fast; in and out of step with days and weeks.
constexpr std::size_t kLags[] = {0,  1,  2,  3,  4,  6,  8,  12,  18,  24,
                                 30, 36, 48, 60, 72, 84, 96, 120, 144, 168};
constexpr std::size_t kDay = 24;
constexpr std::size_t kWeek = 168;
constexpr double kWeightOfJudged = 10;
constexpr int kSofteningSteps = 10;
// Products are not taken for less than half of what independent counts would have: counts with
// negative correlations have no such levels.
constexpr double kLeastLogProduct = -0.7;

double dispersion(double batch_mean) {
  return 2 * batch_mean - 1;
}

std::vector<LogProduct> log_products(const HourCounts& counts, std::span<const double> shape,
                                     double batch_mean, std::size_t most_lag) {
  const double mean = counts.mean();
  std::vector<LogProduct> found;
  for (const std::size_t lag : kLags) {
    if (lag > most_lag) break;
    const double chance = lag == 0 ? dispersion(batch_mean) * mean : 0;
    const double product =
        (mean_product(counts.jobs, lag) - chance) / (mean * mean * mean_product(shape, lag));
    const double log =
        product > 0 ? std::max(std::log(product), kLeastLogProduct) : kLeastLogProduct;
    const bool judged = lag == 0 || lag == 1 || lag == kDay;
    found.push_back({lag, log, judged ? kWeightOfJudged : 1});
  }
  return found;
}

// The rate, averaged over a week, with which as many jobs are expected as were counted.
double weekly_rate(const HourCounts& counts, const WeekShape& shape) {
  double of_hours = 0;
  for (std::size_t hour = 0; hour < counts.jobs.size(); ++hour) {
    of_hours += shape.at(counts.week_hour(hour));
  }
  double of_week = 0;
  for (std::size_t hour = 0; hour < kWeek; ++hour) of_week += shape.at(hour) / kWeek;
  const double jobs = counts.mean() * static_cast<double>(counts.jobs.size());
  return jobs / of_hours * of_week;
}

}  // namespace

ArrivalForm fit_arrivals(std::span<const Date> submits, const HourCounts& counts) {
  ArrivalForm form;
  form.batch_mean = mean_batch(submits);
  const WeekShape whole = fit_shape(counts);
  const std::size_t most_lag = counts.jobs.size() / 4;
  const int daily_steps = most_lag >= kDay ? kSofteningSteps : 0;
  const int weekly_steps = most_lag >= kWeek ? kSofteningSteps : 0;
  const double longest = kLongestHalfLife * static_cast<double>(counts.jobs.size());
  std::optional<double> least;
  for (int daily = 0; daily <= daily_steps; ++daily) {
    for (int weekly = 0; weekly <= weekly_steps; ++weekly) {
      const WeekShape shape = softened(whole, static_cast<double>(daily) / kSofteningSteps,
                                       static_cast<double>(weekly) / kSofteningSteps);
      const std::vector<double> of_hours = shape_of_hours(counts, shape);
      const LevelFit fit =
          fit_levels(log_products(counts, of_hours, form.batch_mean, most_lag), longest);
      if (least && fit.squares >= *least) continue;
      least = fit.squares;
      form.shape = shape;
      form.levels = fit.levels;
    }
  }
  form.jobs_per_hour = weekly_rate(counts, form.shape);
  return form;
}

double mean_batch(std::span<const Date> submits) {
  require(!submits.empty(), "there are no submissions");
  constexpr std::int64_t kHourMs = 3'600'000;
  std::int64_t step = kHourMs;
  for (const Date submit : submits) step = std::gcd(step, (submit - submits.front()).count());
  const double moments = static_cast<double>(kHourMs) / static_cast<double>(step);
  double batches = 0;
  for (std::size_t i = 0; i < submits.size();) {
    const Date hour = hour_before(submits[i]);
    double used = 0;
    for (Date last{Duration{-1}}; i < submits.size() && hour_before(submits[i]) == hour; ++i) {
      if (used == 0 || submits[i] != last) ++used;
      last = submits[i];
    }
    // Of all moments, the last batch is as good as anywhere.
    batches += used < moments ? -moments * std::log1p(-used / moments) : used;
  }
  return std::max(1.0, static_cast<double>(submits.size()) / batches);
}

double autocovariance(const ArrivalForm& form, const HourCounts& counts, std::size_t lag) {
  const double mean = counts.mean();
  const double shape = mean_product(shape_of_hours(counts, form.shape), lag);
  const double chance = lag == 0 ? dispersion(form.batch_mean) * mean : 0;
  return mean * mean * (shape * std::exp(log_product(form.levels, lag)) - 1) + chance;
}

}  // namespace drawdown
