#include "sim/model/geometry/geometry.hpp"

#include "sim/model/geometry/alike.hpp"
#include "sim/model/geometry/nodes/nodes.hpp"
#include "sim/model/geometry/torus/torus.hpp"

namespace drawdown {

std::shared_ptr<const Geometry> make_geometry(const GeometrySpec& spec, Units units,
                                              Chips chips_per_unit) {
  if (const auto* nodes = std::get_if<NodesSpec>(&spec)) {
    return make_nodes(*nodes, units, chips_per_unit);
  }
  if (const auto* torus = std::get_if<TorusSpec>(&spec)) {
    return make_torus(*torus, units, chips_per_unit);
  }
  return make_alike(units, chips_per_unit);
}

}  // namespace drawdown
