#include "sim/policy/strict.hpp"

#include <algorithm>

#include "sim/policy/preemption.hpp"

namespace drawdown {

void StrictPolicy::decide(const View& view, Decision& decision) {
  room_.begin(view);
  closed_.assign(view.partitions.size(), false);
  const auto filter_of = [&](DemandId demand) {
    Filter filter;
    if (decision.preempts()) return filter;
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
      if (auto start = room_.largest_start(view, gang, id)) {
        room_.carry_out(view, *std::move(start), decision);
        return;
      }
    }
    if (preemption_ == Preemption::priority) {
      const auto is_open = [&](PartitionId id) { return !closed_[id.index()]; };
      if (auto start = start_by_preemption(view, room_, gang, is_open)) {
        decision.starts.push_back(*std::move(start));
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
