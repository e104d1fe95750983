// The story of a job: what it waited for, where it ran, and what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/review/story/job_costs.hpp"
#include "sim/review/story/job_histories.hpp"

namespace drawdown {

/// Tells stories of a run's jobs (docs/review.md, The story of a job).
class Storyteller {
 public:
  /// Reads waterfall.csv, if the run has a ledger. Raises InputError where it cannot be read.
  explicit Storyteller(const RunFiles& run);

  /// Lines without ends: what happened, in order, then sums. None names the job.
  std::vector<std::string> tell(const JobHistory& history) const;

 private:
  const RunFiles& run_;
  std::optional<JobCosts> costs_;
};

}  // namespace drawdown
