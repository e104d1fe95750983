// What jobs ask of their place, how they stand to others, and what their starts cost them, read
// from YAML.
#pragma once

#include <memory>
#include <string>

#include "sim/config/reader.hpp"
#include "sim/model/fabric/fabric.hpp"
#include "sim/model/geometry/ask.hpp"
#include "sim/workload/elasticity.hpp"
#include "sim/workload/recovery.hpp"
#include "sim/workload/standing.hpp"

namespace drawdown {

/// The keys `startup`, `restart` and `checkpoint` of a stream or a trace.
Recovery read_recovery(MapReader& jobs);

/// The keys `priority`, `preemptible` and `deadline` of a stream or a trace.
Standing read_standing(MapReader& jobs);

/// The key `step` of a stream or a trace; null where it is absent.
std::shared_ptr<const StepProfile> read_step(MapReader& jobs);

/// The key `data` of a stream or a trace: the name of a data set; empty where it is absent.
std::string read_data_set(MapReader& jobs);

/// The keys `chips` and `shape` of a size, one of them at least.
Ask read_size(MapReader& size);

/// The keys `down_to` and `scaling` of a size that asks for this.
Elasticity read_elasticity(MapReader& size, const Ask& ask);

/// The key `placement` of a stream.
PlacementLimit read_placement(MapReader& stream);

}  // namespace drawdown
