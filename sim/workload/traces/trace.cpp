#include "sim/workload/traces/trace.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

const TraceFormat& find_format(std::string_view name) {
  const auto formats = trace_formats();
  const auto it = std::ranges::find(formats, name, &TraceFormat::name);
  require(it != formats.end(), "there is no trace format '{}'", name);
  return *it;
}

}  // namespace

TraceSource::TraceSource(const TraceSpec& spec, Date start)
    : start_(start),
      on_bad_line_(spec.on_bad_line),
      sorted_later_(spec.sort || spec.offered_load),
      time_zero_(spec.time_zero),
      recovery_(spec.recovery),
      standing_(spec.standing),
      markets_(spec.markets),
      step_(spec.step),
      data_set_(spec.data_set),
      runs_on_(spec.runs_on),
      lines_(spec.file, spec.file_place),
      rows_(find_format(spec.format).make(spec, start)) {
  rows_->read_header(lines_);
}

bool TraceSource::next(Job& job) {
  std::string_view line;
  while (lines_.next(line)) {
    faults_.clear();
    job.standing = standing_;
    const bool is_job = rows_->read(line, job, faults_);
    if (is_job && !faults_.any()) place_in_time(job);
    if (!faults_.any()) {
      for (const LineNote note : rows_->notes()) ++counts_.of(note);
      if (!is_job) continue;
      ++counts_.jobs;
      if (job.id.empty()) job.id = fmt::to_string(counts_.jobs);
      job.recovery = recovery_;
      job.markets = markets_;
      job.step = step_.get();
      job.data_set = data_set_;
      job.runs_on = runs_on_.get();
      return true;
    }
    if (on_bad_line_ == OnBadLine::fail) faults_.raise_if_any(lines_, line);
    ++counts_.of(LineNote::malformed);
  }
  if (counts_.jobs == 0) raise_without_jobs();
  return false;
}

// Turns the submit time of the log into that of the run.
void TraceSource::place_in_time(Job& job) {
  const Field& field = rows_->submit_field();
  const Instant logged = job.submit;
  if (time_zero_ == TimeZero::start && logged < kRunStart) {
    faults_.add(
        field.column,
        fmt::format("submitted before the run's start, {}: got '{}' (`time_zero: first_job` "
                    "lets the run start with the first job)",
                    format_date(start_), field.text));
    return;
  }
  if (sorted_later_) return;
  if (previous_ && logged < *previous_) {
    faults_.add(field.column,
                fmt::format("expected a submit time not before the previous job's, got '{}' (for a "
                            "trace out of order, add `sort: true`)",
                            field.text));
    return;
  }
  previous_ = logged;
  if (!first_) first_ = logged;
  if (time_zero_ == TimeZero::first_job) job.submit = kRunStart + (logged - *first_);
}

void TraceSource::raise_without_jobs() const {
  const std::int64_t malformed = counts_.of(LineNote::malformed);
  const std::int64_t without_chips = counts_.of(LineNote::without_chips);
  std::string message = "has no jobs";
  if (without_chips > 0) {
    message += fmt::format(": {} of its lines ask for no chips, {} are malformed", without_chips,
                           malformed);
  } else if (malformed > 0) {
    message += fmt::format(": all of its {} lines are malformed", malformed);
  }
  Diagnostics diagnostics;
  diagnostics.add({lines_.path()}, std::move(message));
  diagnostics.raise_if_any();
}

}  // namespace drawdown
