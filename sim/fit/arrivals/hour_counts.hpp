// Jobs counted by the hour, and what their counts say of each other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

/// Jobs submitted in each of consecutive hours (UTC).
struct HourCounts {
  Date start;  ///< a whole hour
  std::vector<double> jobs;

  /// The hour of the week, from Monday 00:00, in which an hour lies.
  std::size_t week_hour(std::size_t hour) const;
  double mean() const;
};

/// The first whole hour at or before a date.
Date hour_before(Date date);

/// Of `hours` hours from `start` on, which is a whole hour; `submits` are within.
HourCounts count_hours(std::span<const Date> submits, Date start, std::size_t hours);

/// The mean of x[h] x x[h + lag] over all h that have one; `lag` is less than there are values.
double mean_product(std::span<const double> values, std::size_t lag);

/// Of (x[h] - m)(x[h + lag] - m) over all h, m the mean of all values; 0 if none are so far apart.
double sum_of_products(std::span<const double> values, std::size_t lag);

/// The correlation of values that are `lag` apart: sum_of_products over that of lag 0 (Box and
/// Jenkins: Time Series Analysis, 1976, 2.1.6). 0 of values that are all alike.
double autocorrelation(std::span<const double> values, std::size_t lag);

}  // namespace drawdown
