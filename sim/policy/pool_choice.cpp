#include "sim/policy/pool_choice.hpp"

#include <algorithm>
#include <utility>

namespace drawdown {
namespace {

int commitment_rank(const Partition& partition) {
  if (!partition.market) return 0;
  return *partition.market == MarketKind::on_demand ? 1 : 2;
}

}  // namespace

void order_usable(PoolChoice choice, const std::vector<Partition>& partitions, Demand& demand) {
  if (choice == PoolChoice::platform_order) return;
  std::ranges::sort(demand.usable, {}, [&](PartitionId id) {
    return std::pair(commitment_rank(partitions[id.index()]), id);
  });
}

}  // namespace drawdown
