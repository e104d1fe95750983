// How a platform file says what becomes of capacity.
#include <string>
#include <vector>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/base/text.hpp"
#include "sim/config/document.hpp"
#include "sim/model/capacity/capacity_reader.hpp"
#include "sim/model/platform_reader.hpp"

namespace drawdown {
namespace {

using std::chrono::days;
using std::chrono::hours;

// For a run from 2026-01-01 on.
Platform read(std::string_view yaml) {
  const TextFile file(yaml);
  Diagnostics diagnostics;
  auto document = read_document(file.path(), diagnostics);
  REQUIRE(document);
  Platform platform;
  {
    MapReader scenario(document->root, "", diagnostics);
    MapReader reader = scenario.map("platform");
    platform = read_platform(reader, *parse_date("2026-01-01"));
  }
  INFO(diagnostics.text());
  REQUIRE(diagnostics.empty());
  return platform;
}

// Days from the run's start to each end of the windows.
std::vector<std::pair<int, int>> in_days(const std::vector<Window>& windows) {
  std::vector<std::pair<int, int>> result;
  for (const Window& window : windows) {
    result.emplace_back((window.from - kRunStart) / days(1), (window.until - kRunStart) / days(1));
  }
  return result;
}

std::vector<std::pair<int, int>> as_pairs(const UnitRanges& ranges) {
  std::vector<std::pair<int, int>> result;
  for (const UnitRange& range : ranges) result.emplace_back(range.first, range.last);
  return result;
}

using Pairs = std::vector<std::pair<int, int>>;

TEST_CASE("deliveries, failures and spares are read") {
  const Platform platform = read(
      "platform:\n"
      "  sites: [{name: iowa}]\n"
      "  pools:\n"
      "    - name: v5p\n"
      "      site: iowa\n"
      "      units: 64\n"
      "      deliveries:\n"
      "        - {units: 16, at: 2025-12-31}\n"
      "        - units: 24\n"
      "          at: 2026-01-11\n"
      "          slip: {triangular: {min: 0 d, mode: 60 d, max: 270 d}}\n"
      "          retire: 2026-01-21\n"
      "      retire: 2026-01-31\n"
      "      failures:\n"
      "        rate: 4 per 1000 unit-days\n"
      "        infant: {factor: 3, span: 60 d}\n"
      "        repair: {lognormal: {median: 8 h, sigma: 0.5}}\n"
      "  reservations:\n"
      "    - {name: base, pool: v5p, units: 64, spares: 4, holder: research}\n");
  const Pool& pool = platform.pools.at(0);
  CHECK(initial_units(pool) == Units{24});
  REQUIRE(pool.deliveries.size() == 2);
  CHECK(pool.deliveries[0].units == Units{16});
  CHECK(pool.deliveries[0].at == kRunStart - days(1));
  CHECK_FALSE(pool.deliveries[0].slip);
  CHECK(pool.deliveries[0].retire == kNever);
  CHECK(pool.deliveries[1].at == kRunStart + days(10));
  const auto& slip = std::get<TriangularDuration>(pool.deliveries[1].slip.value());
  CHECK(slip.min == days(0));
  CHECK(slip.mode == days(60));
  CHECK(slip.max == days(270));
  CHECK(pool.deliveries[1].retire == kRunStart + days(20));
  CHECK(pool.retire == kRunStart + days(30));
  REQUIRE(pool.failures);
  CHECK(pool.failures->rate.per_1000_unit_days == 4);
  CHECK(pool.failures->infant.value().factor == 3);
  CHECK(pool.failures->infant.value().span == days(60));
  const auto& repair = std::get<LognormalDuration>(pool.failures->repair);
  CHECK(repair.median == hours(8));
  CHECK(repair.sigma == 0.5);
  CHECK(platform.reservations.at(0).spares == Units{4});
}

TEST_CASE("quotas are a reservation for each span of days in which one is the same") {
  const TextFile quotas(
      "date,a,b,total\n"
      "2025-12-30,8,8,16\n"
      "2025-12-31,16,0,16\n"
      "2026-01-01,16,0,16\n"
      "2026-01-03,16,8,24\n"  // the 2nd is as the 1st
      "2026-01-04,0,24,24\n"
      "2026-01-05,8,24,32\n");
  const Platform platform = read(
      "platform:\n"
      "  sites: [{name: iowa}]\n"
      "  pools: [{name: p, site: iowa, units: 6, chips_per_unit: 8 chips}]\n"
      "  reservations: [{name: base, pool: p, units: 2, holder: c}]\n"
      "  quotas: [{file: " +
      quotas.path() + ", pool: p, shared_with: [d]}]\n");
  std::vector<std::string> found;
  for (const Reservation& reservation : platform.reservations) {
    const auto day = [](Instant at) {
      return at == kNever ? "never" : std::to_string((at - kRunStart) / days(1));
    };
    found.push_back(fmt::format("{} {} {} {} to {}{}", reservation.name, reservation.holder,
                                reservation.units.value(), day(reservation.from),
                                day(reservation.until), reservation.admits("d") ? " d" : ""));
  }
  // What is over when the run starts, on the first day of 2026, is left out.
  CHECK(found == std::vector<std::string>{"base c 2 0 to never", "a/2025-12-31 a 2 0 to 3 d",
                                          "a/2026-01-05 a 1 4 to never d",
                                          "b/2026-01-03 b 1 2 to 3 d",
                                          "b/2026-01-04 b 3 3 to never d"});
}

TEST_CASE("outages are of some units or all, with their dates or drawn") {
  const Platform platform = read(
      "platform:\n"
      "  sites:\n"
      "    - name: iowa\n"
      "      outages: [{from: 2026-01-02, until: 2026-01-03}]\n"
      "  pools:\n"
      "    - name: v5p\n"
      "      site: iowa\n"
      "      units: 16\n"
      "      outages:\n"
      "        - {units: 0-3 8 10-15, from: 2025-12-30, until: 2026-01-02}\n"
      "        - {from: 2025-12-30, until: 2026-01-01}\n"
      "        - {rate: 2 per year, lasts: {exponential: {mean: 4 h}}}\n");
  REQUIRE(platform.sites.at(0).outages.size() == 1);
  CHECK(in_days({std::get<Window>(platform.sites[0].outages[0].when)}) == Pairs{{1, 2}});
  const std::vector<OutageSpec>& outages = platform.pools.at(0).outages;
  REQUIRE(outages.size() == 2);  // the second was over before the run
  CHECK(as_pairs(outages[0].units) == Pairs{{0, 3}, {8, 8}, {10, 15}});
  CHECK(in_days({std::get<Window>(outages[0].when)}) == Pairs{{0, 1}});
  CHECK(outages[1].units.empty());
  const auto& drawn = std::get<DrawnOutages>(outages[1].when);
  CHECK(drawn.rate.per_year == 2);
  CHECK(std::get<ExponentialDuration>(drawn.lasts).mean == hours(4));
}

TEST_CASE("a pool's maintenance is its own and its site's") {
  const Platform platform = read(
      "platform:\n"
      "  sites:\n"
      "    - name: iowa\n"
      "      maintenance:\n"
      "        - {from: 2026-02-01, until: 2026-02-03}\n"
      "        - {from: 2026-01-11, until: 2026-01-13}\n"
      "    - name: oregon\n"
      "  pools:\n"
      "    - name: v5p\n"
      "      site: iowa\n"
      "      units: 16\n"
      "      maintenance:\n"
      "        - {from: 2026-01-12, until: 2026-01-14}\n"
      "        - {from: 2026-01-14, until: 2026-01-15}\n"
      "        - {from: 2026-01-16, until: 2026-01-21}\n"
      "        - {from: 2026-01-17, until: 2026-01-18}\n"
      "        - {from: 2025-01-16, until: 2025-12-21}\n"
      "        - {from: 2025-12-25, until: 2026-01-02}\n"
      "    - {name: v6e, site: oregon, units: 1, maintenance: [{from: 2026-01-12, "
      "until: 2026-01-14}]}\n");
  // Windows that touch are one: nothing is up for no time.
  CHECK(in_days(platform.pools.at(0).maintenance) == Pairs{{0, 1}, {10, 14}, {15, 20}, {31, 33}});
  CHECK(in_days(platform.pools.at(1).maintenance) == Pairs{{11, 13}});
}

TEST_CASE("rates say what they count") {
  const auto failures = [](std::string_view text) { return Quantity<FailureRate>::parse(text); };
  CHECK(failures("4 per 1000 unit-days")->per_1000_unit_days == 4);
  CHECK(failures(" 0.1 per 1_000 unit-days ")->per_1000_unit_days == 0.1);
  CHECK(failures("1 per 250 unit-days")->per_1000_unit_days == 4);
  CHECK(failures("0 per 1000 unit-days")->per_1000_unit_days == 0);
  for (const char* text : {"4", "4 per 1000", "4 per 1000 days", "-1 per 1000 unit-days",
                           "4 per 0 unit-days", "4 per unit-days", "per 1000 unit-days",
                           "4 per 1000 unit-days per 2", "nan per 1000 unit-days", ""}) {
    INFO(text);
    CHECK_FALSE(failures(text));
  }
  const auto outages = [](std::string_view text) { return Quantity<OutageRate>::parse(text); };
  CHECK(outages("2 per year")->per_year == 2);
  CHECK(outages("0.5 per year")->per_year == 0.5);
  for (const char* text : {"2", "2 per month", "-2 per year", "2 per 2 year", "two per year", ""}) {
    INFO(text);
    CHECK_FALSE(outages(text));
  }
}

TEST_CASE("units are ranges in ascending order") {
  const auto units = [](std::string_view text) { return Quantity<UnitRanges>::parse(text); };
  CHECK(as_pairs(*units("0-15")) == Pairs{{0, 15}});
  CHECK(as_pairs(*units(" 7 ")) == Pairs{{7, 7}});
  CHECK(as_pairs(*units("0-3 4  10-11")) == Pairs{{0, 3}, {4, 4}, {10, 11}});
  for (const char* text : {"", " ", "-", "-3", "3-", "3-2", "0-3 3", "4 0-3", "0,3", "0-3-5", "a",
                           "0 - 3", "0-2147483648"}) {
    INFO(text);
    CHECK_FALSE(units(text));
  }
}

}  // namespace
}  // namespace drawdown
