// Training whose length follows from its model and data, or its cost, read from YAML
// (docs/jobs.md).
#pragma once

#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/portability/runs_on.hpp"

namespace drawdown {

/// How much work a training job is, and how fast where, as far as that says it.
struct Training {
  double chip_ms = 0;  ///< chips x time in ms at speed 1, however many chips
  RunsOn ports;        ///< to the accelerators that it names, with their speeds; empty: none
};

/// The key `training` of a stream that has it. `own` are the platform's
/// accelerators beside the catalogue's.
Training read_training(MapReader& stream, const std::vector<Accelerator>& own);

}  // namespace drawdown
