// From the entries of `axes` to the points of a study.
#pragma once

#include <map>

#include "sim/config/diagnostics.hpp"
#include "sim/study/design/axes.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

/// How many points the entries make; a double, as they may be more than an integer holds.
double count_points(const std::vector<AxisEntry>& entries);

/// Every combination of a row of each entry, the last entry changing fastest.
std::vector<Point> points_of(const std::vector<AxisEntry>& entries);

/// What `baseline` says of one path.
struct BaselineValue {
  std::string value;  ///< as YAML text
  Place place;
};

/// The number of the point that each is compared with: the one that has these values, by path, and
/// is like it otherwise. Points that have none are in the diagnostics, at the value that is missed.
std::vector<std::size_t> baselines_of(const std::vector<AxisEntry>& entries,
                                      const std::map<std::string, BaselineValue>& baseline,
                                      Diagnostics& diagnostics);

}  // namespace drawdown
