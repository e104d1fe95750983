#include "sim/account/ledger/payers.hpp"

#include <utility>

namespace drawdown {

Payers::Payers(const Platform& platform, const std::vector<Contract>& contracts) {
  for (const Contract& contract : contracts) add(contract.name, {});
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    if (platform.pools[i].owned) add("owned_" + platform.pools[i].name, PoolId{i});
  }
  commitments_ = names_.size();
  add("list", {});
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    add("energy_" + platform.pools[i].name, PoolId{i});
  }
  add("egress", {});
}

void Payers::add(std::string name, PoolId pool) {
  names_.push_back(std::move(name));
  pools_.push_back(pool);
}

}  // namespace drawdown
