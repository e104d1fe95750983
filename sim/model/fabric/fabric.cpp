#include "sim/model/fabric/fabric.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/errors.hpp"
#include "sim/model/fabric/collectives.hpp"

namespace drawdown {
namespace {

// The fewest domains for `nodes`, on the fewest leaves, the largest first; by number.
std::vector<std::int64_t> closest_domains(const NodesSpec& layout, std::int64_t nodes) {
  std::vector<std::int64_t> domains(
      static_cast<std::size_t>((nodes + layout.domain_units - 1) / layout.domain_units));
  std::iota(domains.begin(), domains.end(), 0);
  if (layout.leaf_units.empty()) return domains;

  struct Leaf {
    std::int64_t first;
    std::int64_t size;
  };
  std::vector<Leaf> leaves;
  std::int64_t first = 0;
  for (const std::int64_t units : layout.leaf_units) {
    leaves.push_back({first, units / layout.domain_units});
    first += leaves.back().size;
  }
  std::stable_sort(leaves.begin(), leaves.end(),
                   [](const Leaf& a, const Leaf& b) { return a.size > b.size; });
  auto next = domains.begin();
  for (const Leaf& leaf : leaves) {
    const auto end = next + std::min<std::ptrdiff_t>(leaf.size, domains.end() - next);
    std::iota(next, end, leaf.first);
    next = end;
  }
  require(next == domains.end(), "{} nodes are more than the pool has", nodes);
  std::sort(domains.begin(), domains.end());
  return domains;
}

Placement closest_nodes(const NodesSpec& layout, const Placement& place) {
  std::int64_t nodes = 0;
  for (const UnitRange& range : place.units) nodes += range.last - range.first + 1;
  const std::vector<std::int64_t> domains = closest_domains(layout, nodes);
  const auto count = static_cast<std::int64_t>(domains.size());
  Placement closest{{}, place.taken, {}};
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t share = nodes / count + (i < nodes % count ? 1 : 0);
    const std::int64_t first = domains[static_cast<std::size_t>(i)] * layout.domain_units;
    closest.units.push_back(
        {static_cast<std::int32_t>(first), static_cast<std::int32_t>(first + share - 1)});
  }
  return closest;
}

}  // namespace

StepCost step_cost(const StepProfile& profile, const FabricSpec& fabric, const Placement& place) {
  if (const auto* nodes = std::get_if<NodesFabric>(&fabric)) {
    return nodes_step_cost(profile, *nodes, place);
  }
  return torus_step_cost(profile, std::get<TorusFabric>(fabric), place.slice);
}

Placement closest_place(const FabricSpec& fabric, const Placement& place) {
  const auto* nodes = std::get_if<NodesFabric>(&fabric);
  return nodes ? closest_nodes(nodes->layout, place) : place;
}

}  // namespace drawdown
