// What capacity there is: sites, their pools of identical units, and the reservations that hold
// them.
#pragma once

#include <string>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

/// A provider's region.
struct Site {
  std::string name;
  std::string provider;
  std::string region;
};

/// Identical units at one site. They have no geometry: any of them will do for any gang.
struct Pool {
  std::string name;
  SiteId site;
  Units units;
  Chips chips_per_unit;

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

/// Units of a pool that its reservations hold at most at once.
Units most_reserved_at_once(const Platform& platform, PoolId pool);

}  // namespace drawdown
