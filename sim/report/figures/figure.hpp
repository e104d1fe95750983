// One key of summary.json.
#pragma once

#include <span>
#include <string_view>

namespace drawdown {

/// What a figure is. Numbers may be null in a run where they have no value; the others are not one
/// number.
enum class FigureKind {
  count,     ///< of jobs
  amount,    ///< of chip-time, time, energy, data or money
  share,     ///< of chip-time or money
  mean,      ///< over jobs; null without them
  quantile,  ///< of jobs, the largest included; null without them
  text,
  parts,  ///< an object, a number a part
};

/// A key of summary.json and how it is made.
struct Figure {
  std::string_view key;
  FigureKind kind;
  std::string_view formula;
  /// The names of its parts, where they are always the same; none: the scenario names them.
  std::span<const std::string_view> parts{};
};

/// Whether such a figure is one number.
constexpr bool is_number(FigureKind kind) {
  return kind != FigureKind::text && kind != FigureKind::parts;
}

}  // namespace drawdown
