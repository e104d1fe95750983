// The units of a run's pools as rows, and the lanes in them where gangs are drawn.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/model/geometry/unit_set.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// Rows of equally many units each, one unit where there are few of them, and in each row lanes:
/// what is drawn in one never overlaps.
class UnitRows {
 public:
  explicit UnitRows(const std::vector<Pool>& pools);

  std::int64_t units_per_row() const { return units_per_row_; }
  /// A row has at most so many.
  std::int64_t most_lanes() const { return most_lanes_; }

  struct Slice {
    std::int64_t row;  ///< of the pool, from 0
    std::int64_t lane;
    bool is_new;  ///< nothing was in the lane before
    Instant from;
    Instant until;
  };
  /// Visits a slice for each row with any of the units, for a gang that held them over
  /// [start, end). Ends must not fall from call to call. Where no lane is free a slice begins later
  /// than the gang: when the first one was.
  void draw(std::size_t pool, const UnitRanges& units, Instant start, Instant end,
            const std::function<void(const Slice&)>& visit);

 private:
  Slice put(std::vector<Instant>& lanes, std::int64_t row, Instant start, Instant end) const;

  std::int64_t units_per_row_;
  std::int64_t most_lanes_;
  std::vector<std::vector<std::vector<Instant>>> ends_;  // by pool, row and lane: of its last slice
};

}  // namespace drawdown
