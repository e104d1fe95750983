// What a scenario says of when jobs are submitted.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

/// What multiplies a rate of arrivals anew each hour: exp(x - sigma^2 / 2), of mean 1, where x is a
/// stationary Gaussian AR(1) process of standard deviation `sigma`.
struct LevelSpec {
  double sigma = 0;
  double correlation = 0;  ///< of x from hour to hour, in [0, 1)
};

/// Jobs that are submitted at one moment: so many, or a geometric number (1, 2, ...) of this mean.
using BatchSpec = std::variant<std::int64_t, double>;

/// When a stream's jobs are submitted: at the dates of the calendar, or at the moments of a renewal
/// process, stretched by a rate that is constant within each hour (UTC): `jobs_per_hour`, averaged
/// over a week, x the two weights x the growth since the run's start x the levels.
/// Where it is balanced, the rate is divided by a constant, so that as many jobs are expected in
/// that time as there would be without levels.
struct ArrivalSpec {
  double jobs_per_hour = 0;
  double growth_per_year = 1;     ///< in 365.25 days, exponentially; taken at the hour's middle
  std::vector<double> daily;      ///< 24, from midnight UTC on; empty: all equal
  std::vector<double> weekly;     ///< 7, Monday first; empty: all equal
  double variation = 1;           ///< coefficient of variation of the Gamma gaps; 1: Poisson
  std::vector<LevelSpec> levels;  ///< independent of each other
  std::optional<Date> balanced_until;  ///< from the run's start to then, levels change no total
  BatchSpec batch = std::int64_t{1};
  std::vector<Date> calendar;  ///< in order; empty: arrivals have a rate
};

}  // namespace drawdown
