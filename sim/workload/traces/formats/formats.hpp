// The formats of traces: their readers, and how the published CSV files are laid out.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/workload/traces/trace.hpp"
#include "sim/workload/traces/trace_spec.hpp"

namespace drawdown {

/// Standard Workload Format, version 2.2 (Parallel Workloads Archive,
/// https://www.cs.huji.ac.il/labs/parallel/workload/swf.html): 18 numbers a line, `;` before
/// comments, -1 where nothing is known.
///
/// id = field 1, submit = 2 (s), run = 4 (s), chips = 5 (allocated processors) or 8 (requested)
/// where that is below 1, requested = 9 (s), tenant = 12 (user), class = 15 (queue).
std::unique_ptr<RowReader> make_swf_reader(const TraceSpec& spec, Date start);

/// Comma-separated values (RFC 4180, but a quoted field ends on its line) under one line of column
/// names; `#` before comments above that.
std::unique_ptr<RowReader> make_csv_reader(const TraceSpec& spec, Date start);

/// How the jobs of a CSV file are laid out.
struct CsvLayout {
  CsvColumns columns;
  bool skip_without_chips = true;  ///< else such jobs are refused
  /// Of the trace, from its moment 0: jobs run at most until then; needed where `ended` is.
  Duration length{};
};

/// A CSV file in the first of some layouts all of whose columns it has.
std::unique_ptr<RowReader> make_layout_reader(std::vector<CsvLayout> layouts, Date start);

/// What each reads is in docs/workloads.md, Traces.
std::vector<CsvLayout> philly_layouts();
std::vector<CsvLayout> helios_layouts();
std::vector<CsvLayout> openb_layouts();
std::vector<CsvLayout> dlrm_layouts();

}  // namespace drawdown
