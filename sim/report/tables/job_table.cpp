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
      "state,reason");
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
  rows_.put(gang.number, row_.view());
  ++count_;
}

void JobTable::refused(const Gang& gang, std::string_view reason) {
  Row row = begin(gang);
  row.text(gang.job.pool).empty().number(gang.job.chips.value());
  row.seconds(gang.job.submit).seconds(gang.job.requested).empty(4);
  row.text(name_of(EndState::refused)).text(reason).empty(static_cast<int>(kWaitReasons));
  put(gang, row);
}

void JobTable::started(const Gang& gang) {
  if (waited_.size() <= gang.id.index()) waited_.resize(gang.id.index() + 1);
  waited_[gang.id.index()] = attribution_.waited(gang);
}

void JobTable::ended(const Gang& gang, EndState how) {
  Row row = begin(gang);
  append_run(row, gang, how, waited_[gang.id.index()]);
  put(gang, row);
}

// Of a gang that runs, or ran.
void JobTable::append_run(Row& row, const Gang& gang, EndState how, const WaitByReason& waited) {
  labels_.append(row, gang.partition);
  row.number(gang.job.chips.value()).seconds(gang.job.submit).seconds(gang.job.requested);
  row.seconds(gang.start);
  if (how == EndState::censored) {
    row.empty();
  } else {
    row.seconds(gang.end);
  }
  row.seconds(gang.start - gang.job.submit).seconds(state_.view.now - gang.start);
  row.text(name_of(how)).empty();
  for (const Duration time : waited) row.seconds(time);
}

void JobTable::censored(const Gang& gang) {
  Row row = begin(gang);
  if (gang.running()) {
    append_run(row, gang, EndState::censored, waited_[gang.id.index()]);
  } else {
    row.text(gang.job.pool).empty().number(gang.job.chips.value());
    row.seconds(gang.job.submit).seconds(gang.job.requested).empty(2);
    row.seconds(state_.view.now - gang.job.submit).empty();
    row.text(name_of(EndState::censored)).empty();
    for (const Duration time : attribution_.waited(gang)) row.seconds(time);
  }
  put(gang, row);
}

void JobTable::finished(Instant) {
  rows_.finish(count_);
  file_.close();
}

}  // namespace drawdown
