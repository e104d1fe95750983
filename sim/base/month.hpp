// The calendar month that a run is in.
#pragma once

#include "sim/base/run_calendar.hpp"

namespace drawdown {

/// Walks through the months (UTC) of a run.
class MonthOfRun {
 public:
  /// The month of `start`, the run's first moment.
  explicit MonthOfRun(Date start)
      : calendar_(start),
        month_(calendar_.month_of(kRunStart)),
        end_(calendar_.end_of_month(kRunStart)) {}

  std::chrono::year_month month() const { return month_; }
  /// The first moment after the month.
  Instant end() const { return end_; }
  void advance() {
    month_ += std::chrono::months(1);
    end_ = calendar_.end_of_month(end_);
  }

 private:
  RunCalendar calendar_;
  std::chrono::year_month month_;
  Instant end_;
};

}  // namespace drawdown
