// How near the forms of streams come to the jobs that they were fitted to.
#pragma once

#include <map>
#include <vector>

#include "sim/fit/workload_fit.hpp"

namespace drawdown {

/// The trace's value of a figure and that which the form implies.
struct TraceAndForm {
  double trace = 0;
  double form = 0;
};

/// Of one stream, or of some together.
struct Closeness {
  std::int64_t jobs = 0;
  /// Of durations from the forms, mixed as the jobs are (Kolmogorov and Smirnov).
  double duration_distance = 0;
  TraceAndForm after_hour;  ///< correlation of hourly counts an hour apart
  TraceAndForm after_day;   ///< ... a day apart
  TraceAndForm chip_ms;
  std::map<Chips, TraceAndForm> chip_time_shares;  ///< of sizes up to this power of two
};

/// Of each stream, in their order, and of all.
struct ClosenessOfFit {
  std::vector<Closeness> streams;
  Closeness whole;
};

/// Streams are taken as independent. Correlations of the form: expected_autocorrelations.
ClosenessOfFit closeness_of(const WorkloadFit& fit);

}  // namespace drawdown
