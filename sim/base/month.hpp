// The calendar month that a run is in.
#pragma once

#include "sim/base/units.hpp"

namespace drawdown {

/// Walks through the months (UTC) of a run.
class MonthOfRun {
 public:
  /// The month of `start`, the run's first moment.
  explicit MonthOfRun(Date start) : start_(start), month_(month_of(start)), end_(end_of(month_)) {}

  std::chrono::year_month month() const { return month_; }
  /// The first moment after the month.
  Instant end() const { return end_; }
  void advance() {
    month_ += std::chrono::months(1);
    end_ = end_of(month_);
  }

 private:
  static std::chrono::year_month month_of(Date date) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(date));
    return day.year() / day.month();
  }
  Instant end_of(std::chrono::year_month month) const {
    const Date next = std::chrono::sys_days((month + std::chrono::months(1)) / 1);
    return kRunStart + (next - start_);
  }

  Date start_;
  std::chrono::year_month month_;
  Instant end_;
};

}  // namespace drawdown
