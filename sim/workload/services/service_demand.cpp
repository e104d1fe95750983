#include "sim/workload/services/service_demand.hpp"

#include <cmath>

#include <fmt/format.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr Duration kHour = std::chrono::hours(1);

Date monday_before(Date date) {
  const auto day = std::chrono::floor<std::chrono::days>(date);
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

}  // namespace

ServiceDemand::ServiceDemand(const ServiceSpec& service, Date start, std::uint64_t seed)
    : service_(service) {
  const Date from = start + (service.from - kRunStart);
  from_monday_ = from - monday_before(from);
  const auto* const hourly = std::get_if<HourlyDemand>(&service.demand);
  if (hourly == nullptr) return;
  const double from_h =
      static_cast<double>(from_monday_.count()) / static_cast<double>(kHour.count());
  course_.emplace(hourly->course, from_h,
                  RandomStream(seed, fmt::format("services/{}/levels", service.name)));
}

RequestRate ServiceDemand::next() {
  if (const auto* const trace = std::get_if<TraceDemand>(&service_.demand)) {
    const auto steps = static_cast<std::int64_t>(trace->steps.size());
    return trace->steps[static_cast<std::size_t>(step_++ % steps)];
  }
  return of_hour(std::get<HourlyDemand>(service_.demand));
}

RequestRate ServiceDemand::of_hour(const HourlyDemand& demand) {
  const std::int64_t hour = (from_monday_ + service_.step * step_++) / kHour;
  while (course_->hour() < hour) course_->advance();
  const double milli = static_cast<double>(demand.rate.value()) * course_->jobs_per_hour();
  if (milli > static_cast<double>(kMostRequests.value())) {
    throw InputError(fmt::format("service '{}' has a demand of more than {:g} requests/s",
                                 service_.name, per_second(kMostRequests)));
  }
  return RequestRate{std::llround(milli)};
}

}  // namespace drawdown
