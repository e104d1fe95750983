// Spans of the calendar, UTC.
#pragma once

#include "sim/base/units.hpp"

namespace drawdown {

/// The same day of the month and time of day, so many months later; the last day of a month that
/// has no such day.
constexpr Date months_later(Date date, std::chrono::months months) {
  const auto midnight = std::chrono::floor<std::chrono::days>(date);
  std::chrono::year_month_day day = std::chrono::year_month_day(midnight) + months;
  if (!day.ok()) day = day.year() / day.month() / std::chrono::last;
  return std::chrono::sys_days(day) + (date - midnight);
}

}  // namespace drawdown
