// Training whose length follows from its model and data, or its cost, read from YAML
// (docs/jobs.md).
#pragma once

#include <memory>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/portability/runs_on.hpp"

namespace drawdown {

/// How much work a training job is, and where it runs.
struct Training {
  double chip_ms = 0;                     ///< chips x time in ms at speed 1, however many chips
  std::shared_ptr<const RunsOn> runs_on;  ///< null: everywhere, at speed 1
};

/// The keys `training` and `runs_on` of a stream that has the former. `own` are the platform's
/// accelerators beside the catalogue's.
Training read_training(MapReader& stream, const std::vector<Accelerator>& own);

}  // namespace drawdown
