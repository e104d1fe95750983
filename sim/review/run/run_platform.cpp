#include "sim/review/run/run_platform.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

#include "sim/base/errors.hpp"
#include "sim/config/reader.hpp"
#include "sim/model/platform_reader.hpp"

namespace drawdown {
namespace {

using Keys = std::initializer_list<std::string_view>;

void drop(Node& map, Keys keys) {
  map.entries.remove_if(
      [&](const Entry& entry) { return std::ranges::find(keys, entry.key) != keys.end(); });
}

std::span<Node> items_of(Node& map, std::string_view key) {
  Node* const list = map.find(key);
  return list == nullptr ? std::span<Node>() : std::span(list->items);
}

// Whether it is a spot market; from here on it is one whose units do not come and go.
bool settle_spot(Node& pool) {
  drop(pool, {"reclaims", "availability"});
  Node* const market = pool.find("market");
  if (market == nullptr || market->text != "spot") return false;
  market->text = "on_demand";
  return true;
}

}  // namespace

Platform read_run_platform(const RunFiles& run) {
  Node root = run.scenario();
  Node* const platform = root.find("platform");
  if (platform == nullptr) {
    throw InputError(run.path("run.yaml").string() + ": expected a platform");
  }
  for (Node& site : items_of(*platform, "sites")) drop(site, {"outages", "maintenance"});
  std::vector<bool> is_spot;
  for (Node& pool : items_of(*platform, "pools")) {
    is_spot.push_back(settle_spot(pool));
    drop(pool, {"failures", "outages", "maintenance"});
    for (Node& delivery : items_of(pool, "deliveries")) drop(delivery, {"slip"});
  }
  Diagnostics diagnostics;
  MapReader reader(*platform, "platform", diagnostics);
  Platform read = read_platform(reader, run.start());
  diagnostics.raise_if_any();
  for (std::size_t i = 0; i < is_spot.size(); ++i) {
    if (is_spot[i]) read.pools[i].market = MarketKind::spot;
  }
  return read;
}

}  // namespace drawdown
