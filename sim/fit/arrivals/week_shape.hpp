// How the rate of arrivals follows the hour of the day and the day of the week.
#pragma once

#include <array>
#include <vector>

#include "sim/fit/arrivals/hour_counts.hpp"

namespace drawdown {

/// The rate of an hour is in proportion to the product of its two weights.
struct WeekShape {
  std::array<double, 24> daily;  ///< from midnight UTC on; mean 1
  std::array<double, 7> weekly;  ///< Monday first; mean 1

  double at(std::size_t week_hour) const { return daily[week_hour % 24] * weekly[week_hour / 24]; }
};

/// The same every hour.
WeekShape flat_shape();

/// The weights that are most likely if counts are independent and Poisson: counts in each hour of
/// the day, and on each day of the week, are those expected. Found by meeting the two in turn
/// (iterative proportional fitting; Bishop, Fienberg, Holland: Discrete Multivariate Analysis,
/// 1975, 3.5). An hour or a day that the counts do not reach has weight 1.
WeekShape fit_shape(const HourCounts& counts);

/// A shape whose weights differ from 1 by only so much of what they did, 0 to 1.
WeekShape softened(const WeekShape& shape, double daily, double weekly);

/// The shape in each hour of the counts, divided by the mean of all.
std::vector<double> shape_of_hours(const HourCounts& counts, const WeekShape& shape);

}  // namespace drawdown
