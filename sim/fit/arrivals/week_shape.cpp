#include "sim/fit/arrivals/week_shape.hpp"

#include <numeric>
#include <span>

namespace drawdown {
namespace {

constexpr int kRounds = 50;

void bring_to_mean_one(std::span<double> weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight *= static_cast<double>(weights.size()) / sum;
}

// Sets weights to what was counted over what would be expected were they 1. `part` tells which
// weight an hour of the week has, `others` the product of all else.
template <class Part, class Others>
void meet(const HourCounts& counts, std::span<double> weights, Part part, Others others) {
  std::vector<double> counted(weights.size());
  std::vector<double> expected(weights.size());
  for (std::size_t hour = 0; hour < counts.jobs.size(); ++hour) {
    const std::size_t week_hour = counts.week_hour(hour);
    counted[part(week_hour)] += counts.jobs[hour];
    expected[part(week_hour)] += others(week_hour);
  }
  const double mean = counts.mean();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = expected[i] > 0 ? counted[i] / (mean * expected[i]) : 1;
  }
  bring_to_mean_one(weights);
}

}  // namespace

WeekShape flat_shape() {
  WeekShape shape{};
  shape.daily.fill(1);
  shape.weekly.fill(1);
  return shape;
}

WeekShape fit_shape(const HourCounts& counts) {
  WeekShape shape = flat_shape();
  const auto hour_of_day = [](std::size_t week_hour) { return week_hour % 24; };
  const auto day_of_week = [](std::size_t week_hour) { return week_hour / 24; };
  for (int round = 0; round < kRounds; ++round) {
    meet(counts, shape.weekly, day_of_week,
         [&](std::size_t week_hour) { return shape.daily[hour_of_day(week_hour)]; });
    meet(counts, shape.daily, hour_of_day,
         [&](std::size_t week_hour) { return shape.weekly[day_of_week(week_hour)]; });
  }
  return shape;
}

WeekShape softened(const WeekShape& shape, double daily, double weekly) {
  WeekShape soft = shape;
  for (double& weight : soft.daily) weight = 1 + daily * (weight - 1);
  for (double& weight : soft.weekly) weight = 1 + weekly * (weight - 1);
  return soft;
}

std::vector<double> shape_of_hours(const HourCounts& counts, const WeekShape& shape) {
  std::vector<double> of_hours(counts.jobs.size());
  for (std::size_t hour = 0; hour < of_hours.size(); ++hour) {
    of_hours[hour] = shape.at(counts.week_hour(hour));
  }
  bring_to_mean_one(of_hours);
  return of_hours;
}

}  // namespace drawdown
