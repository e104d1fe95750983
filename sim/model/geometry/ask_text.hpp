// Shapes and limits as files write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/config/quantity.hpp"
#include "sim/model/geometry/ask.hpp"

namespace drawdown {

/// `max_leaves 1 required`; empty where there is no limit.
std::string to_text(const PlacementLimit& limit);

/// Two or three extents, each from 1 to a million; the third is 1 where it is not written.
template <>
struct Quantity<Shape> {
  static constexpr std::string_view expected = "a shape in chips, e.g. 4x4x8";
  static std::optional<Shape> parse(std::string_view text);
};

/// How many places a limit leaves, and whether it must be kept.
struct LimitBound {
  std::int32_t most = 0;
  bool required = true;
};

template <>
struct Quantity<LimitBound> {
  static constexpr std::string_view expected =
      "a number above 0 and `required` or `preferred`, e.g. 2 required";
  static std::optional<LimitBound> parse(std::string_view text);
};

template <>
struct Quantity<PlacementLimit> {
  static constexpr std::string_view expected = "a limit, e.g. max_leaves 1 required";
  static std::optional<PlacementLimit> parse(std::string_view text);
};

}  // namespace drawdown
