#include "sim/engine/kernel/link_demands.hpp"

#include <algorithm>

namespace drawdown {

LinkDemands::LinkDemands(std::span<const double> bytes_per_s) {
  for (const double carries : bytes_per_s) links_.push_back({carries, {}});
}

void LinkDemands::add(ActivityId id, std::span<const LinkId> links, double bytes_per_s) {
  for (const LinkId link : links) links_[link.index()].demands.push_back({id, bytes_per_s});
  grown_.insert(grown_.end(), links.begin(), links.end());
}

void LinkDemands::remove(ActivityId id, std::span<const LinkId> links) {
  for (const LinkId link : links) {
    std::erase_if(links_[link.index()].demands,
                  [&](const Demand& demand) { return demand.id == id; });
  }
}

std::vector<ActivityId> LinkDemands::overloading() {
  std::sort(grown_.begin(), grown_.end());
  grown_.erase(std::unique(grown_.begin(), grown_.end()), grown_.end());
  std::vector<ActivityId> flows;
  for (const LinkId id : grown_) {
    const Link& link = links_[id.index()];
    // Summed anew, so that no rounding adds up over a run.
    double asked = 0;
    for (const Demand& demand : link.demands) asked += demand.bytes_per_s;
    if (asked <= link.bytes_per_s) continue;
    for (const Demand& demand : link.demands) flows.push_back(demand.id);
  }
  grown_.clear();
  return flows;
}

}  // namespace drawdown
