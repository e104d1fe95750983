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
  kStart,
  kEnd,
  kWait,
  kRun,
  kRequeue,
  kLost,
  kInterruptions,
  kPreemptions,
  kBlocked,
  kState,
  kReason,
  kFirstWaitReason
};

std::vector<std::string> job_columns() {
  std::vector<std::string> columns = {
      "job_id",   "tenant",        "class",       "pool",      "reservation", "chips",
      "submit_s", "start_s",       "end_s",       "wait_s",    "run_s",       "requeue_s",
      "lost_s",   "interruptions", "preemptions", "blocked_s", "state",       "reason"};
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

JobRows::JobRows(const RunFiles& run) : table_(run, "jobs.csv", job_columns()) {}

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
  row.start = table_.maybe_moment(kStart);
  row.end = table_.maybe_moment(kEnd);
  row.wait = table_.maybe_seconds(kWait);
  row.run = time(kRun);
  row.requeue = time(kRequeue);
  row.lost = time(kLost);
  row.interruptions = count(kInterruptions);
  row.preemptions = count(kPreemptions);
  row.blocked = time(kBlocked);
  row.state = state_of(table_);
  row.reason = table_.text(kReason);
  for (std::size_t i = 0; i < kWaitReasons; ++i) row.waited[i] = time(kFirstWaitReason + i);
  return true;
}

PlacementRows::PlacementRows(const RunFiles& run)
    : table_(run, "placements.csv",
             {"job_id", "pool", "reservation", "chips", "units", "slice", "start_s", "end_s"}) {}

bool PlacementRows::next(PlacementRow& row) {
  if (!table_.next()) return false;
  row.id = table_.text(0);
  row.pool = table_.text(1);
  row.reservation = table_.text(2);
  row.chips = Chips{table_.whole(3)};
  row.units = table_.units(4);
  row.slice = table_.text(5);
  row.start = table_.moment(6);
  row.end = table_.maybe_moment(7);
  return true;
}

}  // namespace drawdown
