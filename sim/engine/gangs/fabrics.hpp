// The networks inside the pools and between the sites as links that are shared, and what a place
// costs a gang there.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/engine/kernel.hpp"
#include "sim/engine/run_state.hpp"
#include "sim/model/fabric/pool_fabric.hpp"

namespace drawdown {

/// The leaf uplinks of all pools of a platform and the fabrics that they belong to; behind them the
/// links between its sites.
class Fabrics {
 public:
  explicit Fabrics(const Platform& platform);

  /// Of each link, what it carries in one direction.
  std::span<const double> link_bytes_per_s() const { return link_bytes_per_s_; }

  /// The link that stands for this one of the platform's network.
  LinkId between_sites(std::size_t link) const { return LinkId{first_between_sites_ + link}; }

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
  std::size_t first_between_sites_ = 0;
  std::vector<double> link_bytes_per_s_;
};

}  // namespace drawdown
