#include "sim/study/design/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/random.hpp"

namespace drawdown {
namespace {

std::vector<double> random_coordinates(std::size_t points, RandomStream stream) {
  std::vector<double> coordinates(points);
  std::ranges::generate(coordinates, [&] { return stream.uniform(); });
  return coordinates;
}

std::vector<double> stratified_coordinates(std::size_t points, RandomStream stream) {
  std::vector<std::size_t> strata(points);
  std::iota(strata.begin(), strata.end(), std::size_t{0});
  for (std::size_t i = points; i > 1; --i) {  // Fisher and Yates
    const auto other = static_cast<std::size_t>(stream.uniform() * static_cast<double>(i));
    std::swap(strata[i - 1], strata[other]);
  }
  const auto count = static_cast<double>(points);
  std::vector<double> coordinates;
  for (const std::size_t stratum : strata) {
    const auto first = static_cast<double>(stratum);
    // A sum that was rounded up would be in the next stratum.
    const double last = std::nextafter((first + 1) / count, 0.0);
    coordinates.push_back(std::min((first + stream.uniform()) / count, last));
  }
  return coordinates;
}

std::vector<std::vector<double>> sobol_points(std::size_t points, std::size_t dimensions) {
  std::vector<std::vector<double>> coordinates(dimensions);
  boost::random::sobol sequence(dimensions);  // leaves the origin out by itself
  for (std::size_t i = 0; i < points; ++i) {
    for (auto& list : coordinates) {
      list.push_back(static_cast<double>(std::uint64_t{sequence()} >> 11) * 0x1p-53);
    }
  }
  return coordinates;
}

}  // namespace

std::vector<std::vector<double>> sample_points(Sampling sampling, std::size_t points,
                                               std::size_t dimensions, std::uint64_t seed,
                                               std::string_view name) {
  if (sampling == Sampling::sobol) return sobol_points(points, dimensions);
  std::vector<std::vector<double>> coordinates;
  for (std::size_t i = 0; i < dimensions; ++i) {
    RandomStream stream(seed, fmt::format("{}.axes[{}]", name, i));
    coordinates.push_back(sampling == Sampling::random
                              ? random_coordinates(points, std::move(stream))
                              : stratified_coordinates(points, std::move(stream)));
  }
  return coordinates;
}

}  // namespace drawdown
