#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/model/fabric/collectives.hpp"

namespace drawdown {
namespace {

struct LeafShare {
  std::size_t leaf;
  std::int64_t nodes;
};

// A gang as it lies.
struct Spread {
  const NodesFabric& fabric;
  Chips chips;
  std::vector<std::int64_t> domains;  // its nodes in each
  std::vector<LeafShare> leaves;      // none if it lies on one: no uplink is used

  Chips chips_of(std::int64_t nodes) const {
    return std::min(chips, fabric.chips_per_node * nodes);
  }
  // In the domain that has the most.
  Chips most_chips() const { return chips_of(std::ranges::max(domains)); }
  // All NICs of the domain that has the fewest.
  double domain_bytes_per_s() const {
    return static_cast<double>(std::ranges::min(domains)) * fabric.node.bytes_per_s;
  }
};

Spread spread_of(const NodesFabric& fabric, const Placement& place) {
  Spread spread{fabric, place.taken, {}, {}};
  const NodesSpec& layout = fabric.layout;
  std::int64_t domain_end = 0;  // of the domain, and of the leaf, of the last node
  std::int64_t leaf_end =
      layout.leaf_units.empty() ? place.units.back().last + 1 : layout.leaf_units.front();
  std::size_t leaf = 0;
  for (const UnitRange& range : place.units) {
    for (std::int64_t first = range.first; first <= range.last;) {
      if (first >= domain_end) {
        domain_end = (first / layout.domain_units + 1) * layout.domain_units;
        spread.domains.push_back(0);
      }
      while (first >= leaf_end) {
        require(++leaf < layout.leaf_units.size(), "node {} is on no leaf", first);
        leaf_end += layout.leaf_units[leaf];
      }
      if (spread.leaves.empty() || spread.leaves.back().leaf != leaf) {
        spread.leaves.push_back({leaf, 0});
      }
      const std::int64_t nodes = std::min<std::int64_t>(range.last + 1, domain_end) - first;
      spread.domains.back() += nodes;
      spread.leaves.back().nodes += nodes;
      first += nodes;
    }
  }
  if (spread.leaves.size() == 1) spread.leaves.clear();
  return spread;
}

// Between the domains run as many rings as a domain has chips, each with its share of the bytes and
// of the NICs: they take as long as one ring with all of both. They visit the domains leaf by leaf.
double all_reduce_s(double bytes, const Spread& spread) {
  if (bytes == 0) return 0;
  FabricLink ring{spread.fabric.node.alpha_s, spread.domain_bytes_per_s()};
  for (const LeafShare& share : spread.leaves) {
    ring.bytes_per_s = std::min(ring.bytes_per_s, uplink_bytes_per_s(spread.fabric, share.leaf));
  }
  const auto domains = static_cast<std::int64_t>(spread.domains.size());
  return ring_all_reduce_s(spread.most_chips().value(), bytes, spread.fabric.domain) +
         ring_all_reduce_s(domains, bytes, ring);
}

// What some nodes send to the rest of the gang in an all-to-all.
double sent_bytes(double bytes, std::int64_t nodes, const Spread& spread) {
  const Chips inside = spread.chips_of(nodes);
  const Chips outside = spread.chips - inside;
  return static_cast<double>(inside.value()) * static_cast<double>(outside.value()) *
         pair_bytes(bytes, spread.chips);
}

// The chips' links, the domains' NICs and the uplinks are busy at once; the busiest counts.
double all_to_all_s(double bytes, const Spread& spread) {
  const NodesFabric& fabric = spread.fabric;
  const std::int64_t fewest = std::ranges::min(spread.domains);
  const auto peers = static_cast<double>(spread.most_chips().value() - 1);
  double time_s = std::max(peers * pair_bytes(bytes, spread.chips) / fabric.domain.bytes_per_s,
                           sent_bytes(bytes, fewest, spread) / spread.domain_bytes_per_s());
  for (const LeafShare& share : spread.leaves) {
    time_s = std::max(
        time_s, sent_bytes(bytes, share.nodes, spread) / uplink_bytes_per_s(fabric, share.leaf));
  }
  return time_s;
}

}  // namespace

double uplink_bytes_per_s(const NodesFabric& fabric, std::size_t leaf) {
  return static_cast<double>(fabric.layout.leaf_units[leaf]) * fabric.node.bytes_per_s /
         fabric.oversubscription;
}

StepCost nodes_step_cost(const StepProfile& profile, const NodesFabric& fabric,
                         const Placement& place) {
  const Spread spread = spread_of(fabric, place);
  StepCost cost{profile.compute_s,
                all_reduce_s(profile.all_reduce_bytes, spread) +
                    all_to_all_s(profile.all_to_all_bytes, spread),
                {}};
  if (cost.collective_s == 0) return cost;
  // Each leaf is entered once and left once by the rings.
  const auto domains = static_cast<double>(spread.domains.size());
  const double ring_bytes = 2 * (domains - 1) / domains * profile.all_reduce_bytes;
  for (const LeafShare& share : spread.leaves) {
    const double bytes = ring_bytes + sent_bytes(profile.all_to_all_bytes, share.nodes, spread);
    cost.crossings.push_back({share.leaf, bytes / cost.total_s()});
  }
  return cost;
}

}  // namespace drawdown
