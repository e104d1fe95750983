// Amounts with their unit, exact: what ranges count in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/config/quantity.hpp"

namespace drawdown {

__extension__ using Wide = __int128;

/// digits x 10^-decimals, exactly.
struct Decimal {
  Wide digits = 0;
  int decimals = 0;
};

/// A decimal number of at most 18 digits, exponents understood; nothing for any other text.
std::optional<Decimal> read_exactly(std::string_view text);
/// The same number with the fewest decimals.
Decimal reduced(Decimal number);
/// Its text, without needless zeros and without exponent.
std::string to_text(Decimal number);
/// The nearest double.
double to_double(Decimal number);
/// To 12 digits, which hides what machines round differently: computed values are texts.
Decimal rounded(double number);

/// The two as counts of 10^-decimals, with the fewest decimals that both need.
struct Aligned {
  Wide a;
  Wide b;
  int decimals;
};
Aligned aligned(Decimal a, Decimal b);

/// A number with its unit, if it has one.
struct Amount {
  Decimal number;
  std::string unit;
  bool is_whole = false;  ///< written without a point and without an exponent
};

/// The length of a unit of time in milliseconds.
std::optional<std::int64_t> milliseconds_of(std::string_view unit);

template <>
struct Quantity<Amount> {
  static constexpr std::string_view expected =
      "a number with its unit, if it has one, e.g. 64 chips";
  static std::optional<Amount> parse(std::string_view text);
};

}  // namespace drawdown
