// Money and prices of chip-time: whole millionths of a US dollar.
#pragma once

#include "sim/base/units.hpp"
#include "sim/config/quantity.hpp"

namespace drawdown {

/// In micro-dollars.
using Money = Count<struct MoneyTag>;
/// In micro-dollars for a chip-hour.
using Price = Count<struct PriceTag>;

/// The chip-time in ms that so much money buys at a price above 0, unrounded.
double affordable_chip_ms(Money budget, Price price);

/// Not below 0, exact: digits are moved, and no more than six follow the point.
template <>
struct Quantity<Money> {
  static constexpr std::string_view expected =
      "an amount of money in whole millionths of its unit (USD), e.g. 1.5e6 USD";
  static std::optional<Money> parse(std::string_view text);
};

template <>
struct Quantity<Price> {
  static constexpr std::string_view expected =
      "a price in whole millionths of its unit (USD/chip-hour), e.g. 2.10 USD/chip-hour";
  static std::optional<Price> parse(std::string_view text);
};

}  // namespace drawdown
