// Lengths of time that are drawn at random.
#pragma once

#include <variant>

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

using DurationDistribution =
    std::variant<FixedDuration, ExponentialDuration, LognormalDuration, TriangularDuration>;

/// No drawn time is longer: 10^14 ms, about 3,000 years. Sums of a few still fit a Duration.
inline constexpr double kMostDrawnMs = 1e14;

/// A draw in milliseconds, neither rounded nor bounded. A fixed duration draws nothing from the
/// stream, a lognormal one two uniforms, the others one.
double draw_ms(const DurationDistribution& distribution, RandomStream& random);

/// To the nearest millisecond, from 1 to kMostDrawnMs.
Duration whole_ms(double ms);

}  // namespace drawdown
