// The sizes that a gang can run on, and how its speed follows them.
#pragma once

#include <cmath>
#include <cstdint>

#include "sim/base/units.hpp"

namespace drawdown {

/// How a gang gives up chips, by the rules of docs/jobs.md, "Elastic gangs". By default it does
/// not.
struct Elasticity {
  std::int32_t halvings = 0;  ///< how often it can give up half of its chips, which is whole
  double scaling = 1;         ///< above 0, at most 1: linear

  /// The smallest size of a gang of `full` chips.
  Chips least(Chips full) const { return Chips{full.value() >> halvings}; }
  /// The speed on `chips`, one of the sizes, over that on `full`.
  double speed(Chips chips, Chips full) const {
    if (chips == full) return 1;
    const double share = static_cast<double>(chips.value()) / static_cast<double>(full.value());
    return std::pow(share, scaling);
  }
};

}  // namespace drawdown
