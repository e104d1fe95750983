// The calendar (UTC) that contracts count in: hours, months, years.
#pragma once

#include "sim/base/units.hpp"

namespace drawdown {

/// The calendar of a run that begins at a date. Moments may lie before that.
class RunCalendar {
 public:
  explicit RunCalendar(Date start) : start_(start) {}

  Date date_of(Instant moment) const { return start_ + (moment - kRunStart); }
  std::chrono::year_month month_of(Instant moment) const;
  /// The first full hour after `moment`.
  Instant end_of_hour(Instant moment) const;
  /// The first month to begin after `moment`.
  Instant end_of_month(Instant moment) const;
  /// So many months later, at the same time of day; a day that the month lacks is its last one.
  Instant later(Instant moment, std::chrono::months span) const;
  /// Full years from `from` to `moment`, not before it.
  std::int64_t years_between(Instant from, Instant moment) const;

 private:
  Instant instant_of(Date date) const { return kRunStart + (date - start_); }

  Date start_;
};

}  // namespace drawdown
