// The jobs of a trace as they are fitted: by pool and class.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/workload/job.hpp"

namespace drawdown {

struct SampleJob {
  Date submit;
  Chips chips;
  Duration run{};  ///< at least 1 ms: a generated job cannot be shorter
};

/// The jobs of one pool and class, in order of submission.
struct StreamSample {
  std::string pool;       ///< empty: any
  std::string job_class;  ///< empty: none
  std::string tenant;     ///< of all jobs; empty: they have several
  std::vector<SampleJob> jobs;
};

/// All jobs of a trace that ran.
struct TraceSample {
  std::vector<StreamSample> streams;  ///< by pool, then by class
  std::int64_t jobs_refused = 0;      ///< could never run, as the source knows
  SourceCounts input;                 ///< of the lines of the trace
};

/// Reads every job of a source whose times count from `start`.
TraceSample read_sample(JobSource& source, Date start);

}  // namespace drawdown
