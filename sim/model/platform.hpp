// What capacity there is: sites, their pools of identical units, and the reservations that hold
// them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/capacity/capacity_spec.hpp"

namespace drawdown {

/// A provider's region.
struct Site {
  std::string name;
  std::string provider;
  std::string region;
  std::vector<OutageSpec> outages{};  ///< of all its pools
  std::vector<Window> maintenance{};  ///< of all its pools
};

/// Identical units at one site. They have no geometry: any of them will do for any gang.
struct Pool {
  std::string name;
  SiteId site;
  Units units;
  Chips chips_per_unit;
  /// The units come in this order: those that are there at the run's start, then the deliveries.
  std::vector<Delivery> deliveries{};
  Instant retire = kNever;  ///< of the units that are there at the run's start
  std::optional<FailureSpec> failures{};
  std::vector<OutageSpec> outages{};
  /// Its own and its site's, in order of time, apart from each other.
  std::vector<Window> maintenance{};

  Chips chips() const { return chips_per_unit * units.value(); }
};

/// Holds units of a pool over `[from, until)`. Says nothing about price.
struct Reservation {
  std::string name;
  PoolId pool;
  Units units;
  Units spares{};  ///< how many of these it keeps aside
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

/// Units that are there at the run's start, before anything changes.
Units initial_units(const Pool& pool);

/// The reservation of a pool on a platform that names none: all units, for ever, for all tenants.
Reservation standing_reservation(PoolId pool, const Pool& of);

/// Units of a pool that its reservations hold at most at once.
Units most_reserved_at_once(const Platform& platform, PoolId pool);

}  // namespace drawdown
