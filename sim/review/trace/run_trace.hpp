// A run for other viewers.
#pragma once

#include "sim/config/gzip.hpp"
#include "sim/review/run/run_files.hpp"

namespace drawdown {

/// The trace event format of Chrome and Perfetto (JSON): docs/review.md says what is in it. In
/// memory that does not grow with the run. Raises InputError where a table cannot be read.
void write_chrome_trace(const RunFiles& run, const ByteSink& to);

/// A table, a row for each stage of each start and each range of its units: docs/review.md.
void write_csv_trace(const RunFiles& run, const ByteSink& to);

}  // namespace drawdown
