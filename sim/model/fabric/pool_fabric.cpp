#include "sim/model/fabric/pool_fabric.hpp"

namespace drawdown {
namespace {

// Of a message without bytes. One hop between torus neighbours is about 1 us (Scaling Book, "How
// to Think About TPUs"). No public figure was found for the others: 3.5 us inside a fast domain
// and 5 us between nodes are assumed, from the middle of what is usual (2 to 5, 3 to 6 us).
constexpr double kHopAlpha = 1e-6;
constexpr double kDomainAlpha = 3.5e-6;
constexpr double kNodeAlpha = 5e-6;

FabricSpec fabric_of_nodes(const Pool& pool, const NodesSpec& layout, const NodeFabric& fabric) {
  const double nics = static_cast<double>(fabric.rails) * fabric.nic.bytes_per_s;
  return NodesFabric{layout,
                     pool.chips_per_unit,
                     {kDomainAlpha, pool.accelerator->scale_up.bytes_per_s},
                     {kNodeAlpha, nics},
                     fabric.oversubscription};
}

FabricSpec fabric_of_torus(const Pool& pool, const TorusSpec& torus) {
  // Optical switches close any axis of whole cubes; a flat pod's axis closes where it is as long as
  // the pod.
  const Shape& block = torus.block;
  const std::int32_t wrap_extent =
      torus.is_flat() ? std::max(block.extents[0], block.extents[1]) : block.extents[0];
  return TorusFabric{
      {kHopAlpha, pool.accelerator->link_bandwidth().bytes_per_s}, wrap_extent, !torus.is_flat()};
}

}  // namespace

std::optional<FabricSpec> fabric_of(const Pool& pool) {
  if (!pool.accelerator) return std::nullopt;
  if (const auto* nodes = std::get_if<NodesSpec>(&pool.geometry); nodes && pool.fabric) {
    return fabric_of_nodes(pool, *nodes, *pool.fabric);
  }
  const auto* torus = std::get_if<TorusSpec>(&pool.geometry);
  if (torus == nullptr || pool.accelerator->links == 0) return std::nullopt;
  return fabric_of_torus(pool, *torus);
}

}  // namespace drawdown
