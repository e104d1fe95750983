#include "sim/model/distribution/distribution_reader.hpp"

#include <array>
#include <span>

#include <fmt/format.h>

#include "sim/model/distribution/sample_reader.hpp"

namespace drawdown {
namespace {

// Beyond these, draws are all but the same, or all but never of the size of their mean.
constexpr double kLeastShape = 0.01;
constexpr double kMostShape = 1e6;

// Mixtures last: they have parts of all other kinds.
constexpr std::array<std::string_view, 9> kKinds = {
    "fixed", "exponential",      "lognormal", "triangular", "weibull",
    "gamma", "hyperexponential", "empirical", "mixture"};

DurationDistribution read_kind(MapReader& reader, std::span<const std::string_view> kinds);

LognormalDuration read_lognormal(MapReader parameters) {
  const Duration median = read_positive(parameters, "median");
  const auto sigma = parameters.required<double>("sigma");
  if (sigma < 0) parameters.error("sigma", "must not be negative");
  return {median, sigma};
}

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

WeibullDuration read_weibull(MapReader parameters) {
  const Duration scale = read_positive(parameters, "scale");
  return {scale, read_within(parameters, "shape", kLeastShape, kMostShape)};
}

GammaDuration read_gamma(MapReader parameters) {
  const Duration mean = read_positive(parameters, "mean");
  return {mean, read_within(parameters, "shape", kLeastShape, kMostShape)};
}

template <class ReadPart>
MixtureDuration read_parts(MapReader& reader, std::string_view key, ReadPart read_part) {
  MixtureDuration mixture;
  double sum = 0;
  for (MapReader& part : reader.list(key)) {
    mixture.parts.push_back(read_part(part));
    mixture.cumulative.push_back(sum += read_weight(part));
  }
  if (sum <= 0 && reader.node(key)->kind == NodeKind::list) {
    reader.error(key, "one weight at least is above 0");
  }
  return mixture;
}

DurationDistribution read_kind(MapReader& reader, std::span<const std::string_view> kinds) {
  const std::string_view kind = only_one_of(reader, kinds);
  if (kind == "fixed") return FixedDuration{read_positive(reader, kind)};
  if (kind == "exponential") {
    MapReader parameters = reader.map(kind);
    return ExponentialDuration{read_positive(parameters, "mean")};
  }
  if (kind == "lognormal") return read_lognormal(reader.map(kind));
  if (kind == "triangular") return read_triangular(reader.map(kind));
  if (kind == "weibull") return read_weibull(reader.map(kind));
  if (kind == "gamma") return read_gamma(reader.map(kind));
  if (kind == "hyperexponential") {
    return read_parts(reader, kind, [](MapReader& part) {
      return ExponentialDuration{read_positive(part, "mean")};
    });
  }
  if (kind == "empirical") return read_sample(reader.map(kind));
  if (kind == "mixture") {
    return read_parts(reader, kind, [&](MapReader& part) {
      return read_kind(part, kinds.first(kinds.size() - 1));
    });
  }
  return {};
}

}  // namespace

DurationDistribution read_distribution(MapReader& reader) {
  return read_kind(reader, kKinds);
}

Duration read_positive(MapReader& reader, std::string_view key) {
  const auto time = reader.required<Duration>(key);
  if (time == Duration{0} && reader.has(key)) reader.error(key, "must be above 0");
  return time;
}

double read_weight(MapReader& reader) {
  const auto weight = reader.optional<double>("weight", "1");
  if (weight < 0) reader.error("weight", "must not be negative");
  if (weight > kMostWeight) {
    reader.error("weight", fmt::format("must be at most {:g}", kMostWeight));
  }
  return weight;
}

double read_within(MapReader& reader, std::string_view key, double least, double most) {
  if (!reader.has(key)) return reader.required<double>(key);
  const auto number = reader.maybe<double>(key);
  if (number && (*number < least || *number > most)) {
    reader.error(key, fmt::format("expected {} to {}", least, most));
  }
  return number.value_or(0);
}

}  // namespace drawdown
