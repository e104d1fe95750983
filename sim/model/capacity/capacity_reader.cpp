#include "sim/model/capacity/capacity_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/distribution/distribution_reader.hpp"

namespace drawdown {
namespace {

// What happens more often than once a minute is no failure of a unit and no outage.
constexpr double kMostFailuresPer1000UnitDays = 1000 * 24 * 60;
constexpr double kMostOutagesPerYear = 365.25 * 24 * 60;
constexpr double kMostInfantFactor = 1000;

// The two sides of ` per `.
std::optional<std::pair<std::string_view, std::string_view>> split_per(std::string_view text) {
  constexpr std::string_view kPer = " per ";
  const std::size_t at = text.find(kPer);
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + kPer.size()));
}

std::optional<double> not_negative(std::string_view text) {
  const auto number = parse_number(text);
  return number && *number >= 0 ? number : std::nullopt;
}

// `3` or `0-3`.
std::optional<UnitRange> parse_range(std::string_view text) {
  constexpr std::int64_t kMost = INT32_MAX;
  const std::size_t dash = text.find('-');
  const auto first = parse_integer(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_integer(text.substr(dash + 1));
  if (!first || !last || *first < 0 || *last < *first || *last > kMost) return std::nullopt;
  return UnitRange{static_cast<std::int32_t>(*first), static_cast<std::int32_t>(*last)};
}

// A number of units that could not be read is 0.
bool is_known(Units units) {
  return units > Units{0};
}

Instant moment_of(Date date, Date start) {
  return kRunStart + (date - start);
}

// What a window leaves after the run's start; nothing where that is nothing, or it could not be
// read.
std::optional<Window> read_window(MapReader& reader, Date start) {
  const auto from = reader.required<Date>("from");
  const auto until = reader.required<Date>("until");
  if (from == Date{} || until == Date{}) return std::nullopt;
  if (until <= from) {
    reader.not_after("until", until, "from", from);
  }
  if (until <= std::max(from, start)) return std::nullopt;
  return Window{std::max(kRunStart, moment_of(from, start)), moment_of(until, start)};
}

std::vector<Window> read_maintenance(MapReader& reader, Date start) {
  std::vector<Window> windows;
  for (MapReader& item : reader.maybe_list("maintenance")) {
    if (const auto window = read_window(item, start)) windows.push_back(*window);
  }
  return windows;
}

// The moments that lie in any of the windows, in order of time.
std::vector<Window> merged(std::vector<Window> windows) {
  std::ranges::sort(windows, {}, &Window::from);
  std::vector<Window> apart;
  for (const Window& window : windows) {
    if (!apart.empty() && window.from <= apart.back().until) {
      apart.back().until = std::max(apart.back().until, window.until);
    } else {
      apart.push_back(window);
    }
  }
  return apart;
}

DrawnOutages read_drawn_outages(MapReader& reader) {
  DrawnOutages drawn;
  drawn.rate = reader.required<OutageRate>("rate");
  if (drawn.rate.per_year > kMostOutagesPerYear) {
    reader.error("rate", "expected at most one outage a minute");
  }
  MapReader lasts = reader.map("lasts");
  drawn.lasts = read_distribution(lasts);
  return drawn;
}

UnitRanges read_units(MapReader& reader, const Pool& pool) {
  auto units = reader.maybe<UnitRanges>("units");
  if (!units) return {};
  if (is_known(pool.units) && units->back().last >= pool.units.value()) {
    reader.error("units",
                 fmt::format("the pool has {} units, numbered from 0", pool.units.value()));
  }
  return *std::move(units);
}

// Those of a pool name some of its units; those of a site (no pool) cannot.
std::vector<OutageSpec> read_outages(MapReader& reader, const Pool* pool, Date start) {
  constexpr std::array<std::string_view, 2> kKinds = {"from", "rate"};
  std::vector<OutageSpec> outages;
  for (MapReader& item : reader.maybe_list("outages")) {
    OutageSpec outage;
    if (pool != nullptr) outage.units = read_units(item, *pool);
    const std::string_view kind = only_one_of(item, kKinds);
    if (kind.empty()) continue;
    if (kind == "rate") {
      outage.when = read_drawn_outages(item);
    } else if (const auto window = read_window(item, start)) {
      outage.when = *window;
    } else {
      continue;
    }
    outages.push_back(std::move(outage));
  }
  return outages;
}

Delivery read_delivery(MapReader& reader, Units left, const Pool& pool, Date start) {
  Delivery delivery;
  delivery.units = Units{reader.required<Positive>("units").value};
  if (is_known(pool.units) && delivery.units > left) {
    reader.error("units", fmt::format("the pool has {} units, and {} of them are left to deliver",
                                      pool.units.value(), left.value()));
    delivery.units = Units{0};
  }
  const auto at = reader.required<Date>("at");
  delivery.at = moment_of(at, start);
  if (auto slip = reader.maybe_map("slip")) delivery.slip = read_distribution(*slip);
  const auto retire = reader.maybe<Date>("retire");
  if (retire) delivery.retire = moment_of(*retire, start);
  if (retire && at != Date{} && *retire <= at) {
    reader.not_after("retire", *retire, "at", at);
  }
  return delivery;
}

}  // namespace

std::optional<FailureRate> Quantity<FailureRate>::parse(std::string_view text) {
  const auto sides = split_per(text);
  if (!sides) return std::nullopt;
  const auto failures = not_negative(sides->first);
  const auto [amount, unit] = split_unit(sides->second);
  const auto unit_days = Quantity<Positive>::parse(amount);
  if (!failures || !unit_days || unit != "unit-days") return std::nullopt;
  return FailureRate{*failures / (static_cast<double>(unit_days->value) / 1000)};
}

std::optional<OutageRate> Quantity<OutageRate>::parse(std::string_view text) {
  const auto sides = split_per(text);
  if (!sides || trim(sides->second) != "year") return std::nullopt;
  const auto outages = not_negative(sides->first);
  return outages ? std::optional(OutageRate{*outages}) : std::nullopt;
}

std::optional<UnitRanges> Quantity<UnitRanges>::parse(std::string_view text) {
  UnitRanges ranges;
  for (const std::string_view word : words_of(text)) {
    const auto range = parse_range(word);
    if (!range || (!ranges.empty() && range->first <= ranges.back().last)) return std::nullopt;
    ranges.push_back(*range);
  }
  return ranges.empty() ? std::nullopt : std::optional(std::move(ranges));
}

FailureSpec read_failures(MapReader reader, DownReason reason) {
  const bool is_reclaim = reason == DownReason::reclaim;
  FailureSpec failures;
  failures.rate = reader.required<FailureRate>("rate");
  if (failures.rate.per_1000_unit_days > kMostFailuresPer1000UnitDays) {
    reader.error("rate",
                 fmt::format("expected at most one {} a minute of each unit", name_of(reason)));
  }
  if (auto infant = is_reclaim ? std::nullopt : reader.maybe_map("infant")) {
    const auto factor = infant->required<double>("factor");
    if (infant->has("factor") && (factor < 1 || factor > kMostInfantFactor)) {
      infant->error("factor", fmt::format("expected 1 to {}", kMostInfantFactor));
    }
    failures.infant = {factor, read_positive(*infant, "span")};
  }
  MapReader repair = reader.map(is_reclaim ? "back" : "repair");
  failures.repair = read_distribution(repair);
  return failures;
}

void read_pool_capacity(MapReader& reader, Pool& pool, const std::vector<Site>& sites, Date start) {
  Units left = pool.units;
  for (MapReader& item : reader.maybe_list("deliveries")) {
    pool.deliveries.push_back(read_delivery(item, left, pool, start));
    left -= pool.deliveries.back().units;
  }
  if (const auto retire = reader.maybe<Date>("retire")) pool.retire = moment_of(*retire, start);
  if (auto failures = reader.maybe_map("failures")) {
    pool.failures = read_failures(*std::move(failures), DownReason::failure);
  }
  pool.outages = read_outages(reader, &pool, start);
  std::vector<Window> maintenance = read_maintenance(reader, start);
  if (pool.site.valid()) {
    const std::vector<Window>& at_site = sites[pool.site.index()].maintenance;
    maintenance.insert(maintenance.end(), at_site.begin(), at_site.end());
  }
  pool.maintenance = merged(std::move(maintenance));
}

void read_site_capacity(MapReader& reader, Site& site, Date start) {
  site.outages = read_outages(reader, nullptr, start);
  site.maintenance = read_maintenance(reader, start);
}

void read_spares(MapReader& reader, Reservation& reservation) {
  const auto spares = reader.maybe<std::int64_t>("spares");
  if (!spares || !is_known(reservation.units)) return;
  reservation.spares = Units{*spares};
  if (*spares < 0) reader.error("spares", "must not be negative");
  if (reservation.spares >= reservation.units) {
    reader.error("spares", fmt::format("expected less than the reservation's {} units",
                                       reservation.units.value()));
  }
}

}  // namespace drawdown
