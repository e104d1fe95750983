#include "sim/model/capacity/tranches.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/random.hpp"

namespace drawdown {

std::vector<Tranche> tranches_of(const Pool& pool, std::uint64_t seed) {
  std::vector<Tranche> tranches;
  std::int32_t first = 0;
  const auto add = [&](Units units, bool delivered, Instant from, Instant until) {
    const auto end = first + static_cast<std::int32_t>(units.value());
    tranches.push_back(
        {{first, end - 1}, delivered, std::max(from, kRunStart), std::max(until, kRunStart)});
    first = end;
  };
  const Units initial = initial_units(pool);
  if (initial > Units{0}) add(initial, false, kRunStart, pool.retire);
  for (std::size_t i = 0; i < pool.deliveries.size(); ++i) {
    const Delivery& delivery = pool.deliveries[i];
    Instant handed_over = delivery.at;
    if (delivery.slip) {
      RandomStream stream(seed, fmt::format("deliveries/{}/{}", pool.name, i));
      handed_over += whole_ms(draw_ms(*delivery.slip, stream));
    }
    add(delivery.units, true, handed_over, delivery.retire);
  }
  return tranches;
}

}  // namespace drawdown
