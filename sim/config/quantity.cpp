#include "sim/config/quantity.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

// Longer than any calendar's span, and short enough that chips x time stays in 64 bits.
constexpr Duration kLongestDuration = std::chrono::days(3'660'000);
// How much of a wrong value a message repeats, in bytes.
constexpr std::size_t kShownBytes = 60;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The length of a unit of time in milliseconds.
std::optional<std::int64_t> unit_ms(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1'000;
  if (unit == "min") return 60'000;
  if (unit == "h") return 3'600'000;
  if (unit == "d") return 86'400'000;
  return std::nullopt;
}

// The beginning of a long text, cut between two characters.
std::string shortened(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  std::size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{}...", text.substr(0, end));
}

}  // namespace

Measure split_unit(std::string_view text) {
  text = trim(text);
  std::size_t end = text.size();
  while (end > 0 && !is_digit(text[end - 1]) && text[end - 1] != '.' && text[end - 1] != ' ' &&
         text[end - 1] != '\t') {
    --end;
  }
  return {trim(text.substr(0, end)), text.substr(end)};
}

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separates = text[i] == '_' && i > 0 && i + 1 < text.size() &&
                           is_digit(text[i - 1]) && is_digit(text[i + 1]);
    if (!separates) digits += text[i];
  }
  return parse_decimal(digits);
}

std::optional<Duration> Quantity<Duration>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  const auto scale = unit_ms(unit);
  if (!scale) return std::nullopt;
  const auto ms = parse_scaled(amount, *scale);
  if (!ms || amount.starts_with('-') || Duration(*ms) > kLongestDuration) return std::nullopt;
  return Duration(*ms);
}

std::optional<Date> Quantity<Date>::parse(std::string_view text) {
  return parse_date(trim(text));
}

std::optional<Chips> Quantity<Chips>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  if (unit != "chips" && unit != "chip") return std::nullopt;
  const auto count = Quantity<Positive>::parse(amount);
  if (!count) return std::nullopt;
  return Chips(count->value);
}

std::optional<ChipTime> Quantity<ChipTime>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  if (unit != "chip-hours" && unit != "chip-hour") return std::nullopt;
  const auto chip_ms = parse_scaled(amount, kMsPerHour);
  return chip_ms && *chip_ms > 0 ? std::optional(ChipTime{*chip_ms}) : std::nullopt;
}

std::optional<std::int64_t> Quantity<std::int64_t>::parse(std::string_view text) {
  return parse_integer(trim(text));
}

std::optional<Positive> Quantity<Positive>::parse(std::string_view text) {
  const auto value = parse_integer(trim(text));
  if (!value || *value <= 0) return std::nullopt;
  return Positive{*value};
}

std::optional<std::uint64_t> Quantity<std::uint64_t>::parse(std::string_view text) {
  text = trim(text);
  if (const auto value = parse_integer(text)) {
    if (*value < 0 || text.starts_with('-')) return std::nullopt;
    return static_cast<std::uint64_t>(*value);
  }
  // The upper half of the range, in plain digits.
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> Quantity<double>::parse(std::string_view text) {
  return parse_number(text);
}

std::optional<Share> Quantity<Share>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  if (!unit.empty() && unit != "%") return std::nullopt;
  // Shifted as text: 33.3 % is the very number that 0.333 is.
  const auto share =
      unit.empty() ? parse_number(amount) : parse_number(fmt::format("{}e-2", amount));
  if (!share || *share < 0 || *share > 1) return std::nullopt;
  return Share{*share};
}

std::optional<Rate> Quantity<Rate>::parse(std::string_view text) {
  auto [amount, unit] = split_unit(text);
  if (unit.starts_with("jobs/")) {
    unit.remove_prefix(5);
  } else if (unit.starts_with("job/")) {
    unit.remove_prefix(4);
  } else {
    return std::nullopt;
  }
  const auto ms = unit_ms(unit);
  const auto jobs = parse_number(amount);
  if (!ms || !jobs) return std::nullopt;
  const double per_ms = *jobs / static_cast<double>(*ms);
  // The least numbers vanish in the division.
  return per_ms > 0 ? std::optional(Rate{per_ms}) : std::nullopt;
}

std::optional<bool> Quantity<bool>::parse(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<std::string> Quantity<std::string>::parse(std::string_view text) {
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (trim(text).empty() || has_control) return std::nullopt;
  return std::string(text);
}

void report_unexpected(const Node& node, std::string_view path, std::string_view expected,
                       Diagnostics& diagnostics, std::string_view hint) {
  if (node.is_reported) return;
  const std::string got = node.kind == NodeKind::scalar ? fmt::format("'{}'", shortened(node.text))
                                                        : std::string(kind_name(node.kind));
  diagnostics.add(node.place, fmt::format("{}{}expected {}, got {}{}", path,
                                          path.empty() ? "" : ": ", expected, got, hint));
}

}  // namespace drawdown
