// Which units of a pool are there when.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/model/platform.hpp"

namespace drawdown {

/// Units of a pool that come together and leave together.
struct Tranche {
  UnitRange units;
  bool delivered;  ///< by a delivery; the others are there from the beginning
  Instant from;
  Instant until;  ///< not after `from`: they never come
};

/// All units of a pool, in ascending order. The slip of its n-th delivery, from 0, is drawn from
/// the stream `deliveries/<pool>/<n>`.
std::vector<Tranche> tranches_of(const Pool& pool, std::uint64_t seed);

}  // namespace drawdown
