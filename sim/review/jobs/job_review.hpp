// What a review takes from jobs.csv.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/review/jobs/wait_review.hpp"
#include "sim/review/series/held_time.hpp"
#include "sim/review/story/job_histories.hpp"

namespace drawdown {

/// Sums over all jobs, and which of those that were there in the time that is shown are the most of
/// something.
struct JobReview {
  nlohmann::ordered_json waits;                       ///< of docs/review.md
  std::map<std::string, HeldTime, std::less<>> held;  ///< by tenant
  std::vector<std::string> top_waiting;               ///< ids, the longest wait first
  std::vector<std::string> top_chip_time;             ///< the most chip-time first
  std::vector<std::string> largest;                   ///< the same, more of them
};

/// Reads jobs.csv once.
JobReview read_job_review(const RunFiles& run, const Buckets& buckets,
                          const std::filesystem::path& scratch_directory);

/// An entry of `jobs[]` of docs/review.md, without its story.
nlohmann::ordered_json job_json(const JobHistory& history);

}  // namespace drawdown
