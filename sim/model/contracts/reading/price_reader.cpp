#include "sim/model/contracts/reading/price_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/config/yaml_text.hpp"
#include "sim/model/catalogue/sources.hpp"
#include "sim/model/contracts/reading/commitment_reader.hpp"
#include "sim/model/contracts/reading/quantities.hpp"
#include "sim/model/contracts/reading/scope_reader.hpp"

namespace drawdown {
namespace {

constexpr ExactShare kLeastChange{-999'999};

PriceEntry read_entry(MapReader& reader, const Platform* platform, Date start) {
  PriceEntry entry;
  PoolScope scope = read_pool_scope(reader, platform);
  entry.kind = scope.kind;
  entry.pools = std::move(scope.pools);
  entry.on_demand = reader.maybe<Price>("on_demand");
  entry.spot = reader.maybe<Price>("spot");
  const bool has_on_demand = reader.node("on_demand") != nullptr;
  if (!has_on_demand && reader.node("spot") == nullptr) {
    reader.error("expected on_demand, spot, or both");
  }
  if (has_on_demand) {
    entry.unused_factor = read_share(reader, "unused_factor", "1", ExactShare{}, kWhole);
  } else if (reader.node("unused_factor") != nullptr) {
    reader.error("unused_factor", "expected with on_demand only, which it is of");
  }
  entry.from = maybe_moment(reader, "from", start);
  entry.change = read_share(reader, "change", "0", kLeastChange, kWhole);
  reader.finish();
  return entry;
}

// The entries of a list, as far as it has grown.
class EntriesReader {
 public:
  EntriesReader(MapReader& root, const Platform* platform, Date start,
                std::vector<std::string>& assumed)
      : root_(root), platform_(platform), start_(start), assumed_(assumed) {}

  void read(Node& list) {
    for (std::size_t i = entries_.size(); i < list.items.size(); ++i) {
      Node& node = list.items[i];
      const std::string path = item_path(root_.path("prices"), i);
      const auto sources = take_sources(node, path, root_.diagnostics());
      MapReader reader(node, path, root_.diagnostics());
      PriceEntry entry = read_entry(reader, platform_, start_);
      if (!entry.pools.empty()) add_assumed(name_of(entry), sources, assumed_);
      entries_.push_back(std::move(entry));
      put_sources(node, sources);
    }
  }

  // Whether a pool has the price that it needs.
  bool has_price(PoolId pool, bool spot) const {
    return std::ranges::any_of(entries_, [&](const PriceEntry& entry) {
      const bool has = spot ? entry.spot.has_value() : entry.on_demand.has_value();
      return has && std::ranges::find(entry.pools, pool) != entry.pools.end();
    });
  }

  std::vector<PriceEntry> take() { return std::move(entries_); }

 private:
  const std::string& name_of(const PriceEntry& entry) const {
    return platform_->pools[entry.pools.front().index()].name;
  }

  MapReader& root_;
  const Platform* platform_;
  Date start_;
  std::vector<std::string>& assumed_;
  std::vector<PriceEntry> entries_;
};

// The catalogue's price for a pool, as an entry of a scenario; nothing where it has none.
std::optional<Node> catalogue_entry(const Platform& platform, const Pool& pool,
                                    const Place& place) {
  if (!pool.accelerator || !pool.site.valid()) return std::nullopt;
  const std::string& provider = platform.sites[pool.site.index()].provider;
  const bool is_spot = pool.market == MarketKind::spot;
  for (const CataloguePrice& price : catalogue_prices()) {
    if (price.provider != provider || price.accelerator != pool.accelerator->name) continue;
    Node node;
    node.kind = NodeKind::map;
    node.place = place;
    node.entries.push_back({"pool", place, scalar_node(pool.name, place)});
    for (const SourcedValue& value : price.values) {
      if ((value.key == "spot") == is_spot) {
        node.entries.push_back({value.key, place, to_node(value, place)});
      }
    }
    return node.entries.size() > 1 ? std::optional(std::move(node)) : std::nullopt;
  }
  return std::nullopt;
}

CataloguePrice read_catalogue_price(Node& node, const std::string& path, Diagnostics& diagnostics) {
  CataloguePrice price;
  price.values = take_sources(node, path, diagnostics);
  MapReader reader(node, path, diagnostics);
  price.provider = reader.required<std::string>("provider");
  price.accelerator = reader.required<std::string>("accelerator");
  for (const SourcedValue& value : price.values) reader.node(value.key);
  return price;
}

}  // namespace

const std::vector<CataloguePrice>& catalogue_prices() {
  static const std::vector<CataloguePrice> prices = [] {
    Diagnostics diagnostics;
    auto root =
        read_yaml(SourceText("prices.yaml", std::string(catalogue_prices_text())), diagnostics);
    require(root.has_value(), "the catalogue: {}", diagnostics.text());
    std::vector<CataloguePrice> read;
    for (Node& node : root->find("prices")->items) {
      read.push_back(read_catalogue_price(node, item_path("prices", read.size()), diagnostics));
    }
    require(diagnostics.empty(), "the catalogue: {}", diagnostics.text());
    return read;
  }();
  return prices;
}

PriceList read_prices(MapReader& root, const Platform* platform, Date start,
                      std::vector<std::string>& assumed) {
  Node none;
  none.kind = NodeKind::list;
  none.place = root.place();
  Node* const list = root.optional_node("prices", std::move(none));
  if (list == nullptr || list->kind != NodeKind::list) {
    root.maybe_list("prices");  // which says so
    return {};
  }
  EntriesReader entries(root, platform, start, assumed);
  entries.read(*list);
  if (platform == nullptr) return {};
  for (std::size_t i = 0; i < platform->pools.size(); ++i) {
    const Pool& pool = platform->pools[i];
    if (entries.has_price(PoolId{i}, pool.market == MarketKind::spot)) continue;
    auto node = catalogue_entry(*platform, pool, list->place);
    if (node) list->items.push_back(*std::move(node));
  }
  entries.read(*list);
  return {entries.take(), *platform};
}

}  // namespace drawdown
