#include "sim/workload/streams/arrivals/hourly_rate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kWeekHours = 168;
constexpr double kYearHours = 365.25 * 24;

}  // namespace

HourlyRate::HourlyRate(const ArrivalSpec& spec, double start, RandomStream levels)
    : start_(start),
      log_growth_(std::log(spec.growth_per_year) / kYearHours),
      levels_(spec.levels),
      random_(std::move(levels)),
      hour_(static_cast<std::int64_t>(start)) {
  const std::vector<double> daily = spec.daily.empty() ? std::vector<double>(24, 1.0) : spec.daily;
  const std::vector<double> weekly =
      spec.weekly.empty() ? std::vector<double>(7, 1.0) : spec.weekly;
  require(daily.size() == 24 && weekly.size() == 7, "there are not 24 daily and 7 weekly weights");
  for (std::size_t hour = 0; hour < week_.size(); ++hour) {
    week_[hour] = daily[hour % 24] * weekly[hour / 24];
  }
  const double sum = std::accumulate(week_.begin(), week_.end(), 0.0);
  require(sum > 0 && spec.jobs_per_hour > 0, "the rate of arrivals is nowhere positive");
  for (double& rate : week_) rate *= spec.jobs_per_hour * static_cast<double>(kWeekHours) / sum;
  for (const LevelSpec& level : levels_) logs_.push_back(level.sigma * random_.normal());
  jobs_a_week_ = std::accumulate(week_.begin(), week_.end(), 0.0);
  set_factor();
}

void HourlyRate::advance() {
  ++hour_;
  // The step that leaves mean 0, the standard deviation and the correlation as they are.
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const double rho = levels_[i].correlation;
    const double step = levels_[i].sigma * std::sqrt(1 - rho * rho);
    logs_[i] = rho * logs_[i] + step * random_.normal();
  }
  set_factor();
}

// A copy goes through the levels that are to come.
void HourlyRate::balance(double end) {
  double jobs = 0;
  double without_levels = 0;
  for (HourlyRate course = *this; static_cast<double>(course.hour_) < end; course.advance()) {
    const auto hour = static_cast<double>(course.hour_);
    const double part = std::min(hour + 1, end) - std::max(hour, start_);
    jobs += part * course.jobs_per_hour();
    without_levels += part * course.jobs_per_hour() / course.level_;
  }
  if (jobs <= 0) return;
  for (double& rate : week_) rate *= without_levels / jobs;
  jobs_a_week_ *= without_levels / jobs;
}

void HourlyRate::skip_weeks(double& jobs, std::int64_t most_hours) {
  if (!levels_.empty() || log_growth_ != 0) return;
  const double weeks = std::floor(jobs / jobs_a_week_);
  hour_ +=
      static_cast<std::int64_t>(std::min(weeks, static_cast<double>(most_hours / kWeekHours + 1))) *
      kWeekHours;
  jobs -= weeks * jobs_a_week_;
}

void HourlyRate::set_factor() {
  double log_level = 0;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    log_level += logs_[i] - levels_[i].sigma * levels_[i].sigma / 2;
  }
  const double since_start = static_cast<double>(hour_) + 0.5 - start_;
  level_ = std::exp(log_level);
  factor_ = std::exp(log_growth_ * since_start + log_level);
}

}  // namespace drawdown
