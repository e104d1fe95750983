#include "sim/engine/gangs/fabrics.hpp"

#include <algorithm>

namespace drawdown {

Fabrics::Fabrics(const Platform& platform) {
  for (const Pool& pool : platform.pools) {
    PoolFabric fabric{fabric_of(pool), link_bytes_per_s_.size()};
    if (const auto* nodes = fabric.spec ? std::get_if<NodesFabric>(&*fabric.spec) : nullptr) {
      for (std::size_t leaf = 0; leaf < nodes->layout.leaf_units.size(); ++leaf) {
        link_bytes_per_s_.push_back(uplink_bytes_per_s(*nodes, leaf));
      }
    }
    pools_.push_back(std::move(fabric));
  }
  first_between_sites_ = link_bytes_per_s_.size();
  for (const NetworkLink& link : platform.network.links) {
    link_bytes_per_s_.push_back(link.bytes_per_s);
  }
}

std::optional<Fabrics::Terms> Fabrics::terms(const Gang& gang, PoolId pool) const {
  const PoolFabric& fabric = pools_[pool.index()];
  const std::optional<StepProfile>& step = gang.job.terms->step;
  if (!step || !fabric.spec) return std::nullopt;
  const StepCost here = step_cost(*step, *fabric.spec, gang.place);
  const Placement closest = closest_place(*fabric.spec, gang.place);
  const double best_s = step_cost(*step, *fabric.spec, closest).total_s();
  Terms terms;
  if (best_s > 0) terms.pace = std::max(1.0, here.total_s() / best_s);
  for (const LeafTraffic& crossing : here.crossings) {
    terms.traffic.links.emplace_back(fabric.first_link + crossing.leaf);
    terms.traffic.bytes_per_s = std::max(terms.traffic.bytes_per_s, crossing.bytes_per_s);
  }
  return terms;
}

}  // namespace drawdown
