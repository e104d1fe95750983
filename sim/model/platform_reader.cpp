#include "sim/model/platform_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/capacity/capacity_reader.hpp"

namespace drawdown {
namespace {

// A SimGrid host stands for each unit; a month of this many chips is far from the bounds of
// ChipTime.
constexpr Units kMostUnits{2'000'000};
constexpr Chips kMostChips{1'000'000'000};

template <class Things>
std::vector<std::string_view> names_of(const Things& things) {
  std::vector<std::string_view> names;
  for (const auto& thing : things) names.emplace_back(thing.name);
  return names;
}

// Where the name stands among the others; an invalid id, and a diagnostic, if it is none of them.
template <class Id, class Things>
Id find_name(MapReader& reader, std::string_view key, std::string_view what, const Things& things) {
  const auto name = reader.required<std::string>(key);
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (things[i].name == name) return Id{i};
  }
  reader.unknown_name(key, what, name, names_of(things));
  return Id{};
}

// Reads `name`, which must differ from those before it.
template <class Things>
std::string read_name(MapReader& reader, std::string_view what, const Things& before) {
  auto name = reader.required<std::string>("name");
  const auto same = [&](const auto& thing) { return thing.name == name; };
  if (!name.empty() && std::any_of(before.begin(), before.end(), same)) {
    reader.error("name", fmt::format("another {} is called '{}' already", what, name));
  }
  return name;
}

Pool read_pool(MapReader& reader, const Platform& platform, Date start) {
  Pool pool;
  pool.name = read_name(reader, "pool", platform.pools);
  pool.site = find_name<SiteId>(reader, "site", "site", platform.sites);
  pool.units = Units{reader.required<Positive>("units").value};
  pool.chips_per_unit = reader.optional<Chips>("chips_per_unit", "1 chips");
  if (pool.units > kMostUnits) {
    reader.error("units", fmt::format("expected at most {} units", kMostUnits.value()));
  }
  if (pool.chips_per_unit > kMostChips) {
    reader.error("chips_per_unit", fmt::format("expected at most {} chips", kMostChips.value()));
  }
  read_pool_capacity(reader, pool, platform.sites, start);
  reader.finish();
  return pool;
}

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
  reservation.pool = find_name<PoolId>(reader, "pool", "pool", platform.pools);
  reservation.units = Units{reader.required<Positive>("units").value};
  if (reservation.pool.valid()) {
    const Pool& pool = platform.pools[reservation.pool.index()];
    if (reservation.units > pool.units) {
      reader.error("units", fmt::format("pool '{}' has {} units", pool.name, pool.units.value()));
      reservation.units = Units{0};
    }
  }
  read_spares(reader, reservation);
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

// Each pool is within bounds of its own.
void check_size(MapReader& reader, const Platform& platform) {
  const auto is_within = [](const Pool& pool) {
    return pool.units <= kMostUnits && pool.chips_per_unit <= kMostChips;
  };
  if (!std::all_of(platform.pools.begin(), platform.pools.end(), is_within)) return;
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

}  // namespace

Platform read_platform(MapReader reader, Date start) {
  Platform platform;
  for (MapReader& item : reader.list("sites")) {
    Site site;
    site.name = read_name(item, "site", platform.sites);
    site.provider = item.maybe<std::string>("provider").value_or("");
    site.region = item.maybe<std::string>("region").value_or("");
    read_site_capacity(item, site, start);
    item.finish();
    platform.sites.push_back(std::move(site));
  }
  for (MapReader& item : reader.list("pools"))
    platform.pools.push_back(read_pool(item, platform, start));
  if (reader.has("pools") && platform.pools.empty()) {
    reader.error("pools", "expected at least one pool");
  }
  check_size(reader, platform);
  const bool named = reader.has("reservations");
  for (MapReader& item : reader.maybe_list("reservations")) {
    platform.reservations.push_back(read_reservation(item, platform, start));
  }
  if (named) {
    check_room(reader, platform);
  } else {
    for (std::size_t i = 0; i < platform.pools.size(); ++i) {
      platform.reservations.push_back(standing_reservation(PoolId{i}, platform.pools[i]));
    }
  }
  reader.finish();
  return platform;
}

}  // namespace drawdown
