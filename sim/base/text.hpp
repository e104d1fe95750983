// Text in and out: numbers as people write them, dates, and the nearest of some names.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

std::string_view trim(std::string_view text);

/// What stands between blanks, in order.
std::vector<std::string_view> words_of(std::string_view text);

/// A whole decimal number, read as a person would: `010` is ten, `1_000` a thousand. Nothing else
/// in the text; no value if it is not a number or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// A decimal number with an optional fraction and exponent; never `nan` or `inf`.
std::optional<double> parse_decimal(std::string_view text);

/// `amount` (a decimal number) times `scale`, exact; no value unless the product is a whole number
/// that fits. Decimal digits are multiplied, never rounded: 0.1 x 3,600,000 is 360,000.
std::optional<std::int64_t> parse_scaled(std::string_view amount, std::int64_t scale);

/// `2026-01-31`, `2026-01-31 08:30`, `2026-01-31T08:30:00.250Z`: UTC.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);

/// A length of time (not below 0) as people say it, exactly: `2 d 3 h 4 min 5.678 s`.
std::string format_duration(Duration time);

/// The known name that `name` most probably meant, if one is near (edit distance at most a third of
/// its length, at least 1).
std::optional<std::string_view> near_miss(std::string_view name,
                                          std::span<const std::string_view> known);

/// The byte offset of the first byte that is not valid UTF-8, if there is one.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

}  // namespace drawdown
