// The `axes` of a study file: which values each path takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/config/tree_path.hpp"

namespace drawdown {

/// A study has no more points than this.
inline constexpr std::size_t kMostPoints = 1'000'000;

/// One path, and the value on it in each row of its entry.
struct Axis {
  std::string where;  ///< `axes[0].zip[1]`, for messages
  std::string path;
  Place path_place;
  std::vector<Step> steps;
  std::vector<std::string> values;  ///< as YAML text on one line, by row
  /// What to try in the base scenario: every value of a list; of a range its ends, and the value
  /// with the most digits, since what holds for these holds between them.
  std::vector<Node> trials;
  bool is_list = false;
};

/// An item of `axes`: paths that change together, and in how many rows.
struct AxisEntry {
  std::vector<Axis> axes;
  std::size_t rows = 0;
};

/// Reads `axes`. `seed` is the study's, for samples. Entries that are wrong are left out, and are
/// in the reader's diagnostics.
std::vector<AxisEntry> read_axes(MapReader& study, std::uint64_t seed, Diagnostics& diagnostics);

}  // namespace drawdown
