// What a gang asks of the place where it runs.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "sim/base/units.hpp"

namespace drawdown {

/// The extents of a box along x, y and z: of chips, or of hosts or blocks where it is said. All
/// zero: none.
struct Shape {
  std::array<std::int32_t, 3> extents{};

  constexpr bool given() const { return extents[0] != 0; }
  /// How many fit in it; 0 where none is given.
  constexpr std::int64_t volume() const {
    return std::int64_t{extents[0]} * extents[1] * extents[2];
  }
  constexpr auto operator<=>(const Shape&) const = default;
};

/// How far apart a gang's units may lie.
struct PlacementLimit {
  enum class Of { nothing, domains, leaves } of = Of::nothing;
  std::int32_t most = 0;  ///< of these, above 0
  bool required = true;   ///< otherwise it is tried first, and given up where it cannot be kept

  constexpr bool binds() const { return of != Of::nothing && required; }
  constexpr auto operator<=>(const PlacementLimit&) const = default;
};

/// What a gang asks for. A gang has a shape or a limit, not both.
struct Ask {
  Chips chips;
  Shape shape;  ///< of chips; its volume is `chips`
  PlacementLimit limit;

  constexpr auto operator<=>(const Ask&) const = default;
};

/// `4x4x8`; `16x16` where the last extent is 1 and the box is flat by nature (`flat`).
std::string to_text(const Shape& shape, bool flat);

}  // namespace drawdown
