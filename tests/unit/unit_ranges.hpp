// Units of a pool, for tests that count them one by one.
#pragma once

#include "sim/model/geometry/unit_set.hpp"

namespace drawdown {

/// Ascending units as ranges, as long as they can be.
template <class Numbers>
UnitRanges ranges_of(const Numbers& units) {
  UnitRanges ranges;
  for (const std::int32_t unit : units) {
    if (!ranges.empty() && ranges.back().last + 1 == unit) {
      ranges.back().last = unit;
    } else {
      ranges.push_back({unit, unit});
    }
  }
  return ranges;
}

}  // namespace drawdown
