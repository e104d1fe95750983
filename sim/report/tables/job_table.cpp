#include "sim/report/tables/job_table.hpp"

#include <fmt/format.h>

namespace drawdown {

JobTable::JobTable(const RunState& state, const Attribution& attribution,
                   const std::filesystem::path& directory)
    : state_(state),
      attribution_(attribution),
      labels_(state),
      file_(directory / "jobs.csv"),
      rows_(file_, directory) {
  file_.buffer().append(
      "job_id,tenant,class,pool,reservation,chips,submit_s,requested_s,start_s,end_s,wait_s,run_s,"
      "requeue_s,lost_s,interruptions,preemptions,blocked_s,after,state,reason");
  for (const std::string_view reason : kWaitReasonNames) {
    file_.buffer().append(fmt::format(",{}_s", reason));
  }
  file_.buffer().push_back('\n');
}

// The fields up to `class`.
Row JobTable::begin(const Gang& gang) {
  row_.clear();
  Row row(row_);
  row.text(gang.job.id).text(state_.tenant(gang)).text(gang.job.job_class);
  return row;
}

void JobTable::put(const Gang& gang, Row& row) {
  row.end();
  rows_.put(open_[gang.id.index()].number, row_.view());
  ++count_;
}

void JobTable::refused(const Gang& gang, std::string_view reason) {
  Row row = begin(gang);
  row.text(gang.job.pool).empty().number(gang.job.chips.value());
  row.seconds(gang.job.submit).seconds(gang.job.requested).empty(8);
  row.seconds(gang.blocked_by(state_.view.now)).text(gang.job.after);
  row.text(name_of(EndState::refused)).text(reason).empty(static_cast<int>(kWaitReasons));
  put(gang, row);
}

void JobTable::submitted(const Gang& gang) {
  if (open_.size() <= gang.id.index()) open_.resize(gang.id.index() + 1);
  open_[gang.id.index()] = {submitted_++, {}};
}

void JobTable::started(const Gang& gang) {
  add_wait(gang);
}

// What it has waited since its arrival or its last interruption.
void JobTable::add_wait(const Gang& gang) {
  const WaitByReason waited = attribution_.waited(gang);
  for (std::size_t i = 0; i < kWaitReasons; ++i) open_[gang.id.index()].waited[i] += waited[i];
}

void JobTable::ended(const Gang& gang, EndState how) {
  append_run(gang, how);
}

void JobTable::censored(const Gang& gang) {
  if (!gang.running() && !gang.blocked()) add_wait(gang);
  if (gang.has_started()) {
    append_run(gang, EndState::censored);
    return;
  }
  Row row = begin(gang);
  row.text(gang.job.pool).empty().number(gang.job.chips.value());
  row.seconds(gang.job.submit).seconds(gang.job.requested).empty(2);
  if (gang.blocked()) {
    row.empty();
  } else {
    row.seconds(gang.waited_by(state_.view.now));
  }
  row.empty(5).seconds(gang.blocked_by(state_.view.now)).text(gang.job.after);
  row.text(name_of(EndState::censored)).empty();
  for (const Duration time : open_[gang.id.index()].waited) row.seconds(time);
  put(gang, row);
}

// Of a gang that has started.
void JobTable::append_run(const Gang& gang, EndState how) {
  const Instant now = state_.view.now;
  Row row = begin(gang);
  labels_.append(row, gang.partition);
  row.number(gang.job.chips.value()).seconds(gang.job.submit).seconds(gang.job.requested);
  row.seconds(gang.first_start);
  if (how == EndState::censored) {
    row.empty();
  } else {
    row.seconds(now);
  }
  const Duration held = gang.held_by(now);
  row.seconds(gang.waited_by(now)).seconds(held);
  row.seconds(now - gang.first_start - held).seconds(gang.lost).number(gang.interruptions);
  row.number(gang.preemptions);
  row.seconds(gang.blocked_by(now)).text(gang.job.after);
  row.text(name_of(how)).empty();
  for (const Duration time : open_[gang.id.index()].waited) row.seconds(time);
  put(gang, row);
}

void JobTable::finished(Instant) {
  rows_.finish(count_);
  file_.close();
}

}  // namespace drawdown
