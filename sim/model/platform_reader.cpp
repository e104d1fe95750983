#include "sim/model/platform_reader.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/model/named_things.hpp"
#include "sim/model/pool_reader.hpp"

namespace drawdown {
namespace {

// More would pass all other bounds.
constexpr double kMostScale = 1000;

void read_sharing(MapReader& reader, Reservation& reservation) {
  const Node* node = reader.node("shared_with");
  if (node == nullptr) return;
  if (node->kind == NodeKind::scalar && node->text == "all") {
    reservation.shared_with_all = true;
  } else if (node->kind == NodeKind::list) {
    reservation.shared_with = reader.maybe_list_of<std::string>("shared_with");
  } else {
    reader.error("shared_with", "expected 'all' or a list of tenants, e.g. [research, serving]");
  }
}

Reservation read_reservation(MapReader& reader, const Platform& platform, Date start) {
  Reservation reservation;
  reservation.name = read_name(reader, "reservation", platform.reservations);
  reservation.pool = read_reference<PoolId>(reader, "pool", "pool", platform.pools);
  reservation.units = Units{reader.required<Positive>("units").value};
  if (reservation.pool.valid()) {
    const Pool& pool = platform.pools[reservation.pool.index()];
    if (pool.units > Units{} && reservation.units > pool.units) {
      reader.error("units", fmt::format("pool '{}' has {} units", pool.name, pool.units.value()));
      reservation.units = Units{0};
    }
  }
  reservation.holder = reader.required<std::string>("holder");
  read_sharing(reader, reservation);
  const auto from = reader.maybe<Date>("from");
  const auto until = reader.maybe<Date>("until");
  if (from) reservation.from = std::max(kRunStart, kRunStart + (*from - start));
  if (until) reservation.until = kRunStart + (*until - start);
  if (until && *until <= from.value_or(Date::min())) {
    reader.error("until", fmt::format("expected a date after 'from' ({}), got {}",
                                      format_date(*from), format_date(*until)));
  }
  reader.finish();
  return reservation;
}

void check_size(MapReader& reader, const Platform& platform) {
  if (platform.units() > kMostUnits || platform.chips() > kMostChips) {
    reader.error("pools", fmt::format("expected at most {} units and {} chips in all",
                                      kMostUnits.value(), kMostChips.value()));
  }
}

// No pool may be promised more units than it has.
void check_room(MapReader& reader, const Platform& platform) {
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    const Units reserved = most_reserved_at_once(platform, PoolId{i});
    if (reserved <= platform.pools[i].units) continue;
    reader.error(
        "reservations",
        fmt::format("pool '{}' has {} units, and {} of them are reserved at once",
                    platform.pools[i].name, platform.pools[i].units.value(), reserved.value()));
  }
}

bool has_unequal_leaves(const Pool& pool) {
  const auto* nodes = std::get_if<NodesSpec>(&pool.geometry);
  return nodes != nullptr && std::ranges::adjacent_find(nodes->leaf_units, std::not_equal_to<>()) !=
                                 nodes->leaf_units.end();
}

void read_scale(MapReader& reader, Platform& platform) {
  const auto factor = reader.optional<double>("scale", "1");
  if (factor <= 0 || factor > kMostScale) {
    reader.error("scale", fmt::format("expected a number above 0 and at most {}", kMostScale));
    return;
  }
  const auto unequal = std::ranges::find_if(platform.pools, has_unequal_leaves);
  if (factor != 1 && unequal != platform.pools.end()) {
    reader.error("scale", fmt::format("pool '{}' has leaves of several sizes: it cannot be scaled",
                                      unequal->name));
    return;
  }
  const auto has_pool = [](const Reservation& reservation) { return reservation.pool.valid(); };
  if (std::ranges::all_of(platform.reservations, has_pool)) scale(platform, factor);
}

std::vector<Site> read_sites(MapReader& reader) {
  std::vector<Site> sites;
  for (MapReader& item : reader.list("sites")) {
    Site site;
    site.name = read_name(item, "site", sites);
    site.provider = item.maybe<std::string>("provider").value_or("");
    site.region = item.maybe<std::string>("region").value_or("");
    item.finish();
    sites.push_back(std::move(site));
  }
  return sites;
}

void read_pools(MapReader& reader, Platform& platform) {
  const std::vector<Accelerator> own = read_own_accelerators(reader);
  for (MapReader& item : reader.list("pools")) {
    platform.pools.push_back(read_pool(item, platform, own));
  }
  if (reader.has("pools") && platform.pools.empty()) {
    reader.error("pools", "expected at least one pool");
  }
  for (const Pool& pool : platform.pools) {
    if (pool.accelerator) write_accelerator(reader, *pool.accelerator);
  }
}

}  // namespace

Platform read_platform(MapReader reader, Date start) {
  Platform platform;
  platform.sites = read_sites(reader);
  read_pools(reader, platform);
  const bool named = reader.has("reservations");
  for (MapReader& item : reader.maybe_list("reservations")) {
    platform.reservations.push_back(read_reservation(item, platform, start));
  }
  if (named) check_room(reader, platform);
  read_scale(reader, platform);
  check_size(reader, platform);
  if (!named) {
    for (std::size_t i = 0; i < platform.pools.size(); ++i) {
      platform.reservations.push_back(standing_reservation(PoolId{i}, platform.pools[i]));
    }
  }
  reader.finish();
  return platform;
}

}  // namespace drawdown
