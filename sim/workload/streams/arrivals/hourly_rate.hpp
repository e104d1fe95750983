// The rate at which jobs are submitted, hour by hour.
#pragma once

#include <array>
#include <cstdint>

#include "sim/base/random.hpp"
#include "sim/workload/streams/arrivals/arrival_spec.hpp"

namespace drawdown {

/// The rate of arrivals, constant within each hour (UTC), as ArrivalSpec says. Hours are counted
/// from the Monday, 00:00, before the run's start.
class HourlyRate {
 public:
  /// `start` in hours. Draws a normal for each level, in their order, in each hour.
  HourlyRate(const ArrivalSpec& spec, double start, RandomStream levels);
  /// Divides the rate by what the levels multiply the jobs from now to `end` (in hours) by.
  void balance(double end);

  std::int64_t hour() const { return hour_; }
  double jobs_per_hour() const { return week_[static_cast<std::size_t>(hour_ % 168)] * factor_; }
  void advance();

  /// Skips whole weeks with no more jobs than `jobs`, and takes theirs away from it; none where
  /// weeks differ. No further than to `most_hours`, about.
  void skip_weeks(double& jobs, std::int64_t most_hours);

 private:
  void set_factor();

  std::array<double, 168> week_{};  // jobs an hour in each hour of the week, but for the factor
  double jobs_a_week_ = 0;          // their sum
  double start_;
  double log_growth_;  // an hour
  std::vector<LevelSpec> levels_;
  RandomStream random_;
  std::vector<double> logs_;  // of the levels, before they are brought to mean 1
  std::int64_t hour_;
  double level_ = 1;   // the product of all
  double factor_ = 1;  // of growth and level
};

}  // namespace drawdown
