// What contracts and prices are about, read from YAML: by the names of what the platform has.
#pragma once

#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/contracts/contract.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// Pools that a price is for.
struct PoolScope {
  ScopeKind kind = ScopeKind::pool;
  std::vector<PoolId> pools;  ///< in platform order
};

/// Reads `scope` of a contract: `any`, or one of
///   {reservation: NAME}  {pool: NAME}  {site: NAME, accelerator: NAME}
///   {provider: NAME, accelerator: NAME}  {accelerator: NAME}  {provider: NAME}
/// Without a platform names are not looked up, and there are no places.
Scope read_scope(MapReader& contract, const Platform* platform);

/// The same of a price, among its other keys: a pool, or an accelerator, of a site, a provider, or
/// wherever it is. Without a platform there are no pools.
PoolScope read_pool_scope(MapReader& price, const Platform* platform);

}  // namespace drawdown
