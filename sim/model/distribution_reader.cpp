#include "sim/model/distribution_reader.hpp"

#include <array>

namespace drawdown {
namespace {

TriangularDuration read_triangular(MapReader parameters) {
  TriangularDuration triangular;
  triangular.min = parameters.required<Duration>("min");
  triangular.mode = parameters.required<Duration>("mode");
  triangular.max = read_positive(parameters, "max");
  if (triangular.max == Duration{0}) return triangular;
  if (triangular.min > triangular.max) {
    parameters.error("max", "is less than min");
  } else if (triangular.mode < triangular.min || triangular.mode > triangular.max) {
    parameters.error("mode", "is not between min and max");
  }
  return triangular;
}

}  // namespace

DurationDistribution read_distribution(MapReader& reader) {
  constexpr std::array<std::string_view, 4> kKinds = {"fixed", "exponential", "lognormal",
                                                      "triangular"};
  const std::string_view kind = only_one_of(reader, kKinds);
  if (kind == "fixed") return FixedDuration{read_positive(reader, "fixed")};
  if (kind == "exponential") {
    MapReader parameters = reader.map("exponential");
    return ExponentialDuration{read_positive(parameters, "mean")};
  }
  if (kind == "lognormal") {
    MapReader parameters = reader.map("lognormal");
    const Duration median = read_positive(parameters, "median");
    const auto sigma = parameters.required<double>("sigma");
    if (sigma < 0) parameters.error("sigma", "must not be negative");
    return LognormalDuration{median, sigma};
  }
  return kind == "triangular" ? read_triangular(reader.map("triangular")) : DurationDistribution{};
}

Duration read_positive(MapReader& reader, std::string_view key) {
  const auto time = reader.required<Duration>(key);
  if (time == Duration{0} && reader.has(key)) reader.error(key, "must be above 0");
  return time;
}

}  // namespace drawdown
