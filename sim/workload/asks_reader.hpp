// What jobs ask of their place, read from YAML.
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/geometry/ask.hpp"
#include "sim/workload/elasticity.hpp"

namespace drawdown {

/// The keys `chips` and `shape` of a size, one of them at least.
Ask read_size(MapReader& size);

/// The keys `down_to` and `scaling` of a size that asks for this.
Elasticity read_elasticity(MapReader& size, const Ask& ask);

/// The key `placement` of a stream.
PlacementLimit read_placement(MapReader& stream);

}  // namespace drawdown
