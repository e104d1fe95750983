// Lengths of time that are drawn at random.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/base/units.hpp"

namespace drawdown {

struct FixedDuration {
  Duration length{};
};
struct ExponentialDuration {
  Duration mean{};
};
struct LognormalDuration {
  Duration median{};
  double sigma = 0;
};
/// A density that rises evenly from `min` to `mode` and falls evenly to `max`.
struct TriangularDuration {
  Duration min{};
  Duration mode{};
  Duration max{};
};
/// Longer than t with probability exp(-(t / scale)^shape).
struct WeibullDuration {
  Duration scale{};
  double shape = 1;
};
/// A density in proportion to t^(shape - 1) exp(-shape t / mean).
struct GammaDuration {
  Duration mean{};
  double shape = 1;
};
/// The values of a sample, each as probable as the others.
struct EmpiricalDuration {
  std::shared_ptr<const std::vector<double>> sorted_ms;  ///< at least one
};
struct MixtureDuration;

using DurationDistribution =
    std::variant<FixedDuration, ExponentialDuration, LognormalDuration, TriangularDuration,
                 WeibullDuration, GammaDuration, EmpiricalDuration, MixtureDuration>;

/// One of several distributions, in proportion to their weights.
struct MixtureDuration {
  std::vector<DurationDistribution> parts;
  std::vector<double>
      cumulative;  ///< their weights, each with those before it; the last is above 0
};

/// No drawn time is longer: 10^14 ms, about 3,000 years. Sums of a few still fit a Duration.
inline constexpr double kMostDrawnMs = 1e14;

/// A draw in milliseconds, neither rounded nor bounded. A fixed duration draws nothing from the
/// stream, a lognormal one two uniforms, a gamma one as many as it takes, a mixture one and then
/// those of the part, the others one.
double draw_ms(const DurationDistribution& distribution, RandomStream& random);

/// To the nearest millisecond, from 1 to kMostDrawnMs.
Duration whole_ms(double ms);

}  // namespace drawdown
