// How each type is written in an input file: one trait a type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/units.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace drawdown {

/// How a T is written in an input file. A layer that has a type of its own specialises it:
/// `expected` completes "expected ..., got '4'", and `parse` gives nothing for any other text.
template <class T>
struct Quantity;

/// A whole number above zero.
struct Positive {
  std::int64_t value = 0;
};

/// A part of a whole, from 0 to 1.
struct Share {
  double value = 0;
};

/// How often something arrives, on average.
struct Rate {
  double per_ms = 0;
};

/// An amount and the unit behind it, `1.5 h` or `1.5h`; no unit for a bare number.
struct Measure {
  std::string_view amount;
  std::string_view unit;
};
Measure split_unit(std::string_view text);

/// A decimal number, `_` allowed between digits.
std::optional<double> parse_number(std::string_view text);

template <>
struct Quantity<Duration> {
  static constexpr std::string_view expected =
      "a duration with its unit (ms, s, min, h, d), e.g. 8h";
  static std::optional<Duration> parse(std::string_view text);
};

template <>
struct Quantity<Date> {
  static constexpr std::string_view expected = "a date (UTC), e.g. 2026-01-31 or 2026-01-31 08:30";
  static std::optional<Date> parse(std::string_view text);
};

template <>
struct Quantity<Chips> {
  static constexpr std::string_view expected = "a number of chips with the word, e.g. 64 chips";
  static std::optional<Chips> parse(std::string_view text);
};

template <>
struct Quantity<ChipTime> {
  static constexpr std::string_view expected =
      "chip-time above 0 with its unit (chip-hours), e.g. 2.788e6 chip-hours";
  static std::optional<ChipTime> parse(std::string_view text);
};

template <>
struct Quantity<std::int64_t> {
  static constexpr std::string_view expected = "a whole number, e.g. 10";
  static std::optional<std::int64_t> parse(std::string_view text);
};

template <>
struct Quantity<Positive> {
  static constexpr std::string_view expected = "a whole number above 0, e.g. 10";
  static std::optional<Positive> parse(std::string_view text);
};

template <>
struct Quantity<std::uint64_t> {
  static constexpr std::string_view expected = "a whole number from 0, e.g. 1";
  static std::optional<std::uint64_t> parse(std::string_view text);
};

template <>
struct Quantity<double> {
  static constexpr std::string_view expected = "a decimal number, e.g. 0.5";
  static std::optional<double> parse(std::string_view text);
};

template <>
struct Quantity<Share> {
  static constexpr std::string_view expected = "a share from 0 to 1, e.g. 0.9 or 90 %";
  static std::optional<Share> parse(std::string_view text);
};

template <>
struct Quantity<Rate> {
  static constexpr std::string_view expected =
      "a rate above 0 with its unit (jobs/s, jobs/min, jobs/h, jobs/d), e.g. 120 jobs/h";
  static std::optional<Rate> parse(std::string_view text);
};

template <>
struct Quantity<bool> {
  static constexpr std::string_view expected = "true or false";
  static std::optional<bool> parse(std::string_view text);
};

template <>
struct Quantity<std::string> {
  static constexpr std::string_view expected = "a name";
  static std::optional<std::string> parse(std::string_view text);
};

/// Adds `<path>: expected <expected>, got <what the node holds><hint>`, unless the node was refused
/// before.
void report_unexpected(const Node& node, std::string_view path, std::string_view expected,
                       Diagnostics& diagnostics, std::string_view hint = {});

/// The T that a node holds; nothing, and a diagnostic, where it holds something else.
template <class T>
std::optional<T> read_scalar(const Node& node, std::string_view path, Diagnostics& diagnostics) {
  std::optional<T> value;
  if (node.kind == NodeKind::scalar) value = Quantity<T>::parse(node.text);
  if (!value) report_unexpected(node, path, Quantity<T>::expected, diagnostics);
  return value;
}

}  // namespace drawdown
