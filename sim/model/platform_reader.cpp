#include "sim/model/platform_reader.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/text.hpp"
#include "sim/model/capacity/capacity_reader.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/model/named_things.hpp"
#include "sim/model/network/network_reader.hpp"
#include "sim/model/pool_reader.hpp"
#include "sim/model/quotas/quota_reader.hpp"

namespace drawdown {
namespace {

constexpr Word<AtEnd> kAtEnds[] = {{"cut", AtEnd::cut}, {"drain", AtEnd::drain}};

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

// Of a reservation with spares: whole blocks are all that is set aside and put in service
// (docs/platforms.md).
void check_blocks(MapReader& reader, std::string_view key, Units units,
                  const Reservation& reservation, const Platform& platform) {
  if (reservation.spares <= Units{} || !reservation.pool.valid()) return;
  const Pool& pool = platform.pools[reservation.pool.index()];
  const std::int64_t block = spare_block_units(pool);
  if (units.value() % block == 0) return;
  reader.error(key, fmt::format("pool '{}' has spares in blocks of {} units: expected whole ones",
                                pool.name, block));
}

// When a reservation begins and ends, as far as it says so and it could be read.
struct Span {
  std::optional<Date> from;
  std::optional<Date> until;
};

// Whether a date in it lies after its beginning and before its end; a diagnostic if not.
bool is_inside(MapReader& item, Date on, const Span& span, const MapReader& reservation) {
  const auto fault = [&](std::string_view expected, Date bound, std::string_view key) {
    item.error("on",
               fmt::format("expected a date {} ({}, {}), got {}", expected, format_date(bound),
                           to_text(reservation.place(key)), format_date(on)));
    return false;
  };
  if (span.from && on <= *span.from) {
    return fault("after the reservation begins", *span.from, "from");
  }
  if (span.until && on >= *span.until) {
    return fault("before the reservation ends", *span.until, "until");
  }
  return true;
}

void read_notice(MapReader& reader, Reservation& reservation, const Span& span, Date start) {
  const auto notice = reader.maybe<Date>("notice");
  if (!notice) return;
  reservation.notice = kRunStart + (*notice - start);
  if (!span.from || *notice <= *span.from) return;
  reader.error("notice", fmt::format("expected a date not after the reservation begins ({}, {}), "
                                     "got {}",
                                     format_date(*span.from), to_text(reader.place("from")),
                                     format_date(*notice)));
}

void read_handed_back(MapReader& reader, Reservation& reservation, const Span& span,
                      const Platform& platform, Date start) {
  Units left = reservation.units - reservation.spares;
  std::optional<std::pair<Date, Place>> before;
  for (MapReader& item : reader.maybe_list("handed_back")) {
    const auto on = item.required<Date>("on");
    const Units units{item.required<Positive>("units").value};
    if (on != Date{} && is_inside(item, on, span, reader)) {
      if (before && on <= before->first) {
        item.error("on", fmt::format("expected a date after that of the item before it ({}, {})",
                                     format_date(before->first), to_text(before->second)));
      }
      before = {on, item.place("on")};
    }
    check_blocks(item, "units", units, reservation, platform);
    if (units > left && reservation.units > Units{}) {
      const std::string_view beside = reservation.spares > Units{} ? " beside its spares" : "";
      item.error("units",
                 fmt::format("the reservation has {} units ({}), and {} of them are left to hand "
                             "back{}",
                             reservation.units.value(), to_text(reader.place("units")),
                             left.value(), beside));
    }
    left -= std::min(units, left);
    reservation.handed_back.push_back({kRunStart + (on - start), units});
  }
}

// What becomes of gangs at its end, if it has one.
void read_at_end(MapReader& reader, Reservation& reservation, const Platform& platform) {
  reservation.at_end = reader.choice("at_end", "cut", kAtEnds);
  if (reservation.at_end == AtEnd::cut) return;
  if (!reader.has("until")) {
    reader.error("at_end", "a reservation without `until` has no end: expected cut");
  }
  if (reservation.pool.valid() && platform.pools[reservation.pool.index()].owned) {
    reader.error("at_end", "own hardware is not to be had at a list price: expected cut");
  }
}

void add_standing_reservations(Platform& platform) {
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    const Pool& pool = platform.pools[i];
    if (!pool.market) platform.reservations.push_back(standing_reservation(PoolId{i}, pool));
  }
}

// Where gangs go on after the ends of reservations that drain, which are known by their names.
void add_drained_places(MapReader& reader, Platform& platform, const std::vector<Place>& places) {
  std::vector<Reservation> drained;
  for (std::size_t i = 0; i < platform.reservations.size(); ++i) {
    const Reservation& reservation = platform.reservations[i];
    if (reservation.at_end == AtEnd::cut) continue;
    drained.push_back(drained_place(ReservationId{i}, reservation));
    const std::string& name = drained.back().name;
    const Reservation* const other = find_named(platform.reservations, name);
    if (other == nullptr) continue;
    const auto number = static_cast<std::size_t>(other - platform.reservations.data());
    reader.error("reservations",
                 fmt::format("what '{}' ({}) leaves behind is called '{}', and so is another ({})",
                             reservation.name, to_text(places[i]), name, to_text(places[number])));
  }
  std::ranges::move(drained, std::back_inserter(platform.reservations));
}

void add_markets(Platform& platform) {
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    const Pool& pool = platform.pools[i];
    if (pool.market) platform.reservations.push_back(market_reservation(PoolId{i}, pool));
  }
}

// Of a reservation: markets have names among those of reservations.
void check_no_market(MapReader& reader, std::string_view key, const std::string& name,
                     const Platform& platform) {
  for (const Pool& pool : platform.pools) {
    if (!pool.market || name != market_reservation(PoolId{}, pool).name) continue;
    reader.error(key, fmt::format("the market '{}' is called '{}' already", pool.name, name));
  }
}

PoolId read_reserved_pool(MapReader& reader, const Platform& platform) {
  const auto pool = read_reference<PoolId>(reader, "pool", "pool", platform.pools);
  if (pool.valid() && platform.pools[pool.index()].market) {
    reader.error("pool", "a market is used without reservation");
  }
  return pool;
}

Reservation read_reservation(MapReader& reader, const Platform& platform, Date start) {
  Reservation reservation;
  reservation.name = read_name(reader, "reservation", platform.reservations);
  check_no_market(reader, "name", reservation.name, platform);
  reservation.pool = read_reserved_pool(reader, platform);
  reservation.units = Units{reader.required<Positive>("units").value};
  if (reservation.pool.valid()) {
    const Pool& pool = platform.pools[reservation.pool.index()];
    if (pool.units > Units{} && reservation.units > pool.units) {
      reader.error("units", fmt::format("pool '{}' has {} units", pool.name, pool.units.value()));
      reservation.units = Units{0};
    }
  }
  read_spares(reader, reservation);
  check_blocks(reader, "units", reservation.units, reservation, platform);
  check_blocks(reader, "spares", reservation.spares, reservation, platform);
  reservation.holder = reader.required<std::string>("holder");
  read_sharing(reader, reservation);
  const auto from = reader.maybe<Date>("from");
  const auto until = reader.maybe<Date>("until");
  if (from) reservation.from = std::max(kRunStart, kRunStart + (*from - start));
  if (until) reservation.until = kRunStart + (*until - start);
  if (until && *until <= from.value_or(Date::min())) {
    reader.not_after("until", *until, "from", *from);
  }
  const Span span{reader.has("from") ? from : std::optional(start), until};
  read_at_end(reader, reservation, platform);
  read_notice(reader, reservation, span, start);
  read_handed_back(reader, reservation, span, platform, start);
  reader.finish();
  return reservation;
}

// Adds the reservations that an item of `quotas` stands for.
void read_quotas(MapReader& reader, Platform& platform, Date start) {
  Reservation like;
  like.pool = read_reserved_pool(reader, platform);
  read_sharing(reader, like);
  const Pool pool = like.pool.valid() ? platform.pools[like.pool.index()] : Pool{};
  for (Reservation& reservation : read_quota_reservations(reader, like, pool, start)) {
    check_no_market(reader, "file", reservation.name, platform);
    if (find_named(platform.reservations, reservation.name) != nullptr) {
      reader.error("file",
                   fmt::format("another reservation is called '{}' already", reservation.name));
    }
    platform.reservations.push_back(std::move(reservation));
  }
  reader.finish();
}

void check_size(MapReader& reader, const Platform& platform) {
  if (platform.units() > kMostUnits || platform.chips() > kMostChips) {
    reader.error("pools", fmt::format("expected at most {} units and {} chips in all",
                                      kMostUnits.value(), kMostChips.value()));
  }
}

// Who holds units of a pool in the moment in which the most are held, and where it says so.
std::string holders_at_most(const Platform& platform, PoolId pool, Units most,
                            const std::vector<Place>& places) {
  const auto& reservations = platform.reservations;
  for (const Reservation& opening : reservations) {
    Units held;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < reservations.size(); ++i) {
      const Reservation& other = reservations[i];
      const bool is_open = other.from <= opening.from && opening.from < other.until;
      if (other.pool != pool || !is_open) continue;
      held += other.units;
      names.push_back(fmt::format("'{}' ({})", other.name, to_text(places[i])));
    }
    if (held >= most) return fmt::format("{}", fmt::join(names, ", "));
  }
  raise_bug("a pool has the most reserved where no reservation begins");
}

// No pool may be promised more units than it has.
void check_room(MapReader& reader, const Platform& platform, const std::vector<Place>& places) {
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    const Units reserved = most_reserved_at_once(platform, PoolId{i});
    if (reserved <= platform.pools[i].units) continue;
    reader.error(
        reader.has("reservations") ? "reservations" : "quotas",
        fmt::format("pool '{}' has {} units, and {} of them are reserved at once: {}",
                    platform.pools[i].name, platform.pools[i].units.value(), reserved.value(),
                    holders_at_most(platform, PoolId{i}, reserved, places)));
  }
}

bool has_unequal_leaves(const Pool& pool) {
  const auto* nodes = std::get_if<NodesSpec>(&pool.geometry);
  return nodes != nullptr && std::ranges::adjacent_find(nodes->leaf_units, std::not_equal_to<>()) !=
                                 nodes->leaf_units.end();
}

// What about a pool has no larger or smaller likeness; empty where all of it has.
std::string_view what_has_no_scale(const Pool& pool) {
  if (has_unequal_leaves(pool)) return "leaves of several sizes";
  const auto names_units = [](const OutageSpec& outage) { return !outage.units.empty(); };
  return std::ranges::any_of(pool.outages, names_units) ? "outages of single units" : "";
}

void read_scale(MapReader& reader, Platform& platform) {
  const auto factor = reader.optional<double>("scale", "1");
  if (factor <= 0 || factor > kMostScale) {
    reader.error("scale", fmt::format("expected a number above 0 and at most {}", kMostScale));
    return;
  }
  if (factor == 1) return;
  for (const Pool& pool : platform.pools) {
    const std::string_view what = what_has_no_scale(pool);
    if (what.empty()) continue;
    reader.error("scale", fmt::format("pool '{}' has {}: it cannot be scaled", pool.name, what));
    return;
  }
  const auto has_pool = [](const Reservation& reservation) { return reservation.pool.valid(); };
  if (std::ranges::all_of(platform.reservations, has_pool)) scale(platform, factor);
}

std::vector<Site> read_sites(MapReader& reader, Date start) {
  std::vector<Site> sites;
  for (MapReader& item : reader.list("sites")) {
    Site site;
    site.name = read_name(item, "site", sites);
    site.provider = item.maybe<std::string>("provider").value_or("");
    site.region = item.maybe<std::string>("region").value_or("");
    site.pue = item.optional<double>("pue", "1");
    if (site.pue < 1) item.error("pue", "expected at least 1");
    read_site_capacity(item, site, start);
    item.finish();
    sites.push_back(std::move(site));
  }
  return sites;
}

void read_pools(MapReader& reader, Platform& platform, Date start) {
  platform.accelerators = read_own_accelerators(reader);
  for (MapReader& item : reader.list("pools")) {
    platform.pools.push_back(read_pool(item, platform, start));
  }
  if (reader.has("pools") && platform.pools.empty()) {
    reader.error("pools", "expected at least one pool");
  }
  for (const Pool& pool : platform.pools) {
    if (pool.accelerator) write_accelerator(reader, *pool.accelerator);
  }
}

}  // namespace

Platform read_platform(MapReader& reader, Date start) {
  Platform platform;
  platform.sites = read_sites(reader, start);
  read_network(reader, platform);
  read_pools(reader, platform, start);
  const bool named = reader.has("reservations") || reader.has("quotas");
  std::vector<Place> places;
  for (MapReader& item : reader.maybe_list("reservations")) {
    platform.reservations.push_back(read_reservation(item, platform, start));
    places.push_back(item.place());
  }
  for (MapReader& item : reader.maybe_list("quotas")) {
    read_quotas(item, platform, start);
    places.resize(platform.reservations.size(), item.place());
  }
  if (named) check_room(reader, platform, places);
  read_scale(reader, platform);
  check_size(reader, platform);
  if (!named) add_standing_reservations(platform);
  add_drained_places(reader, platform, places);
  add_markets(platform);
  reader.finish();
  return platform;
}

}  // namespace drawdown
