#include "sim/policy/pool_choice.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace drawdown {
namespace {

double commitment_rank(const Partition& partition) {
  if (!partition.market) return 0;
  return *partition.market == MarketKind::on_demand ? 1 : 2;
}

// In whole micro-dollars for the progress of a chip in an hour at speed 1: what differs by less is
// equal, as the prices of two markets may be over speeds that a double does not hold.
double cost_of_progress(Price price, double speed) {
  return std::round(static_cast<double>(price.value()) / speed);
}

}  // namespace

void order_usable(PoolChoice choice, const std::vector<Partition>& partitions, Demand& demand) {
  if (choice == PoolChoice::platform_order) return;
  std::ranges::sort(demand.usable, {}, [&](PartitionId id) {
    const Partition& partition = partitions[id.index()];
    const double rank = choice == PoolChoice::cheapest
                            ? cost_of_progress(partition.price, demand.speeds[id.index()])
                            : commitment_rank(partition);
    return std::pair(rank, id);
  });
}

}  // namespace drawdown
