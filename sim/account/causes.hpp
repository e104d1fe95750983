// The states of a reserved chip, and the reasons of a wait, in the order of their precedence.
#pragma once

#include <array>
#include <string_view>

#include "sim/base/units.hpp"

namespace drawdown {

/// Where a reserved chip is: defined in docs/accounting.md, most idle first.
enum class Cause {
  policy_held,
  held_for_start,
  gang_short,
  reserved_for_others,
  ineligible_demand,
  no_demand,
  rounding,
  productive,
};
inline constexpr std::size_t kCauses = 8;
/// The causes before this one explain free chips; from it on they are allocated.
inline constexpr Cause kFirstAllocated = Cause::rounding;
inline constexpr std::array<std::string_view, kCauses> kCauseNames = {
    "policy_held",       "held_for_start", "gang_short", "reserved_for_others",
    "ineligible_demand", "no_demand",      "rounding",   "productive",
};

/// Why a job waits, farthest from its start first.
enum class WaitReason { no_capacity_yet, reserved_for_others, busy, held_for_start, policy_held };
inline constexpr std::size_t kWaitReasons = 5;
inline constexpr std::array<std::string_view, kWaitReasons> kWaitReasonNames = {
    "no_capacity_yet", "reserved_for_others", "busy", "held_for_start", "policy_held",
};

/// Chips by cause.
using ChipsByCause = std::array<Chips, kCauses>;
/// Time by wait reason.
using WaitByReason = std::array<Duration, kWaitReasons>;

template <class Array, class Enum>
auto& at(Array& array, Enum index) {
  return array[static_cast<std::size_t>(index)];
}

}  // namespace drawdown
