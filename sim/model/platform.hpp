// What capacity there is: sites, their pools of identical units, and the reservations that hold
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/capacity/capacity_spec.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/model/catalogue/quantities.hpp"
#include "sim/model/geometry/geometry.hpp"
#include "sim/model/money.hpp"
#include "sim/model/network/network.hpp"
#include "sim/model/reliability/storage.hpp"

namespace drawdown {

/// A provider's region.
struct Site {
  std::string name;
  std::string provider;
  std::string region;
  std::vector<OutageSpec> outages{};  ///< of all its pools
  std::vector<Window> maintenance{};  ///< of all its pools
  /// What the site draws over what its machines draw (power usage effectiveness); at least 1.
  double pue = 1;
};

/// The network between the units of a pool of nodes: leaf switches under a spine without limits.
struct NodeFabric {
  Bandwidth nic;           ///< of one network interface
  std::int64_t rails = 1;  ///< interfaces of a node
  /// What the nodes of a leaf could send is so many times what its uplink carries; at least 1.
  double oversubscription = 1;
};

/// How a pool is had that everybody may use without reservation.
enum class MarketKind { on_demand, spot };

/// What a pool costs that the buyer owns.
struct OwnedSpec {
  Money capital;      ///< of a chip
  Duration life;      ///< over which capital is written off; above zero
  Price operation{};  ///< of delivered chips
  Money energy{};     ///< of a MWh
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
  std::optional<Storage> storage{};          ///< nothing: checkpoints of bytes cannot be written
  /// The units come in this order: those that are there at the run's start, then the deliveries.
  std::vector<Delivery> deliveries{};
  Instant retire = kNever;  ///< of the units that are there at the run's start
  std::optional<FailureSpec> failures{};
  std::vector<OutageSpec> outages{};
  /// Its own and its site's, in order of time, apart from each other.
  std::vector<Window> maintenance{};
  std::optional<MarketKind> market{};  ///< nothing: its units are reserved
  std::optional<OwnedSpec> owned{};
  // How units of a spot market come and go, by one of both.
  std::optional<FailureSpec> reclaims{};
  std::optional<AvailabilitySpec> availability{};

  Chips chips() const { return chips_per_unit * units.value(); }
  /// How many of its units so many chips fill, the last one maybe in part.
  std::int64_t units_for(Chips of) const {
    return (of.value() + chips_per_unit.value() - 1) / chips_per_unit.value();
  }
};

/// So many units fewer of a reservation from a moment on.
struct HandBack {
  Instant on;  ///< may be before the run's start
  Units units;
};

/// What becomes of gangs that run when their reservation ends.
enum class AtEnd {
  cut,    ///< they end with it
  drain,  ///< they keep their units until they end, at the list price
};

/// Holds units of a pool over `[from, until)`. Says nothing about price.
struct Reservation {
  std::string name;
  PoolId pool;
  Units units;
  Units spares{};  ///< how many of these it keeps aside
  Instant from = kRunStart;
  Instant until = kNever;
  Instant notice = kRunStart;  ///< from when on policies know of it; not after `from`
  /// In order of time, each after its beginning and before its end.
  std::vector<HandBack> handed_back{};
  AtEnd at_end = AtEnd::cut;
  /// Of a place where gangs go on: the reservation that drains into it. It has no units of its own,
  /// and never opens. Nothing of a reservation, and of what stands for a market.
  ReservationId left_by{};
  std::string holder;                    ///< the tenant that it is for
  std::vector<std::string> shared_with;  ///< other tenants that may use it
  bool shared_with_all = false;

  bool admits(const std::string& tenant) const;
  /// How many units are handed back at its beginning already, or at the run's start.
  Units handed_back_before() const;
};

/// What gangs read, all of it, at their own site.
struct DataSet {
  std::string name;
  std::int64_t bytes = 0;
  std::vector<SiteId> sites;  ///< that have a copy at the run's start
};

struct Platform {
  std::vector<Site> sites;
  std::vector<Pool> pools;
  /// As in the file; then where those that drain do so, in their order; then the markets, in the
  /// order of their pools.
  std::vector<Reservation> reservations;
  Network network{};  ///< between the sites
  RouteRule routes = RouteRule::cheapest;
  std::vector<DataSet> data_sets{};
  std::vector<Accelerator> accelerators{};  ///< its own: beside the catalogue's, or in their place

  Units units() const;
  Chips chips() const;
};

/// Units that are there at the run's start, before anything changes.
Units initial_units(const Pool& pool);

/// Units of a pool that are only spared together: those of a torus block; 1 elsewhere.
std::int64_t spare_block_units(const Pool& pool);

/// What a site draws for a pool of its when all units are there and all chips busy; nothing where
/// the kind of its chips does not matter.
std::optional<Power> installed_power(const Pool& pool, const Site& site);

/// Whether a data set is at this site at the run's start, or can be brought there over links.
bool can_come_to(const Platform& platform, DataSetId data_set, SiteId site);

/// The reservation of a pool on a platform that names none: all units, for ever, for all tenants.
Reservation standing_reservation(PoolId pool, const Pool& of);

/// What stands for a market where reservations are: all units, for ever, for all tenants.
Reservation market_reservation(PoolId pool, const Pool& of);

/// Where gangs go on that run at the end of a reservation.
Reservation drained_place(ReservationId reservation, const Reservation& of);

/// Whether chip-time there is in the base of reserved chip-time, whoever uses it.
bool is_in_base(const Platform& platform, ReservationId place);

/// Multiplies by `factor`, above 0, what pools have at the run's start and get by each delivery,
/// and the units and spares of reservations and what these hand back. Each count but 0 is rounded
/// to the nearest whole number of the largest of leaf, fast domain and torus block that it is made
/// up of, at least one. A reservation with spares is at least one block larger than they, and hands
/// back no more than it has beside them. A pool consists of whole
/// leaves, domains or blocks, and is large enough for what its reservations then hold at once: what
/// it lacks comes with its last delivery. Leaves keep their size: all of a pool must have the same.
/// Outages must name no units.
void scale(Platform& platform, double factor);

/// Units of a pool that its reservations hold at most at once.
Units most_reserved_at_once(const Platform& platform, PoolId pool);

}  // namespace drawdown
