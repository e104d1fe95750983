#include "sim/model/money.hpp"

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kMicros = 1'000'000;

template <class Amount>
std::optional<Amount> parse_micros(std::string_view text, std::string_view expected_unit) {
  const auto [amount, unit] = split_unit(text);
  if (unit != expected_unit || amount.starts_with('-')) return std::nullopt;
  const auto micros = parse_scaled(amount, kMicros);
  return micros ? std::optional(Amount{*micros}) : std::nullopt;
}

}  // namespace

double affordable_chip_ms(Money budget, Price price) {
  return static_cast<double>(budget.value()) * kMsPerHour / static_cast<double>(price.value());
}

std::optional<Money> Quantity<Money>::parse(std::string_view text) {
  return parse_micros<Money>(text, "USD");
}

std::optional<Price> Quantity<Price>::parse(std::string_view text) {
  return parse_micros<Price>(text, "USD/chip-hour");
}

}  // namespace drawdown
