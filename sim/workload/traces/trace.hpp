// Jobs from the log of a real cluster.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sim/workload/job.hpp"
#include "sim/workload/traces/lines/line_reader.hpp"
#include "sim/workload/traces/lines/trace_fields.hpp"
#include "sim/workload/traces/trace_spec.hpp"
#include "sim/workload/workload_context.hpp"

namespace drawdown {

/// Makes jobs of the lines of one format. An empty id stands for the job's number.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// Takes the lines before the first job, if the format has such. Raises InputError.
  virtual void read_header(LineReader& lines) = 0;
  /// What any job's line may say; known after the header.
  virtual JobFields fields() const = 0;
  /// Whether `line` holds a job; then `job` is it (its submit time as the log has it), or `faults`
  /// says why not. Of its standing, only what the line says is written.
  virtual bool read(std::string_view line, Job& job, LineFaults& faults) = 0;
  /// What else there is to say of the line that `read` saw last.
  virtual std::span<const LineNote> notes() const { return {}; }
  /// The submit time as the last job's line writes it; valid as long as that line.
  virtual const Field& submit_field() const = 0;
};

/// The jobs of a trace in the order of its lines, which is that of submission unless `spec.sort`;
/// with that, `time_zero: first_job` is left to whoever sorts.
class TraceSource : public JobSource {
 public:
  TraceSource(const TraceSpec& spec, Date start);

  bool next(Job& job) override;
  SourceCounts counts() const override { return counts_; }
  JobFields fields() const override {
    return rows_->fields() | JobFields{.standing = standing_.is_said()};
  }
  std::optional<double> share_read() const override { return lines_.share_read(); }
  std::string input_hash() override { return lines_.content_hash(); }

 private:
  void place_in_time(Job& job);
  void raise_without_jobs() const;

  Date start_;
  OnBadLine on_bad_line_;
  bool sorted_later_;
  TimeZero time_zero_;
  Recovery recovery_;
  Standing standing_;
  MarketUse markets_;
  std::shared_ptr<const StepProfile> step_;
  std::string data_set_;
  std::shared_ptr<const RunsOn> runs_on_;
  LineReader lines_;
  std::unique_ptr<RowReader> rows_;
  LineFaults faults_;
  std::optional<Instant> first_;     // the first job's submit time, as the log has it
  std::optional<Instant> previous_;  // the last job's
  SourceCounts counts_;
};

}  // namespace drawdown
