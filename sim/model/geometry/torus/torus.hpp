// Pools of blocks of hosts, where gangs get slices.
#pragma once

#include <memory>

#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

std::shared_ptr<const Geometry> make_torus(const TorusSpec& spec, Units units,
                                           Chips chips_per_unit);

}  // namespace drawdown
