// In which order a policy tries the reservations and markets that a gang may use.
#pragma once

#include <vector>

#include "sim/policy/view.hpp"

namespace drawdown {

enum class PoolChoice {
  platform_order,
  committed_first,  ///< reservations, then on-demand markets, then spot markets
  cheapest,         ///< by what progress costs there now
};

/// Sorts what gangs of this demand may use (docs/contracts.md, "Markets"); those that are equal in
/// this stay in platform order.
void order_usable(PoolChoice choice, const std::vector<Partition>& partitions, Demand& demand);

}  // namespace drawdown
