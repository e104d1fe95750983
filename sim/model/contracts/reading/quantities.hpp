// How files write what contracts and prices are about; every digit counts.
#pragma once

#include <chrono>

#include "sim/config/quantity.hpp"
#include "sim/model/contracts/contract.hpp"

namespace drawdown {

/// What a contract commits to, or may carry forward: chips, chip-ms, micro-dollars an hour, or
/// micro-dollars.
struct CommittedQuantity {
  QuantityUnit unit = QuantityUnit::chips;
  std::int64_t amount = 0;
};

/// A moment of the calendar on the full hour, UTC.
struct FullHour {
  Date date;
};

template <>
struct Quantity<CommittedQuantity> {
  static constexpr std::string_view expected =
      "a quantity from 0 with its unit (chips, chip-hours, USD/h, USD), e.g. 600000 chips";
  static std::optional<CommittedQuantity> parse(std::string_view text);
};

template <>
struct Quantity<ExactShare> {
  static constexpr std::string_view expected =
      "a share with at most six digits after the point, e.g. 0.9 or 90 %";
  static std::optional<ExactShare> parse(std::string_view text);
};

template <>
struct Quantity<FullHour> {
  static constexpr std::string_view expected =
      "a date (UTC) or a full hour of one, e.g. 2027-01-01 or 2027-01-01 08:00";
  static std::optional<FullHour> parse(std::string_view text);
};

/// Of the calendar, at least one, at most 1200.
template <>
struct Quantity<std::chrono::months> {
  static constexpr std::string_view expected =
      "a span of the calendar in whole months or years (months, y), e.g. 12 months";
  static std::optional<std::chrono::months> parse(std::string_view text);
};

}  // namespace drawdown
