// What capacity there is: sites, their pools of identical units, and the reservations that hold
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/model/catalogue/quantities.hpp"
#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

/// A provider's region.
struct Site {
  std::string name;
  std::string provider;
  std::string region;
};

/// The network between the units of a pool of nodes: leaf switches under a spine without limits.
struct NodeFabric {
  Bandwidth nic;           ///< of one network interface
  std::int64_t rails = 1;  ///< interfaces of a node
  /// What the nodes of a leaf could send is so many times what its uplink carries; at least 1.
  double oversubscription = 1;
};

/// Identical units at one site.
struct Pool {
  std::string name;
  SiteId site;
  Units units;
  Chips chips_per_unit;
  std::optional<Accelerator> accelerator{};  ///< nothing: its kind does not matter
  GeometrySpec geometry{};                   ///< as make_geometry wants it
  std::optional<NodeFabric> fabric{};        ///< nothing: its network is not modelled

  Chips chips() const { return chips_per_unit * units.value(); }
};

/// Holds units of a pool over `[from, until)`. Says nothing about price.
struct Reservation {
  std::string name;
  PoolId pool;
  Units units;
  Instant from = kRunStart;
  Instant until = kNever;
  std::string holder;                    ///< the tenant that it is for
  std::vector<std::string> shared_with;  ///< other tenants that may use it
  bool shared_with_all = false;

  bool admits(const std::string& tenant) const;
};

struct Platform {
  std::vector<Site> sites;
  std::vector<Pool> pools;
  /// In platform order: by pool, within a pool as in the file.
  std::vector<Reservation> reservations;

  Units units() const;
  Chips chips() const;
};

/// The reservation of a pool on a platform that names none: all units, for ever, for all tenants.
Reservation standing_reservation(PoolId pool, const Pool& of);

/// Multiplies the units of pools and reservations by `factor`, above 0. Each count is rounded to
/// the nearest whole number of the largest of leaf, fast domain and torus block that it is made up
/// of, at least one; a pool is large enough for what its reservations then hold at once. Leaves
/// keep their size: all of a pool must have the same.
void scale(Platform& platform, double factor);

/// Units of a pool that its reservations hold at most at once.
Units most_reserved_at_once(const Platform& platform, PoolId pool);

}  // namespace drawdown
