// Pools where any units will do.
#pragma once

#include <memory>

#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

std::shared_ptr<const Geometry> make_alike(Units units, Chips chips_per_unit);

}  // namespace drawdown
