// A figure over the replications of a point: its interval, that of its difference from another
// point, and how many replications are enough. Replications may lack a value.
#pragma once

#include <optional>
#include <vector>

#include "sim/statistics/interval.hpp"

namespace drawdown {

/// Values of a figure in the order of the replications; none where the figure has none in the run,
/// as the mean wait of a run without jobs.
using Values = std::span<const std::optional<double>>;

/// How an interval is made.
struct Estimation {
  IntervalMethod method = IntervalMethod::student_t;
  double confidence = 0.95;
  std::uint64_t seed = 1;  ///< of the bootstrap: the same for all figures and points of a study
};

/// The interval of the mean by mean_interval or bootstrap_interval. Replications without a value
/// are left out, and the warning says how many.
Interval estimate(Values values, const Estimation& how);

/// The interval of the mean of a[r] - b[r], r the replication: both have met the same random
/// numbers there, so that what they share cancels out (Law: Simulation Modeling and Analysis,
/// 5th ed. 2015, 10.2.1, the paired-t interval, and 11.2, common random numbers).
///
/// As many values in `a` as in `b`; replications in which either has none are left out, and the
/// warning says how many.
Interval paired_difference(Values a, Values b, const Estimation& how);

}  // namespace drawdown
