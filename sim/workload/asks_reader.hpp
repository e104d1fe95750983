// What jobs ask of their place, read from YAML.
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/geometry/ask.hpp"

namespace drawdown {

/// The keys `chips` and `shape` of a size, one of them at least.
Ask read_size(MapReader& size);

/// The key `placement` of a stream.
PlacementLimit read_placement(MapReader& stream);

}  // namespace drawdown
