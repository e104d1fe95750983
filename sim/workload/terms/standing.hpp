// Who goes first, and who may be made to give way: what a source says of how its jobs stand to
// others.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/base/units.hpp"
#include "sim/config/quantity.hpp"

namespace drawdown {

/// Higher goes first.
struct Priority {
  std::int32_t value = 0;
  constexpr auto operator<=>(const Priority&) const = default;
};

template <>
struct Quantity<Priority> {
  static constexpr std::string_view expected = "a whole number from -1000000 to 1000000";
  static std::optional<Priority> parse(std::string_view text) {
    constexpr std::int64_t kMost = 1'000'000;
    const auto value = Quantity<std::int64_t>::parse(text);
    if (!value || *value < -kMost || *value > kMost) return std::nullopt;
    return Priority{static_cast<std::int32_t>(*value)};
  }
};

/// Rules of docs/jobs.md, "Priority and preemption" and "Deadlines".
struct Standing {
  Priority priority{};
  bool preemptible = true;             ///< may lose its place to a higher priority
  std::optional<Duration> deadline{};  ///< from its submission, by then it should be done; above 0

  /// Whether it is a priority other than 0, or a deadline.
  bool is_said() const { return priority != Priority{} || deadline; }
  constexpr auto operator<=>(const Standing&) const = default;
};

}  // namespace drawdown
