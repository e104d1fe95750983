#include "sim/base/run_calendar.hpp"

#include "sim/base/calendar.hpp"

namespace drawdown {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

year_month RunCalendar::month_of(Instant moment) const {
  const year_month_day day(floor<days>(date_of(moment)));
  return day.year() / day.month();
}

Instant RunCalendar::end_of_hour(Instant moment) const {
  constexpr std::chrono::hours kHour(1);
  return instant_of(floor<std::chrono::hours>(date_of(moment)) + kHour);
}

Instant RunCalendar::end_of_month(Instant moment) const {
  return instant_of(std::chrono::sys_days((month_of(moment) + months(1)) / 1));
}

Instant RunCalendar::later(Instant moment, months span) const {
  return instant_of(months_later(date_of(moment), span));
}

std::int64_t RunCalendar::years_between(Instant from, Instant moment) const {
  // Of the guess that the years' numbers give, the anniversary may still be to come.
  std::int64_t years =
      static_cast<int>(month_of(moment).year()) - static_cast<int>(month_of(from).year());
  if (later(from, months(12 * years)) > moment) --years;
  return years;
}

}  // namespace drawdown
