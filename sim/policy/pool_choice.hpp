// In which order a policy tries the reservations and markets that a gang may use.
#pragma once

#include <vector>

#include "sim/policy/view.hpp"

namespace drawdown {

enum class PoolChoice {
  platform_order,
  committed_first,  ///< reservations, then on-demand markets, then spot markets
};

/// Sorts what gangs of this demand may use; those that are equal in this stay in platform order.
void order_usable(PoolChoice choice, const std::vector<Partition>& partitions, Demand& demand);

}  // namespace drawdown
