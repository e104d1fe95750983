// The `prices` of a scenario, read from YAML, and the list prices that the program knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/model/contracts/price_list.hpp"

namespace drawdown {

/// What a provider asks for an accelerator without a contract.
struct CataloguePrice {
  std::string provider;
  std::string accelerator;
  std::vector<SourcedValue> values;  ///< of on_demand, spot and unused_factor those that are known
};

/// platforms/catalogue/prices.yaml, as it was when the program was built.
std::string_view catalogue_prices_text();

/// The prices in it, in its order. Read once, when first asked for.
const std::vector<CataloguePrice>& catalogue_prices();

/// Reads the list `prices`, which need not be there, for a run that starts at `start`: entries of
///   pool; site and accelerator; provider and accelerator; or accelerator
///   on_demand, spot: 2.70 USD/chip-hour    (one at least)
///   unused_factor (1, of on_demand), from: 2027-06-01 (always), change: -0.2 (a year; 0)
/// A pool that none of them gives the price that it needs has that of the catalogue, which becomes
/// part of the tree. Those of its values that no source has go to `assumed`, as
/// `POOL.on_demand`. Without a platform (null) nothing is looked up, and the list is empty.
PriceList read_prices(MapReader& root, const Platform* platform, Date start,
                      std::vector<std::string>& assumed);

}  // namespace drawdown
