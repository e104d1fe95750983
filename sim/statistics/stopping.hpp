// When replications are enough: a sequential rule that does not know in which order they ended.
#pragma once

#include "sim/statistics/estimate.hpp"

namespace drawdown {

/// Whether the half-width is at most `relative` x |mean|: 0.05 for 5 %. An interval without bounds
/// is never narrow; one about a mean of 0 only if its width is 0.
///
/// The error relative to the true mean is then at most relative / (1 - relative), at the confidence
/// of the interval (Law: Simulation Modeling and Analysis, 5th ed. 2015, 9.4.1).
bool narrow_enough(const Interval& interval, double relative);

/// A figure whose interval is to become narrow.
struct Target {
  std::vector<std::optional<double>> values;  ///< by replication, as far as they are known
  Estimation how;
  double relative = 0.05;  ///< half-width over mean
};

/// The smallest n >= at_least such that over the first n replications the interval of every target
/// is narrow enough; none if those that are known are not enough. Depends on nothing but the values
/// in the order of the replications, so not on how many are simulated at once.
///
/// An interval that one stops at because it is narrow covers less often than it says: it is narrow
/// where the variance happens to look small. Law (2015, 9.4.1; Law, Kelton and Koenig 1981) finds
/// little loss with at_least >= 10 and relative <= 0.15; with at_least 2 or 3 it is large.
std::optional<std::size_t> enough_replications(std::span<const Target> targets,
                                               std::size_t at_least);

}  // namespace drawdown
