// The network inside a pool, as its file and its accelerator describe it.
#pragma once

#include <optional>

#include "sim/model/fabric/fabric.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// The fabric of a pool of nodes or of a torus; nothing where no accelerator says how fast it is.
/// Latencies are those of docs/fabric.md, the same for all.
std::optional<FabricSpec> fabric_of(const Pool& pool);

}  // namespace drawdown
