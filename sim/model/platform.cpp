#include "sim/model/platform.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <variant>

#include "sim/base/errors.hpp"
#include "sim/model/catalogue/geometry_rules.hpp"

namespace drawdown {
namespace {

// What a pool's counts of units are made up of, the largest first.
std::vector<std::int64_t> granules(const Pool& pool) {
  if (const auto* torus = std::get_if<TorusSpec>(&pool.geometry)) {
    return {hosts_per_block(*torus), 1};
  }
  const auto* nodes = std::get_if<NodesSpec>(&pool.geometry);
  if (nodes == nullptr) return {1};
  if (nodes->leaf_units.empty()) return {nodes->domain_units, 1};
  return {nodes->leaf_units.front(), nodes->domain_units, 1};
}

Units scaled(Units units, const Pool& pool, double factor) {
  if (units == Units{}) return units;
  for (const std::int64_t granule : granules(pool)) {
    if (units.value() % granule != 0) continue;
    const double whole = static_cast<double>(units.value() / granule) * factor;
    return Units{std::max<std::int64_t>(std::llround(whole), 1) * granule};
  }
  throw Bug("units that are no whole number of units");
}

void scale(Reservation& reservation, const Pool& pool, double factor) {
  reservation.units = scaled(reservation.units, pool, factor);
  if (reservation.spares > Units{}) {
    reservation.spares = scaled(reservation.spares, pool, factor);
    const Units least = reservation.spares + Units{spare_block_units(pool)};
    reservation.units = std::max(reservation.units, least);
  }
  Units left = reservation.units - reservation.spares;
  for (HandBack& part : reservation.handed_back) {
    part.units = std::min(scaled(part.units, pool, factor), left);
    left -= part.units;
  }
}

void scale(Pool& pool, Units needed, double factor) {
  Units sum = scaled(initial_units(pool), pool, factor);
  for (Delivery& delivery : pool.deliveries) {
    delivery.units = scaled(delivery.units, pool, factor);
    sum += delivery.units;
  }
  // Rounded one by one, its parts may make up nothing whole, and reservations may need more.
  const std::int64_t granule = granules(pool).front();
  pool.units = Units{(std::max(sum, needed).value() + granule - 1) / granule * granule};
  if (!pool.deliveries.empty()) pool.deliveries.back().units += pool.units - sum;
  auto* nodes = std::get_if<NodesSpec>(&pool.geometry);
  if (nodes == nullptr || nodes->leaf_units.empty()) return;
  nodes->leaf_units.assign(static_cast<std::size_t>(pool.units.value() / granule), granule);
}

Reservation all_units(std::string name, PoolId pool, const Pool& of) {
  Reservation all;
  all.name = std::move(name);
  all.pool = pool;
  all.units = of.units;
  all.shared_with_all = true;
  return all;
}

}  // namespace

bool Reservation::admits(const std::string& tenant) const {
  return shared_with_all || tenant == holder ||
         std::find(shared_with.begin(), shared_with.end(), tenant) != shared_with.end();
}

Units Reservation::handed_back_before() const {
  Units sum;
  for (const HandBack& part : handed_back) {
    if (part.on <= from) sum += part.units;
  }
  return sum;
}

Units Platform::units() const {
  Units sum;
  for (const Pool& pool : pools) sum += pool.units;
  return sum;
}

Chips Platform::chips() const {
  Chips sum;
  for (const Pool& pool : pools) sum += pool.chips();
  return sum;
}

Units initial_units(const Pool& pool) {
  Units units = pool.units;
  for (const Delivery& delivery : pool.deliveries) units -= delivery.units;
  return units;
}

std::int64_t spare_block_units(const Pool& pool) {
  const auto* torus = std::get_if<TorusSpec>(&pool.geometry);
  return torus == nullptr ? 1 : hosts_per_block(*torus);
}

std::optional<Power> installed_power(const Pool& pool, const Site& site) {
  if (!pool.accelerator) return std::nullopt;
  const auto chips = static_cast<double>(pool.chips().value());
  const auto per_host = static_cast<double>(pool.accelerator->chips_per_host.value());
  const double watts =
      chips * (pool.accelerator->busy.watts + pool.accelerator->host.watts / per_host);
  return Power{watts * site.pue};
}

bool can_come_to(const Platform& platform, DataSetId data_set, SiteId site) {
  return std::ranges::any_of(platform.data_sets[data_set.index()].sites, [&](SiteId from) {
    return from == site || cheapest_route(platform.network, from, site);
  });
}

Reservation standing_reservation(PoolId pool, const Pool& of) {
  return all_units("standing_" + of.name, pool, of);
}

Reservation market_reservation(PoolId pool, const Pool& of) {
  return all_units("market_" + of.name, pool, of);
}

Reservation drained_place(ReservationId reservation, const Reservation& of) {
  Reservation place;
  place.name = "drained_" + of.name;
  place.pool = of.pool;
  place.from = kNever;
  place.left_by = reservation;
  return place;
}

bool is_in_base(const Platform& platform, ReservationId place) {
  const Reservation& reservation = platform.reservations[place.index()];
  return !platform.pools[reservation.pool.index()].market && !reservation.left_by.valid();
}

void scale(Platform& platform, double factor) {
  for (Reservation& reservation : platform.reservations) {
    scale(reservation, platform.pools[reservation.pool.index()], factor);
  }
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    scale(platform.pools[i], most_reserved_at_once(platform, PoolId{i}), factor);
  }
}

Units most_reserved_at_once(const Platform& platform, PoolId pool) {
  std::map<Instant, Units> changes;
  for (const Reservation& reservation : platform.reservations) {
    if (reservation.pool != pool) continue;
    changes[reservation.from] += reservation.units;
    changes[reservation.until] -= reservation.units;
  }
  Units held;
  Units most;
  for (const auto& [moment, change] : changes) {
    held += change;
    most = std::max(most, held);
  }
  return most;
}

}  // namespace drawdown
