#include "sim/model/contracts/reading/quantities.hpp"

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kMostMonths = 1200;

struct Scale {
  std::string_view word;
  QuantityUnit unit;
  std::int64_t scale;
};
constexpr Scale kScales[] = {{"chips", QuantityUnit::chips, 1},
                             {"chip", QuantityUnit::chips, 1},
                             {"chip-hours", QuantityUnit::chip_time, kMsPerHour},
                             {"chip-hour", QuantityUnit::chip_time, kMsPerHour},
                             {"USD/h", QuantityUnit::money_per_hour, 1'000'000},
                             {"USD", QuantityUnit::money, 1'000'000}};

}  // namespace

std::optional<CommittedQuantity> Quantity<CommittedQuantity>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  for (const Scale& scale : kScales) {
    if (scale.word != unit || amount.starts_with('-')) continue;
    const auto scaled = parse_scaled(amount, scale.scale);
    return scaled ? std::optional(CommittedQuantity{scale.unit, *scaled}) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<ExactShare> Quantity<ExactShare>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  if (!unit.empty() && unit != "%") return std::nullopt;
  const auto millionths = parse_scaled(amount, unit.empty() ? 1'000'000 : 10'000);
  return millionths ? std::optional(ExactShare{*millionths}) : std::nullopt;
}

std::optional<FullHour> Quantity<FullHour>::parse(std::string_view text) {
  const auto date = Quantity<Date>::parse(text);
  const bool is_full = date && *date == std::chrono::floor<std::chrono::hours>(*date);
  return is_full ? std::optional(FullHour{*date}) : std::nullopt;
}

std::optional<std::chrono::months> Quantity<std::chrono::months>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  const bool is_years = unit == "y" || unit == "years" || unit == "year";
  if (!is_years && unit != "months" && unit != "month") return std::nullopt;
  const auto months = parse_scaled(amount, is_years ? 12 : 1);
  if (!months || *months < 1 || *months > kMostMonths) return std::nullopt;
  return std::chrono::months(*months);
}

}  // namespace drawdown
