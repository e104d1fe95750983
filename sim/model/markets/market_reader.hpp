// How a pool is had that is not reserved from a provider: as a market, or as the buyer's own; read
// from YAML (docs/contracts.md, "Markets" and "Own hardware").
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// The keys `market`, `reclaims`, `availability` and `owned` of a pool whose accelerator has been
/// read.
void read_market(MapReader& reader, Pool& pool);

}  // namespace drawdown
