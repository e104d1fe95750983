// What chip-time costs without a contract.
#pragma once

#include <optional>
#include <vector>

#include "sim/model/contracts/contract.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// One entry of a scenario's `prices`, for the pools that it matches.
struct PriceEntry {
  ScopeKind kind;             ///< pool to accelerator: narrower ones come first
  std::vector<PoolId> pools;  ///< that it matches, in platform order
  std::optional<Price> on_demand;
  std::optional<Price> spot;
  ExactShare unused_factor = kWhole;  ///< of on_demand, for chips that are held and not used
  std::optional<Instant> from;        ///< none: always
  ExactShare change{};                ///< a year; above -1
};

/// The product, rounded half up to a micro-dollar. The share is not below 0.
Price times(Price price, ExactShare share);

struct ListPrice {
  Price price;
  Price unused;  ///< of chips of a reservation that nobody uses

  bool operator==(const ListPrice&) const = default;
};

/// All prices of a run (docs/contracts.md, "Prices").
class PriceList {
 public:
  PriceList() = default;
  PriceList(std::vector<PriceEntry> entries, const Platform& platform);

  /// What a chip-hour of the pool costs in the hour that begins at `hour`: at the spot price if it
  /// is a spot market, else at the on-demand price. Nothing where it has none.
  std::optional<ListPrice> at(PoolId pool, Instant hour) const;

 private:
  struct PoolPrice {
    Price first;  ///< as the entry has it, before it changes
    PriceEntry entry;
  };
  std::vector<std::vector<PoolPrice>> by_pool_;  ///< those to look at first in front
};

}  // namespace drawdown
