#include "sim/study/design/amount.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr int kMostDigits = 18;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Wide scaled(Decimal number, int decimals) {
  for (; number.decimals < decimals; ++number.decimals) number.digits *= 10;
  return number.digits;
}

// The digits of a number without sign and exponent; nothing where there are other characters.
std::optional<Decimal> read_digits(std::string_view text) {
  Decimal number;
  int digits = 0;
  bool after_point = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separates = text[i] == '_' && i > 0 && i + 1 < text.size() &&
                           is_digit(text[i - 1]) && is_digit(text[i + 1]);
    if (separates) continue;
    if (text[i] == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (!is_digit(text[i])) return std::nullopt;
    number.digits = number.digits * 10 + (text[i] - '0');
    number.decimals += after_point ? 1 : 0;
    digits += number.digits > 0 || digits > 0 ? 1 : 0;
    if (digits > kMostDigits || number.decimals > kMostDigits) return std::nullopt;
  }
  return number;
}

}  // namespace

std::optional<Decimal> read_exactly(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  if (std::ranges::none_of(mantissa, is_digit)) return std::nullopt;
  auto number = read_digits(mantissa);
  if (!number) return std::nullopt;
  if (e < text.size()) {
    const auto exponent = parse_integer(text.substr(e + 1));
    if (!exponent || *exponent > kMostDigits || *exponent < -kMostDigits) return std::nullopt;
    number->decimals -= static_cast<int>(*exponent);
  }
  for (; number->decimals < 0; ++number->decimals) number->digits *= 10;
  *number = reduced(*number);
  const Wide most = scaled({1, 0}, kMostDigits);
  if (number->digits >= most || number->decimals > kMostDigits) return std::nullopt;
  if (negative) number->digits = -number->digits;
  return number;
}

Decimal reduced(Decimal number) {
  while (number.decimals > 0 && number.digits % 10 == 0) {
    number.digits /= 10;
    --number.decimals;
  }
  return number;
}

std::string to_text(Decimal number) {
  number = reduced(number);
  const bool negative = number.digits < 0;
  std::string text;
  for (Wide rest = negative ? -number.digits : number.digits; rest > 0; rest /= 10) {
    text += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  const auto decimals = static_cast<std::size_t>(number.decimals);
  while (text.size() <= decimals) text += '0';
  if (negative) text += '-';
  std::ranges::reverse(text);
  if (decimals > 0) text.insert(text.size() - decimals, 1, '.');
  return text;
}

double to_double(Decimal number) {
  const auto value = parse_decimal(to_text(number));
  require(value.has_value(), "a decimal number that does not read back");
  return *value;
}

Decimal rounded(double number) {
  constexpr int kDigits = 12;
  const std::string text = fmt::format("{:.{}e}", number, kDigits - 1);
  const std::size_t e = text.find('e');
  auto digits = read_exactly(text.substr(0, e));
  const auto exponent = parse_integer(text.substr(e + 1));
  require(digits && exponent, "no number: {}", text);
  // Smaller than all that an amount may be: nothing.
  if (*exponent < -2 * kMostDigits) return {};
  digits->decimals -= static_cast<int>(*exponent);
  for (; digits->decimals < 0; ++digits->decimals) digits->digits *= 10;
  return *digits;
}

Aligned aligned(Decimal a, Decimal b) {
  const int decimals = std::max(a.decimals, b.decimals);
  return {scaled(a, decimals), scaled(b, decimals), decimals};
}

std::optional<std::int64_t> milliseconds_of(std::string_view unit) {
  const auto one = Quantity<Duration>::parse(fmt::format("1 {}", unit));
  return one ? std::optional(one->count()) : std::nullopt;
}

std::optional<Amount> Quantity<Amount>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  const auto number = read_exactly(amount);
  if (!number) return std::nullopt;
  return Amount{*number, std::string(unit), amount.find_first_of(".eE") == std::string_view::npos};
}

}  // namespace drawdown
