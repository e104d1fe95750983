// The collectives of a step on each kind of fabric.
#pragma once

#include <cstdint>

#include "sim/model/fabric/fabric.hpp"

namespace drawdown {

/// Ring all-reduce of N members: 2(N-1) alpha + 2(N-1)/N S/B, a reduce-scatter and an all-gather of
/// half that each (Thakur, Rabenseifner, Gropp: Optimization of Collective Communication Operations
/// in MPICH, IJHPCA 19, 2005).
inline double ring_all_reduce_s(std::int64_t members, double bytes, const FabricLink& link) {
  const auto steps = 2 * static_cast<double>(members - 1);
  return steps * (link.alpha_s + bytes / static_cast<double>(members) / link.bytes_per_s);
}

/// What each chip of a gang sends to each other in an all-to-all of `bytes` per chip.
inline double pair_bytes(double bytes, Chips gang) {
  return gang > Chips{1} ? bytes / static_cast<double>(gang.value() - 1) : 0;
}

/// The step of a gang on nodes.
StepCost nodes_step_cost(const StepProfile& profile, const NodesFabric& fabric,
                         const Placement& place);

/// The step of a gang in a slice of a torus.
StepCost torus_step_cost(const StepProfile& profile, const TorusFabric& fabric, const Shape& slice);

}  // namespace drawdown
