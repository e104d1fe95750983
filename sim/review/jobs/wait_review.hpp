// How long jobs waited, by class and time.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/report/percentiles.hpp"
#include "sim/review/run/job_rows.hpp"
#include "sim/review/series/buckets.hpp"

namespace drawdown {

/// Counts the waits and slowdowns of jobs; a job without a class is of its tenant's.
class WaitReview {
 public:
  /// `end` is the run's.
  WaitReview(const Buckets& buckets, Instant end, std::filesystem::path scratch_directory);

  void add(const JobRow& job);
  /// `waits` of docs/review.md.
  nlohmann::ordered_json made();

 private:
  using Counts = std::vector<std::vector<std::int64_t>>;  // by bin and step

  struct Class {
    Class(std::size_t bins, const std::filesystem::path& scratch_directory);

    Counts wait;
    Counts slowdown;
    std::vector<std::int64_t> lower_bound;  // by bin
    Percentiles waits;                      // twice the wait in ms, one more of what never started
    std::int64_t wait_sum = 0;
    bool has_unstarted = false;
  };

  Class& class_of(const JobRow& job);
  static void add_quantiles(nlohmann::ordered_json& json, Class& of);

  const Buckets& buckets_;
  Instant end_;
  std::filesystem::path scratch_directory_;
  std::size_t bin_buckets_;
  std::size_t bins_;
  std::vector<std::int64_t> edges_;  // of waits, ms
  std::vector<double> slowdown_edges_;
  std::map<std::string, Class, std::less<>> classes_;
};

}  // namespace drawdown
