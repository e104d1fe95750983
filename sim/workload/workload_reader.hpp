// The `workload` part of a scenario, read from YAML: a `trace` (traces/trace_reader.hpp) or
// `streams` (streams/stream_reader.hpp).
#pragma once

#include <optional>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {

/// The workload that a scenario describes, for a run from `start` to `end` (none: until drained) on
/// a platform that has accelerators of its `own` beside the catalogue's. What is wrong is in the
/// diagnostics of `workload`; until they are raised, the result means nothing.
WorkloadSpec read_workload(MapReader workload, Date start, const std::optional<Date>& end,
                           const std::vector<Accelerator>& own = {});

}  // namespace drawdown
