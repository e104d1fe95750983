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
  for (const std::int64_t granule : granules(pool)) {
    if (units.value() % granule != 0) continue;
    const double whole = static_cast<double>(units.value() / granule) * factor;
    return Units{std::max<std::int64_t>(std::llround(whole), 1) * granule};
  }
  throw Bug("units that are no whole number of units");
}

}  // namespace

bool Reservation::admits(const std::string& tenant) const {
  return shared_with_all || tenant == holder ||
         std::find(shared_with.begin(), shared_with.end(), tenant) != shared_with.end();
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

Reservation standing_reservation(PoolId pool, const Pool& of) {
  Reservation standing;
  standing.name = "standing_" + of.name;
  standing.pool = pool;
  standing.units = of.units;
  standing.shared_with_all = true;
  return standing;
}

void scale(Platform& platform, double factor) {
  if (factor == 1) return;
  for (Reservation& reservation : platform.reservations) {
    const Pool& pool = platform.pools[reservation.pool.index()];
    reservation.units = scaled(reservation.units, pool, factor);
  }
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    Pool& pool = platform.pools[i];
    const std::int64_t granule = granules(pool).front();
    // Rounded one by one, reservations may need more than their pool, rounded as a whole.
    const std::int64_t needed = most_reserved_at_once(platform, PoolId{i}).value();
    const Units whole{(needed + granule - 1) / granule * granule};
    pool.units = std::max(scaled(pool.units, pool, factor), whole);
    auto* nodes = std::get_if<NodesSpec>(&pool.geometry);
    if (nodes == nullptr || nodes->leaf_units.empty()) continue;
    nodes->leaf_units.assign(static_cast<std::size_t>(pool.units.value() / granule), granule);
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
