#include "sim/statistics/stopping.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/errors.hpp"

namespace drawdown {

bool narrow_enough(const Interval& interval, double relative) {
  require(relative > 0, "{} is no width to reach", relative);
  return interval.bounded() && interval.half_width() <= relative * std::abs(interval.mean);
}

std::optional<std::size_t> enough_replications(std::span<const Target> targets,
                                               std::size_t at_least) {
  require(!targets.empty(), "there is no figure to judge by");
  std::size_t known = targets.front().values.size();
  for (const Target& target : targets) known = std::min(known, target.values.size());
  for (std::size_t n = std::max<std::size_t>(at_least, 1); n <= known; ++n) {
    const bool enough = std::ranges::all_of(targets, [n](const Target& target) {
      return narrow_enough(estimate(Values(target.values).first(n), target.how), target.relative);
    });
    if (enough) return n;
  }
  return std::nullopt;
}

}  // namespace drawdown
