#include "sim/policy/strict.hpp"

#include <algorithm>

namespace drawdown {

void StrictPolicy::decide(const View& view, Decision& decision) {
  room_.begin(view);
  closed_.assign(view.partitions.size(), false);
  const auto filter_of = [&](DemandId demand) {
    Filter filter;
    for (const PartitionId id : view.demands[demand.index()].usable) {
      if (!closed_[id.index()])
        filter.any = std::max(filter.any, view.partitions[id.index()].total());
    }
    return filter;
  };
  view.queue.walk(filter_of, [&](const Waiting& gang) {
    const auto& usable = view.demands[gang.demand.index()].usable;
    const auto place = std::find_if(usable.begin(), usable.end(), [&](PartitionId id) {
      return !closed_[id.index()] && room_.can_start(view, gang, id);
    });
    if (place != usable.end()) {
      room_.start(view, gang, *place, decision);
      return;
    }
    for (const PartitionId id : usable) {
      if (view.partitions[id.index()].may_ever_run(gang, view.now)) closed_[id.index()] = true;
    }
  });
}

}  // namespace drawdown
