#include "sim/fit/arrivals/hour_counts.hpp"

#include <numeric>

#include "sim/base/errors.hpp"

namespace drawdown {

std::size_t HourCounts::week_hour(std::size_t hour) const {
  const auto day = std::chrono::floor<std::chrono::days>(start);
  const auto monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
  const auto since_monday = std::chrono::floor<std::chrono::hours>(start - monday).count();
  return (static_cast<std::size_t>(since_monday) + hour) % 168;
}

double HourCounts::mean() const {
  return std::accumulate(jobs.begin(), jobs.end(), 0.0) / static_cast<double>(jobs.size());
}

Date hour_before(Date date) {
  return std::chrono::floor<std::chrono::hours>(date);
}

HourCounts count_hours(std::span<const Date> submits, Date start, std::size_t hours) {
  HourCounts counts{start, std::vector<double>(hours)};
  for (const Date submit : submits) {
    const auto hour = std::chrono::floor<std::chrono::hours>(submit - start).count();
    require(hour >= 0 && static_cast<std::size_t>(hour) < hours, "a job is outside the hours");
    ++counts.jobs[static_cast<std::size_t>(hour)];
  }
  return counts;
}

double mean_product(std::span<const double> values, std::size_t lag) {
  require(lag < values.size(), "there are no values {} apart", lag);
  const std::size_t pairs = values.size() - lag;
  double sum = 0;
  for (std::size_t i = 0; i < pairs; ++i) sum += values[i] * values[i + lag];
  return sum / static_cast<double>(pairs);
}

double sum_of_products(std::span<const double> values, std::size_t lag) {
  const double mean =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double sum = 0;
  for (std::size_t i = lag; i < values.size(); ++i) {
    sum += (values[i - lag] - mean) * (values[i] - mean);
  }
  return sum;
}

double autocorrelation(std::span<const double> values, std::size_t lag) {
  const double squares = sum_of_products(values, 0);
  return squares > 0 ? sum_of_products(values, lag) / squares : 0;
}

}  // namespace drawdown
