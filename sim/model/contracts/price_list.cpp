#include "sim/model/contracts/price_list.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

constexpr std::chrono::days kYear(365);

// A price of an entry at a moment after it began.
Price grown(Price price, const PriceEntry& entry, Instant hour) {
  const auto years = (hour - entry.from.value_or(kRunStart)) / kYear;
  for (std::int64_t year = 0; year < years; ++year) price = times(price, kWhole + entry.change);
  return price;
}

}  // namespace

Price times(Price price, ExactShare share) {
  return Price{divide_half_up(product(price.value(), share.value()), kWhole.value())};
}

PriceList::PriceList(std::vector<PriceEntry> entries, const Platform& platform)
    : by_pool_(platform.pools.size()) {
  // The narrowest first, of these the last to begin, of equal ones the last in the file.
  std::ranges::reverse(entries);
  std::ranges::stable_sort(entries, [](const PriceEntry& a, const PriceEntry& b) {
    return std::tuple(a.kind, b.from) < std::tuple(b.kind, a.from);
  });
  for (const PriceEntry& entry : entries) {
    for (const PoolId pool : entry.pools) {
      const bool is_spot = platform.pools[pool.index()].market == MarketKind::spot;
      const std::optional<Price> price = is_spot ? entry.spot : entry.on_demand;
      if (price) by_pool_[pool.index()].push_back({*price, entry});
    }
  }
}

std::optional<ListPrice> PriceList::at(PoolId pool, Instant hour) const {
  for (const auto& [first, entry] : by_pool_[pool.index()]) {
    if (entry.from && *entry.from > hour) continue;
    const Price price = grown(first, entry, hour);
    return ListPrice{price, times(price, entry.unused_factor)};
  }
  return std::nullopt;
}

}  // namespace drawdown
