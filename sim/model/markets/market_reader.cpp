#include "sim/model/markets/market_reader.hpp"

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/capacity/capacity_reader.hpp"
#include "sim/model/series/named_file.hpp"

namespace drawdown {

// What one of something costs.
struct ChipCost {
  Money money;
};
struct EnergyCost {
  Money money;
};
struct Years {
  Duration length{};
};

namespace {

constexpr Duration kYear = std::chrono::days(365);

constexpr Word<MarketKind> kMarkets[] = {{"on_demand", MarketKind::on_demand},
                                         {"spot", MarketKind::spot}};

template <class Cost>
std::optional<Cost> parse_cost(std::string_view text, std::string_view per) {
  const auto [amount, unit] = split_unit(text);
  if (unit != per) return std::nullopt;
  const auto money = Quantity<Money>::parse(fmt::format("{} USD", amount));
  return money ? std::optional(Cost{*money}) : std::nullopt;
}

}  // namespace

template <>
struct Quantity<ChipCost> {
  static constexpr std::string_view expected =
      "a price in whole millionths of its unit (USD/chip), e.g. 35000 USD/chip";
  static std::optional<ChipCost> parse(std::string_view text) {
    return parse_cost<ChipCost>(text, "USD/chip");
  }
};

template <>
struct Quantity<EnergyCost> {
  static constexpr std::string_view expected =
      "a price in whole millionths of its unit (USD/MWh), e.g. 60 USD/MWh";
  static std::optional<EnergyCost> parse(std::string_view text) {
    return parse_cost<EnergyCost>(text, "USD/MWh");
  }
};

template <>
struct Quantity<Years> {
  static constexpr std::string_view expected = "a number of years of 365 days above 0, e.g. 5 y";
  static std::optional<Years> parse(std::string_view text) {
    const auto [amount, unit] = split_unit(text);
    const auto length = parse_scaled(amount, kYear.count());
    if (unit != "y" || !length || *length <= 0) return std::nullopt;
    return Years{Duration{*length}};
  }
};

namespace {

std::optional<AvailabilitySpec> read_availability(MapReader availability) {
  const FileName file = availability.required_file("file");
  const auto of = availability.required<Positive>("of");
  availability.node("hash");
  if (file.path.empty() || of.value == 0) return std::nullopt;
  std::string problem;
  const auto text = read_text(file.path, problem);
  if (!text) {
    availability.error("file", fmt::format("'{}' {}", file.path, problem));
    return std::nullopt;
  }
  check_hash(availability, text->hash);
  make_absolute(availability, file);
  auto series = parse_availability_trace(text->text, file.path, availability.diagnostics());
  if (!series) return std::nullopt;
  return AvailabilitySpec{*std::move(series), of.value};
}

// Units of spot markets come and go, by one of two keys; those of other pools do not.
void read_reclaims(MapReader& reader, bool is_spot, Pool& pool) {
  constexpr std::string_view kKeys[] = {"reclaims", "availability"};
  if (is_spot) {
    only_one_of(reader, kKeys);
  } else {
    for (const std::string_view key : kKeys) {
      if (reader.node(key) != nullptr) reader.error(key, "only of a pool with `market: spot`");
    }
  }
  if (auto reclaims = reader.maybe_map("reclaims")) {
    pool.reclaims = read_failures(*std::move(reclaims), DownReason::reclaim);
  }
  if (auto availability = reader.maybe_map("availability")) {
    pool.availability = read_availability(*std::move(availability));
  }
}

OwnedSpec read_owned(MapReader owned, const Pool& pool) {
  OwnedSpec spec;
  spec.capital = owned.required<ChipCost>("capital").money;
  spec.life = owned.required<Years>("life").length;
  spec.operation = owned.optional<Price>("operation", "0 USD/chip-hour");
  if (owned.has("energy") && !pool.accelerator) {
    owned.error("energy", "what a pool without an accelerator draws is not known");
  }
  spec.energy = owned.optional<EnergyCost>("energy", "0 USD/MWh").money;
  return spec;
}

}  // namespace

void read_market(MapReader& reader, Pool& pool) {
  if (reader.node("market") != nullptr) {
    pool.market = reader.required_choice("market", kMarkets);
  }
  read_reclaims(reader, pool.market == MarketKind::spot, pool);
  if (auto owned = reader.maybe_map("owned")) {
    pool.owned = read_owned(*std::move(owned), pool);
    if (pool.market) reader.error("owned", "a market is not owned");
  }
}

}  // namespace drawdown
