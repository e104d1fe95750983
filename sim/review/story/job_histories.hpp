// What a run directory has on some of its jobs, read in one pass over its files.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/review/run/job_rows.hpp"

namespace drawdown {

/// A job, and its starts in order. Texts are those of its JobHistories.
struct JobHistory {
  JobRow job;
  std::vector<PlacementRow> starts;
  std::int64_t of_this_id = 0;  ///< jobs; the files do not tell the starts of several apart

  /// The wait that began with its submission or release (0) or with its i-th interruption, by
  /// reason; nothing where the job did not wait then.
  std::optional<WaitByReason> wait(std::size_t i) const;
};

/// The histories of the jobs with some ids.
class JobHistories {
 public:
  /// Reads jobs.csv and placements.csv once each. Raises InputError where they cannot be read, or
  /// where the reasons of a job do not sum to its waits.
  JobHistories(const RunFiles& run, std::span<const std::string> ids);
  JobHistories(const JobHistories&) = delete;
  JobHistories& operator=(const JobHistories&) = delete;

  /// Of one of the ids that it was made with; nullptr where no job has it.
  const JobHistory* find(std::string_view id) const;

 private:
  void read_jobs(const RunFiles& run);
  void read_starts(const RunFiles& run);
  void check(const RunFiles& run) const;
  std::string_view keep(std::string_view text);

  std::set<std::string, std::less<>> texts_;
  std::map<std::string_view, JobHistory> jobs_;
};

/// The id of a job of the run that `id` most probably meant, if one is near.
std::optional<std::string> near_job(const RunFiles& run, std::string_view id);

}  // namespace drawdown
