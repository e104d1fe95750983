// Samples of lengths of time, read from a column of a file.
//
//   file: durations.csv       # comma-separated, plain or gzip, relative to this file; `#` before
//                             # comments above the line of column names
//   column: run_s
//   unit: s                   # s | ms | us
//   hash: "..."               # of its bytes; another one is an error. Default: what it is
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/distribution/distribution.hpp"

namespace drawdown {

/// The values of the column, none of them negative, at least one. In the tree the file's name
/// becomes absolute, unless an environment variable begins it. What is wrong is in the diagnostics
/// of `sample`, of the file's lines the first that is; until they are raised, the result means
/// nothing.
EmpiricalDuration read_sample(MapReader sample);

}  // namespace drawdown
