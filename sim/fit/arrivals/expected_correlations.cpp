#include "sim/fit/arrivals/expected_correlations.hpp"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "sim/base/random.hpp"

namespace drawdown {
namespace {

constexpr std::uint64_t kCourses = 32;

// A course of the levels' product, hour by hour.
std::vector<double> course_of(std::span<const Level> levels, std::size_t hours,
                              RandomStream random) {
  std::vector<double> logs(hours);
  for (const Level& level : levels) {
    double log = level.sigma * random.normal();
    const double step = level.sigma * std::sqrt(1 - level.correlation * level.correlation);
    for (double& sum : logs) {
      sum += log - level.sigma * level.sigma / 2;
      log = level.correlation * log + step * random.normal();
    }
  }
  for (double& log : logs) log = std::exp(log);
  return logs;
}

struct Stream {
  std::vector<double> means;  // of each hour, but for the levels
  std::span<const Level> levels;
  double dispersion = 0;
};

}  // namespace

std::vector<double> expected_autocorrelations(std::span<const FormOfCounts> streams,
                                              std::span<const std::size_t> lags) {
  std::vector<Stream> prepared;
  for (const FormOfCounts& stream : streams) {
    std::vector<double> means = shape_of_hours(*stream.counts, stream.form->shape);
    const double of_all = stream.counts->mean();
    for (double& mean : means) mean *= of_all;
    prepared.push_back({std::move(means), stream.form->levels, dispersion(*stream.form)});
  }
  const std::size_t hours = prepared.front().means.size();
  std::vector<double> found(lags.size());
  for (std::uint64_t course = 1; course <= kCourses; ++course) {
    std::vector<double> rates(hours);
    double chance = 0;
    for (std::size_t i = 0; i < prepared.size(); ++i) {
      const RandomStream draws(course, fmt::format("fit/{}", i));
      const std::vector<double> levels = course_of(prepared[i].levels, hours, draws);
      for (std::size_t hour = 0; hour < hours; ++hour) {
        const double rate = prepared[i].means[hour] * levels[hour];
        rates[hour] += rate;
        chance += prepared[i].dispersion * rate;
      }
    }
    const double squares = sum_of_products(rates, 0);
    for (std::size_t i = 0; i < lags.size(); ++i) {
      found[i] += sum_of_products(rates, lags[i]) / (squares + chance) / kCourses;
    }
  }
  return found;
}

}  // namespace drawdown
