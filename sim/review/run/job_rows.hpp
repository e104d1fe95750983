// Rows of jobs.csv and placements.csv.
#pragma once

#include <optional>
#include <string_view>

#include "sim/account/causes.hpp"
#include "sim/engine/run_state.hpp"
#include "sim/review/run/run_table.hpp"

namespace drawdown {

/// What became of a job (docs/files.md). Its texts are valid until the next row is read.
struct JobRow {
  std::string_view id;
  std::string_view tenant;
  std::string_view job_class;
  std::string_view pool;
  std::string_view reservation;
  Chips chips;
  Instant submit;
  Duration requested{};
  std::optional<Instant> start;
  std::optional<Instant> end;
  std::optional<Duration> wait;
  Duration run{};  ///< zero, as the next four, of a job that has none
  Duration requeue{};
  Duration lost{};
  std::int64_t interruptions = 0;
  std::int64_t preemptions = 0;
  Duration blocked{};
  std::string_view after;  ///< ids of the jobs that it depends on, with spaces between
  EndState state = EndState::done;
  std::string_view reason;
  WaitByReason waited{};

  /// What its gang held, of the chips that it asked for.
  ChipTime held() const { return chips * run; }
};

class JobRows {
 public:
  explicit JobRows(const RunFiles& run);

  /// The next row; false after the last.
  bool next(JobRow& row);

 private:
  RunTable table_;
};

/// A start: what a gang held from there on, what it did, and what it had waited for. Its texts are
/// valid until the next row is read.
struct PlacementRow {
  std::string_view id;
  std::string_view pool;
  std::string_view reservation;
  Chips chips;
  UnitRanges units;
  std::string_view slice;
  Instant start;
  std::optional<Instant> end;
  std::string_view ended_by;
  Chips rounding;
  Duration lost{};
  std::int64_t checkpoints = 0;
  Duration checkpointing{};
  Duration staging{};
  Duration starting{};
  Duration recomputing{};
  WaitByReason waited{};
};

class PlacementRows {
 public:
  explicit PlacementRows(const RunFiles& run);

  /// The next row; false after the last.
  bool next(PlacementRow& row);

 private:
  RunTable table_;
};

}  // namespace drawdown
