#include "sim/engine/capacity/market_prices.hpp"

#include <algorithm>

namespace drawdown {

MarketPrices::MarketPrices(RunState& state)
    : state_(state),
      calendar_(state.scenario->start),
      hour_end_(state.scenario->policy.pool_choice == PoolChoice::cheapest ? kRunStart : kNever) {}

void MarketPrices::begin(Instant now) {
  if (now < hour_end_) return;
  hour_end_ = calendar_.end_of_hour(now);
  if (!update(std::max(kRunStart, hour_end_ - std::chrono::hours(1)))) return;
  for (Demand& demand : state_.view.demands) {
    order_usable(PoolChoice::cheapest, state_.view.partitions, demand);
  }
}

// To the prices of the hour that begins then; whether any of them is another.
bool MarketPrices::update(Instant hour) {
  bool changed = false;
  for (Partition& partition : state_.view.partitions) {
    if (!partition.market) continue;
    const auto listed = state_.scenario->prices.at(partition.pool, hour);
    const Price price = listed ? listed->price : Price{};
    changed = changed || price != partition.price;
    partition.price = price;
  }
  return changed;
}

}  // namespace drawdown
