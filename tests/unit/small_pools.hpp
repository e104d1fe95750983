// Small pools of each geometry, for tests of policies against brute force.
#pragma once

#include <memory>

#include <rapidcheck.h>

#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

/// Of units of so many chips: alike, nodes, or three blocks of 2x2 hosts of 2x2 chips; 12 units in
/// the torus.
inline std::shared_ptr<const Geometry> draw_geometry(Units units, Chips chips_per_unit) {
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return nullptr;
    case 1:
      return make_geometry(NodesSpec{2, {4, 8}}, units, chips_per_unit);
    default: {
      // Three blocks of 2x2 hosts of 2x2 chips.
      TorusSpec spec;
      spec.host = {{2, 2, 1}};
      spec.block = {{4, 4, 1}};
      spec.slices = {{{2, 2, 1}}, {{2, 4, 1}}, {{4, 4, 1}}};
      spec.pod = {{1, 1, 1}};
      spec.most_chips = Chips{16};
      return make_geometry(spec, units, chips_per_unit);
    }
  }
}

}  // namespace drawdown
