#include "sim/fit/arrivals/arrival_form.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "sim/base/errors.hpp"
#include "sim/fit/arrivals/expected_correlations.hpp"

namespace drawdown {
namespace {

// Close together where levels change fast; in and out of step with days and weeks.
constexpr std::size_t kLags[] = {0,  1,  2,  3,  4,  6,  8,  12,  18,  24,
                                 30, 36, 48, 60, 72, 84, 96, 120, 144, 168};
constexpr std::size_t kHour = 1;
constexpr std::size_t kDay = 24;
constexpr std::size_t kWeek = 168;
constexpr double kWeightOfJudged = 10;
constexpr int kSofteningSteps = 10;
// Products are not taken for less than half of what independent counts would have: no levels make
// counts avoid each other.
constexpr double kLeastProduct = 0.5;
constexpr int kMostTenths = 20;  // of excess

// What products of counts over those of the shape are, less chance; in the order of kLags.
std::vector<double> products(const HourCounts& counts, std::span<const double> shape,
                             double chance) {
  const double mean = counts.mean();
  std::vector<double> found;
  for (const std::size_t lag : kLags) {
    if (lag > counts.jobs.size() / 4) break;
    const double product = mean_product(counts.jobs, lag) - (lag == 0 ? chance * mean : 0);
    found.push_back(product / (mean * mean * mean_product(shape, lag)));
  }
  return found;
}

LevelFit levels_of(std::span<const double> found, double excess, double longest) {
  std::vector<LogProduct> logs;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double product = i == 0 ? found[i] : 1 + excess * (found[i] - 1);
    const bool judged = kLags[i] == 0 || kLags[i] == kHour || kLags[i] == kDay;
    logs.push_back(
        {kLags[i], std::log(std::max(product, kLeastProduct)), judged ? kWeightOfJudged : 1});
  }
  return fit_levels(logs, longest);
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

// The levels with which a series as short as the counts is expected to go together as they do.
std::vector<Level> calibrated_levels(ArrivalForm form, const HourCounts& counts,
                                     std::span<const double> found, double longest) {
  constexpr std::size_t kJudged[] = {kHour, kDay};
  std::vector<Level> best;
  std::optional<double> least;
  for (int tenths = 1; tenths <= kMostTenths; ++tenths) {
    form.levels = levels_of(found, tenths / 10.0, longest).levels;
    const FormOfCounts of{&form, &counts};
    const std::vector<double> expected = expected_autocorrelations({&of, 1}, kJudged);
    double squares = 0;
    for (std::size_t i = 0; i < std::size(kJudged); ++i) {
      const double error = expected[i] - autocorrelation(counts.jobs, kJudged[i]);
      squares += error * error;
    }
    if (least && squares >= *least) continue;
    least = squares;
    best = form.levels;
  }
  return best;
}

}  // namespace

ArrivalForm fit_arrivals(std::span<const Date> submits, const HourCounts& counts) {
  ArrivalForm form;
  form.batch_mean = mean_batch(submits);
  const std::size_t hours = counts.jobs.size();
  const double longest = kLongestHalfLife * static_cast<double>(hours);
  const WeekShape whole = fit_shape(counts);
  const int daily_steps = hours / 4 >= kDay ? kSofteningSteps : 0;
  const int weekly_steps = hours / 4 >= kWeek ? kSofteningSteps : 0;
  std::optional<double> least;
  std::vector<double> found;
  for (int daily = 0; daily <= daily_steps; ++daily) {
    for (int weekly = 0; weekly <= weekly_steps; ++weekly) {
      const WeekShape shape = softened(whole, static_cast<double>(daily) / kSofteningSteps,
                                       static_cast<double>(weekly) / kSofteningSteps);
      auto of_shape = products(counts, shape_of_hours(counts, shape), dispersion(form));
      const double squares = levels_of(of_shape, 1, longest).squares;
      if (least && squares >= *least) continue;
      least = squares;
      form.shape = shape;
      found = std::move(of_shape);
    }
  }
  form.levels = calibrated_levels(form, counts, found, longest);
  form.jobs_per_hour = weekly_rate(counts, form.shape);
  return form;
}

double dispersion(const ArrivalForm& form) {
  return 2 * form.batch_mean - 1;
}

double mean_batch(std::span<const Date> submits) {
  require(!submits.empty(), "there are no submissions");
  std::int64_t step = kMsPerHour;
  for (const Date submit : submits) step = std::gcd(step, (submit - submits.front()).count());
  const double moments = static_cast<double>(kMsPerHour) / static_cast<double>(step);
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

}  // namespace drawdown
