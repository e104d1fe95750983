#include "sim/model/platform.hpp"

#include <algorithm>
#include <map>

namespace drawdown {

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

Units initial_units(const Pool& pool) {
  Units units = pool.units;
  for (const Delivery& delivery : pool.deliveries) units -= delivery.units;
  return units;
}

Reservation standing_reservation(PoolId pool, const Pool& of) {
  Reservation standing;
  standing.name = "standing_" + of.name;
  standing.pool = pool;
  standing.units = of.units;
  standing.shared_with_all = true;
  return standing;
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
