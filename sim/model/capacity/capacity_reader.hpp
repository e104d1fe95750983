// How a platform file says what becomes of capacity over time (docs/platforms.md, "Time").
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/capacity/capacity_change.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

template <>
struct Quantity<FailureRate> {
  static constexpr std::string_view expected =
      "a number of failures per unit-days, e.g. 4 per 1000 unit-days";
  static std::optional<FailureRate> parse(std::string_view text);
};

template <>
struct Quantity<OutageRate> {
  static constexpr std::string_view expected = "a number per year, e.g. 2 per year";
  static std::optional<OutageRate> parse(std::string_view text);
};

template <>
struct Quantity<UnitRanges> {
  static constexpr std::string_view expected = "units in ascending order, e.g. 0-15 or 0-3 8 10-11";
  static std::optional<UnitRanges> parse(std::string_view text);
};

/// Reads `deliveries`, `retire`, `failures`, `outages` and `maintenance` of a pool whose name, site
/// and units have been read, for a run that starts at `start`.
void read_pool_capacity(MapReader& reader, Pool& pool, const std::vector<Site>& sites, Date start);

/// Reads failures of units, or (with `back` in place of `repair`, and without infants) reclaims.
FailureSpec read_failures(MapReader reader, DownReason reason);

/// Reads `outages` and `maintenance` of a site.
void read_site_capacity(MapReader& reader, Site& site, Date start);

/// Reads `spares` of a reservation whose units have been read.
void read_spares(MapReader& reader, Reservation& reservation);

}  // namespace drawdown
