#include "sim/workload/traces/trace.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr std::array<TraceFormat, 2> kFormats = {{
    {"swf", "Standard Workload Format of the Parallel Workloads Archive, plain or gzip",
     make_swf_reader},
    {"csv", "comma-separated values with a line of column names, plain or gzip", make_csv_reader},
}};

const TraceFormat& find_format(std::string_view name) {
  const auto it = std::ranges::find(kFormats, name, &TraceFormat::name);
  require(it != kFormats.end(), "there is no trace format '{}'", name);
  return *it;
}

}  // namespace

std::span<const TraceFormat> trace_formats() {
  return kFormats;
}

TraceSource::TraceSource(const TraceSpec& spec, Date start)
    : start_(start),
      on_bad_line_(spec.on_bad_line),
      sorted_later_(spec.sort || spec.offered_load),
      time_zero_(spec.time_zero),
      recovery_(spec.recovery),
      standing_(spec.standing),
      step_(spec.step),
      lines_(spec.file, spec.file_place),
      rows_(find_format(spec.format).make(spec, start)) {
  rows_->read_header(lines_);
}

bool TraceSource::next(Job& job) {
  std::string_view line;
  while (lines_.next(line)) {
    faults_.clear();
    job.standing = standing_;
    if (!rows_->read(line, job, faults_)) continue;
    if (!faults_.any()) place_in_time(job);
    if (!faults_.any()) {
      ++counts_.jobs;
      if (job.id.empty()) job.id = fmt::to_string(counts_.jobs);
      job.recovery = recovery_;
      job.step = step_.get();
      return true;
    }
    if (on_bad_line_ == OnBadLine::fail) raise_faults(line);
    ++counts_.lines_skipped;
  }
  if (counts_.jobs == 0) {
    Diagnostics diagnostics;
    diagnostics.add(
        {lines_.path()},
        counts_.lines_skipped == 0
            ? "has no jobs"
            : fmt::format("has no jobs: all of its {} lines are malformed", counts_.lines_skipped));
    diagnostics.raise_if_any();
  }
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

void TraceSource::raise_faults(std::string_view line) const {
  Diagnostics diagnostics;
  for (const LineFaults::Fault& fault : faults_.all()) {
    diagnostics.add(lines_.place(fault.column), fault.message, std::string(line));
  }
  diagnostics.raise_if_any();
}

}  // namespace drawdown
