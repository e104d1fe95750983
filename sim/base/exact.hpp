// Products of whole numbers that 64 bits do not hold, divided and split without loss.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace drawdown {

/// The product of two 64-bit numbers fits.
__extension__ using Wide = __int128;

constexpr Wide product(std::int64_t a, std::int64_t b) {
  return static_cast<Wide>(a) * b;
}

/// `a / b`, rounded down; `b` is above 0 and the quotient must fit, else it raises InputError.
std::int64_t divide_down(Wide a, Wide b);

/// `a / b`, rounded to the nearest whole number, halves up; `b` is above 0 and the quotient must
/// fit, else it raises InputError.
std::int64_t divide_half_up(Wide a, Wide b);

/// `total` (not below 0) in proportion to `weights` (none below 0, some above if there is a total):
/// by largest remainder, the first of equal ones first. The parts sum to `total`, and none of
/// nothing gets anything.
std::vector<std::int64_t> split(std::int64_t total, std::span<const std::int64_t> weights);

}  // namespace drawdown
