#include "sim/review/run/job_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace drawdown {
namespace {

// In the order of the columns below.
enum JobColumn : std::size_t {
  kId,
  kTenant,
  kClass,
  kPool,
  kReservation,
  kChips,
  kSubmit,
  kRequested,
  kStart,
  kEnd,
  kWait,
  kRun,
  kRequeue,
  kLost,
  kInterruptions,
  kPreemptions,
  kBlocked,
  kAfter,
  kState,
  kReason,
  kFirstWaitReason
};

// Of a start, likewise.
enum PlacementColumn : std::size_t {
  kPlacedId,
  kPlacedPool,
  kPlacedReservation,
  kPlacedChips,
  kUnits,
  kSlice,
  kPlacedStart,
  kPlacedEnd,
  kEndedBy,
  kRounding,
  kPlacedLost,
  kCheckpoints,
  kCheckpointing,
  kStaging,
  kStarting,
  kRecomputing,
  kFirstPlacedReason
};

std::vector<std::string> and_reasons(std::vector<std::string> columns) {
  for (const std::string_view reason : kWaitReasonNames) {
    columns.push_back(fmt::format("{}_s", reason));
  }
  return columns;
}

EndState state_of(const RunTable& table) {
  const auto found = std::ranges::find(kEndStateNames, table.text(kState));
  if (found == kEndStateNames.end()) table.refuse(kState, "the state of a job");
  return static_cast<EndState>(found - kEndStateNames.begin());
}

}  // namespace

JobRows::JobRows(const RunFiles& run)
    : table_(run, "jobs.csv",
             and_reasons({"job_id",      "tenant",    "class",       "pool",    "reservation",
                          "chips",       "submit_s",  "requested_s", "start_s", "end_s",
                          "wait_s",      "run_s",     "requeue_s",   "lost_s",  "interruptions",
                          "preemptions", "blocked_s", "after",       "state",   "reason"})) {}

bool JobRows::next(JobRow& row) {
  if (!table_.next()) return false;
  const auto count = [&](std::size_t column) {
    return table_.is_empty(column) ? 0 : table_.whole(column);
  };
  const auto time = [&](std::size_t column) {
    return table_.maybe_seconds(column).value_or(Duration{0});
  };
  row.id = table_.text(kId);
  row.tenant = table_.text(kTenant);
  row.job_class = table_.text(kClass);
  row.pool = table_.text(kPool);
  row.reservation = table_.text(kReservation);
  row.chips = Chips{table_.whole(kChips)};
  row.submit = table_.moment(kSubmit);
  row.requested = table_.seconds(kRequested);
  row.start = table_.maybe_moment(kStart);
  row.end = table_.maybe_moment(kEnd);
  row.wait = table_.maybe_seconds(kWait);
  row.run = time(kRun);
  row.requeue = time(kRequeue);
  row.lost = time(kLost);
  row.interruptions = count(kInterruptions);
  row.preemptions = count(kPreemptions);
  row.blocked = time(kBlocked);
  row.after = table_.text(kAfter);
  row.state = state_of(table_);
  row.reason = table_.text(kReason);
  for (std::size_t i = 0; i < kWaitReasons; ++i) row.waited[i] = time(kFirstWaitReason + i);
  return true;
}

PlacementRows::PlacementRows(const RunFiles& run)
    : table_(run, "placements.csv",
             and_reasons({"job_id", "pool", "reservation", "chips", "units", "slice", "start_s",
                          "end_s", "ended_by", "rounding", "lost_s", "checkpoints",
                          "checkpointing_s", "staging_s", "starting_s", "recomputing_s"})) {}

bool PlacementRows::next(PlacementRow& row) {
  if (!table_.next()) return false;
  row.id = table_.text(kPlacedId);
  row.pool = table_.text(kPlacedPool);
  row.reservation = table_.text(kPlacedReservation);
  row.chips = Chips{table_.whole(kPlacedChips)};
  row.units = table_.units(kUnits);
  row.slice = table_.text(kSlice);
  row.start = table_.moment(kPlacedStart);
  row.end = table_.maybe_moment(kPlacedEnd);
  row.ended_by = table_.text(kEndedBy);
  row.rounding = Chips{table_.whole(kRounding)};
  row.lost = table_.seconds(kPlacedLost);
  row.checkpoints = table_.whole(kCheckpoints);
  row.checkpointing = table_.seconds(kCheckpointing);
  row.staging = table_.seconds(kStaging);
  row.starting = table_.seconds(kStarting);
  row.recomputing = table_.seconds(kRecomputing);
  for (std::size_t i = 0; i < kWaitReasons; ++i) {
    row.waited[i] = table_.seconds(kFirstPlacedReason + i);
  }
  return true;
}

}  // namespace drawdown
