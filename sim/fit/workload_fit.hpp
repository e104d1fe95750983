// A whole trace, fitted: a stream for each pool and class.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/fit/arrivals/arrival_form.hpp"
#include "sim/fit/durations/size_groups.hpp"
#include "sim/fit/trace_sample.hpp"

namespace drawdown {

/// The jobs of one pool and class, and the forms that they were fitted with.
struct StreamFit {
  std::string name;
  std::string pool;
  std::string job_class;
  std::string tenant;
  HourCounts counts;  ///< in all hours of the trace
  ArrivalForm arrivals;
  std::vector<SizeGroup> groups;
};

struct WorkloadFit {
  Date start;  ///< the whole hour in which the first job is submitted
  Date until;  ///< the end of the hour in which the last one is
  std::vector<StreamFit> streams;
  std::int64_t jobs_left_out = 0;  ///< in pools and classes with too few
  std::int64_t jobs_refused = 0;
  SourceCounts input;  ///< of the lines of the trace
};

/// Jobs of a pool and class are fitted if they are at least so many: about as many figures of the
/// arrivals rest on them.
inline constexpr std::size_t kFewestOfStream = 50;

/// Raises InputError, naming the trace `name`, where no pool and class has enough jobs.
WorkloadFit fit_workload(const TraceSample& sample, const std::string& name);

}  // namespace drawdown
