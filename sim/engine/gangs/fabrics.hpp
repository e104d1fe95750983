// The networks inside the pools as links that gangs share, and what a place costs a gang there.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/engine/kernel.hpp"
#include "sim/engine/run_state.hpp"
#include "sim/model/fabric/pool_fabric.hpp"

namespace drawdown {

/// The leaf uplinks of all pools of a platform, and the fabrics that they belong to.
class Fabrics {
 public:
  explicit Fabrics(const Platform& platform);

  /// Of each link, what it carries in one direction.
  std::span<const double> link_bytes_per_s() const { return link_bytes_per_s_; }

  /// What its place means for a gang that declares its communication.
  struct Terms {
    double pace = 1;  ///< the time of a step here over that in the closest place
    Traffic traffic;
  };
  /// Nothing where the gang declares none, or the pool has no fabric.
  std::optional<Terms> terms(const Gang& gang, PoolId pool) const;

 private:
  struct PoolFabric {
    std::optional<FabricSpec> spec;
    std::size_t first_link = 0;  // of its leaves, in order
  };
  std::vector<PoolFabric> pools_;
  std::vector<double> link_bytes_per_s_;
};

}  // namespace drawdown
