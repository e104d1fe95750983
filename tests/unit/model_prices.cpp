// List prices: which entry counts for a pool in an hour, how it changes, and what the catalogue
// has.
#include <algorithm>

#include <catch2/catch.hpp>

#include "sim/config/yaml_text.hpp"
#include "sim/model/contracts/reading/price_reader.hpp"
#include "sim/model/platform_reader.hpp"

namespace drawdown {
namespace {

constexpr Date kStart = std::chrono::sys_days(std::chrono::year(2027) / 1 / 1);
constexpr std::chrono::hours kDay(24);

constexpr std::string_view kPlatform = R"(platform:
  sites: [{name: iowa, provider: google}, {name: ashburn, provider: oracle}]
  pools:
    - {name: v6e, site: iowa, units: 8, accelerator: tpu_v6e, geometry: alike}
    - {name: h100, site: ashburn, units: 8, accelerator: h100_sxm, geometry: alike}
    - {name: spot, site: iowa, units: 8, accelerator: tpu_v6e, geometry: alike}
    - {name: plain, site: iowa, units: 8}
)";

struct Read {
  PriceList prices;
  std::vector<std::string> assumed;
  std::string tree;
};

Read read(const std::string& yaml) {
  Read result;
  Diagnostics diagnostics;
  auto root = read_yaml(SourceText("in.yaml", std::string(kPlatform) + yaml), diagnostics);
  REQUIRE(root);
  {
    MapReader reader(*root, "", diagnostics);
    MapReader map = reader.map("platform");
    Platform platform = read_platform(map, kStart);
    platform.pools[2].market = MarketKind::spot;
    result.prices = read_prices(reader, &platform, kStart, result.assumed);
  }
  INFO(diagnostics.text());
  REQUIRE(diagnostics.empty());
  result.tree = emit(*root);
  return result;
}

// In micro-dollars; -1 without a price.
std::int64_t price(const Read& read, std::size_t pool, Duration after_start = Duration{0}) {
  const auto found = read.prices.at(PoolId{pool}, kRunStart + after_start);
  return found ? found->price.value() : -1;
}

TEST_CASE("what a scenario does not price has the catalogue's price, if there is one") {
  const auto nothing = read("");
  CHECK(price(nothing, 0) == 2'700'000);
  CHECK(price(nothing, 1) == 10'000'000);
  CHECK(price(nothing, 2) == 544'000);                                         // of spot
  CHECK(price(nothing, 3) == -1);                                              // of no kind
  CHECK(nothing.prices.at(PoolId{1}, kRunStart)->unused == Price{8'500'000});  // x 0.85
  CHECK(nothing.prices.at(PoolId{0}, kRunStart)->unused == Price{2'700'000});
  CHECK(nothing.assumed.empty());
  // The tree has them, and reads back to the same, wherever the scenario's own are wider.
  const auto own = read("prices: [{accelerator: tpu_v6e, on_demand: 2 USD/chip-hour}]\n");
  CHECK(price(own, 0) == 2'000'000);
  CHECK(price(own, 2) == 544'000);
  const auto again = read(own.tree.substr(own.tree.find("prices:")));
  for (std::size_t pool = 0; pool < 4; ++pool) CHECK(price(again, pool) == price(own, pool));
}

TEST_CASE("the narrowest entry counts, of these the last to begin, of equal ones the last") {
  const auto prices = read(R"(prices:
  - {accelerator: h100_sxm, on_demand: 1 USD/chip-hour}
  - {provider: oracle, accelerator: h100_sxm, on_demand: 2 USD/chip-hour, from: 2027-01-02}
  - {site: ashburn, accelerator: h100_sxm, on_demand: 3 USD/chip-hour, from: 2027-01-03}
  - {pool: h100, on_demand: 5 USD/chip-hour, from: 2027-01-05}
  - {pool: h100, on_demand: 4 USD/chip-hour, from: 2027-01-04}
  - {pool: h100, on_demand: 6 USD/chip-hour, from: 2027-01-05}
  - {pool: h100, spot: 9 USD/chip-hour}
)");
  CHECK(price(prices, 1) == 1'000'000);
  CHECK(price(prices, 1, kDay - std::chrono::hours(1)) == 1'000'000);
  CHECK(price(prices, 1, kDay) == 2'000'000);
  CHECK(price(prices, 1, 2 * kDay) == 3'000'000);
  CHECK(price(prices, 1, 3 * kDay) == 4'000'000);
  CHECK(price(prices, 1, 4 * kDay) == 6'000'000);
}

TEST_CASE("a price changes with each year of 365 days, and is rounded each time") {
  const auto prices = read(R"(prices:
  - {pool: v6e, on_demand: 1.000001 USD/chip-hour, change: -0.5, unused_factor: 0.5}
  - {pool: h100, on_demand: 3 USD/chip-hour, change: 0.1, from: 2026-07-01}
)");
  const auto year = 365 * kDay;
  CHECK(price(prices, 0, year - std::chrono::hours(1)) == 1'000'001);
  CHECK(price(prices, 0, year) == 500'001);      // 500,000.5, half up
  CHECK(price(prices, 0, 2 * year) == 250'001);  // 250,000.5
  CHECK(prices.prices.at(PoolId{0}, kRunStart + year)->unused == Price{250'001});
  // From its own date, 184 days before the run: 181 days into it a year has passed.
  CHECK(price(prices, 1, 181 * kDay - std::chrono::hours(1)) == 3'000'000);
  CHECK(price(prices, 1, 181 * kDay) == 3'300'000);
}

TEST_CASE("prices that no source has are named") {
  const auto prices = read(R"(prices:
  - pool: h100
    on_demand: {value: 7 USD/chip-hour, source: hearsay, confidence: assumed}
)");
  CHECK(price(prices, 1) == 7'000'000);
  CHECK(prices.assumed == std::vector<std::string>{"h100.on_demand"});
}

TEST_CASE("the catalogue's prices are those of its sources") {
  struct Sheet {
    std::string_view provider;
    std::string_view accelerator;
    std::string_view on_demand;
  };
  // SkyPilot catalogue v8, gcp/vms.csv and oci/vms.csv.
  constexpr Sheet kSheets[] = {
      {"google", "tpu_v5p", "4.20 USD/chip-hour"},  {"google", "tpu_v6e", "2.70 USD/chip-hour"},
      {"oracle", "a100_80_sxm", "4 USD/chip-hour"}, {"oracle", "h100_sxm", "10 USD/chip-hour"},
      {"oracle", "b200_sxm", "14 USD/chip-hour"},   {"oracle", "gb200", "16 USD/chip-hour"},
      {"oracle", "mi300x", "6 USD/chip-hour"}};
  for (const Sheet& sheet : kSheets) {
    const auto found = std::ranges::find_if(catalogue_prices(), [&](const CataloguePrice& price) {
      return price.provider == sheet.provider && price.accelerator == sheet.accelerator;
    });
    REQUIRE(found != catalogue_prices().end());
    const auto value = std::ranges::find(found->values, "on_demand", &SourcedValue::key);
    REQUIRE(value != found->values.end());
    CHECK(value->value.text == sheet.on_demand);
    CHECK(value->confidence == SourceConfidence::verified);
  }
}

}  // namespace
}  // namespace drawdown
