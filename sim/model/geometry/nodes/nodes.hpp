// Pools of nodes under fast domains and leaf switches.
#pragma once

#include <memory>

#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

std::shared_ptr<const Geometry> make_nodes(const NodesSpec& spec, Units units,
                                           Chips chips_per_unit);

}  // namespace drawdown
