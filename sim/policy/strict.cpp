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
    for (const PartitionId id : usable) {
      if (closed_[id.index()]) continue;
      if (auto place = room_.place(view, gang, id)) {
        room_.start(view, gang, id, *std::move(place), decision);
        return;
      }
    }
    for (const PartitionId id : usable) {
      const Partition& partition = view.partitions[id.index()];
      const bool hopes = partition.may_ever_run(view.ask_of(gang), gang.estimate, view.now);
      if (hopes) closed_[id.index()] = true;
    }
  });
}

}  // namespace drawdown
