// On which accelerators jobs run, read from YAML (docs/jobs.md, "Where a job can run").
#pragma once

#include <string_view>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/portability/runs_on.hpp"

namespace drawdown {

/// Reports a speed that is not from 0.001 to 1000: lengths of time that are divided by it fit.
void check_speed(MapReader& reader, std::string_view key, double speed);

/// The key `runs_on` of a stream or a trace; empty where it is absent. `own` are the platform's
/// accelerators beside the catalogue's. Where the accelerators and their speeds are `known`, the
/// key adds to them.
RunsOn read_runs_on(MapReader& jobs, const std::vector<Accelerator>& own, RunsOn known = {});

}  // namespace drawdown
