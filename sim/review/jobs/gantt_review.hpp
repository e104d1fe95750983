// Who held which units, and when.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/model/platform.hpp"
#include "sim/review/series/held_time.hpp"
#include "sim/review/story/job_histories.hpp"

namespace drawdown {

/// The bars of the largest jobs, and what all other gangs held.
class GanttReview {
 public:
  /// `largest` are ids, the largest first: as many get bars as have room. Reads placements.csv
  /// once.
  GanttReview(const RunFiles& run, const Platform& platform, const Buckets& buckets,
              const std::vector<std::string>& largest, const JobHistories& histories);

  /// The ids of those that have bars.
  const std::vector<std::string>& shown() const { return shown_; }
  /// `gantt[]` of docs/review.md; jobs are named by their index in `jobs[]`.
  nlohmann::ordered_json made(const std::map<std::string, std::size_t>& jobs) const;
  /// `interruptions` of docs/review.md; null without any.
  nlohmann::ordered_json interruptions() const;

 private:
  struct Bar {
    std::size_t job;  // in shown_
    UnitRange units;
    Instant from;
    Instant until;
  };
  struct Chart {
    explicit Chart(const Pool& pool, const Buckets& buckets);

    std::vector<Bar> bars;
    std::vector<HeldTime> rest;  // by row
    double held_in_bars = 0;     // chips x ms
    double held = 0;
  };

  void add(const PlacementRow& start, const std::size_t* job);
  void add_rest(std::size_t pool, const PlacementRow& start, Instant end);
  nlohmann::ordered_json rest_json(std::size_t pool) const;

  const Platform& platform_;
  const Buckets& buckets_;
  Instant end_;
  std::vector<std::string> shown_;
  std::map<std::string_view, std::size_t> pools_;
  std::vector<Chart> charts_;  // by pool
  std::vector<std::int64_t> interruptions_;
};

}  // namespace drawdown
