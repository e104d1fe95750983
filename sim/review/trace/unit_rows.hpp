// The units of a run's pools as rows, and the lanes in them where gangs are drawn.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <utility>
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

  struct Slice {
    std::int64_t row;     ///< of the pool, from 0
    std::int64_t lane;    ///< of the row, from 0
    std::int64_t thread;  ///< a number for both, in their order
    bool is_new;          ///< nothing was in the lane before
    Instant from;
    Instant until;
  };
  /// Visits a slice for each row with any of the units, for a gang that held them over
  /// [start, end). Ends must not fall from call to call. Where no lane is free, and there are too
  /// many for one more, a slice begins later than the gang: when the first one was.
  void draw(std::size_t pool, const UnitRanges& units, Instant start, Instant end,
            const std::function<void(const Slice&)>& visit);

 private:
  using Lanes =
      std::set<std::pair<Instant, std::int64_t>>;  // the end of its last slice, its number

  Slice put(Lanes& lanes, std::int64_t row, Instant start, Instant end);

  std::int64_t units_per_row_;
  std::vector<std::vector<Lanes>> rows_;  // by pool
  std::int64_t lanes_ = 0;                // in all rows
};

}  // namespace drawdown
