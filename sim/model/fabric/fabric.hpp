// The network inside a pool, and what a training step costs a gang in its place there, by the
// formulas of docs/fabric.md. SI units: seconds, bytes, bytes/s in one direction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

/// The way from one member of a collective to the next. The bandwidth is above 0.
struct FabricLink {
  double alpha_s;      ///< the time of a message without bytes
  double bytes_per_s;  ///< in one direction
};

/// Nodes in fast domains, under leaf switches, under a spine.
struct NodesFabric {
  NodesSpec layout;
  Chips chips_per_node;
  FabricLink domain;        ///< of one chip, inside its fast domain
  FabricLink node;          ///< of one node, out of its fast domain: all its NICs together
  double oversubscription;  ///< the NICs of a leaf's nodes over its uplink; above 0
};

/// What all nodes of a leaf together can send to the spine, in bytes/s; the layout has leaves.
double uplink_bytes_per_s(const NodesFabric& fabric, std::size_t leaf);

/// Chips that are linked to their neighbours along each axis.
struct TorusFabric {
  FabricLink link;           ///< one link; alpha is of one hop
  std::int32_t wrap_extent;  ///< an axis closes to a ring if its extent is a multiple of this
  bool twists;               ///< slices that may be twisted (is_twistable) are
};

/// Whether a slice may be a twisted torus: n x n x 2n or n x 2n x 2n, in any order of its axes,
/// with n a multiple of 4 (Google Cloud: TPU v4, "Twisted torus topologies").
bool is_twistable(const Shape& slice);

using FabricSpec = std::variant<NodesFabric, TorusFabric>;

/// One training step, as a job declares it.
struct StepProfile {
  double compute_s;         ///< at full speed
  double all_reduce_bytes;  ///< S: of the buffer that each chip has, and that is summed over all
  double all_to_all_bytes;  ///< A: what each chip sends to all others together, as much to each
};

/// What a gang sends, and receives, through the uplink of one leaf.
struct LeafTraffic {
  std::size_t leaf;
  double bytes_per_s;  ///< in each direction, as a mean over the step
};

/// A step of a gang in its place, with nothing else on the fabric.
struct StepCost {
  double compute_s;
  double collective_s;
  std::vector<LeafTraffic> crossings;  ///< by leaf; empty where none of the traffic leaves its leaf

  double total_s() const { return compute_s + collective_s; }
};

/// What a step costs in a place of a pool with this fabric.
StepCost step_cost(const StepProfile& profile, const FabricSpec& fabric, const Placement& place);

/// The closest place for as many units, were the pool empty: on the fewest leaves, the largest
/// ones, and there in the fewest domains, as even as can be. If that is quite even, no other place
/// has a faster all-reduce, unless latencies outweigh bytes, or NICs the links inside the domain. A
/// slice of a torus is as good anywhere: the place itself.
Placement closest_place(const FabricSpec& fabric, const Placement& place);

}  // namespace drawdown
