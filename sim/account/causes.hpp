// The states of a reserved chip, and the reasons of a wait, in the order of their precedence.
#pragma once

#include <array>
#include <string_view>

#include "sim/base/units.hpp"

namespace drawdown {

/// Where a reserved chip is: defined in docs/accounting.md, most idle first.
enum class Cause {
  undelivered,
  in_repair,
  spare,
  policy_held,
  held_for_start,
  fragmented,
  gang_short,
  reserved_for_others,
  ineligible_demand,
  no_demand,
  rounding,
  starting,
  checkpointing,
  recomputing,
  overprovisioned,
  communicating,
  productive,
};
inline constexpr std::size_t kCauses = 17;
/// From this one on gangs hold the chips.
inline constexpr Cause kFirstHeld = Cause::rounding;
inline constexpr std::array<std::string_view, kCauses> kCauseNames = {
    "undelivered",       "in_repair",   "spare",           "policy_held",
    "held_for_start",    "fragmented",  "gang_short",      "reserved_for_others",
    "ineligible_demand", "no_demand",   "rounding",        "starting",
    "checkpointing",     "recomputing", "overprovisioned", "communicating",
    "productive",
};
/// Shares of a gang's time, and no states: at a moment, their chips count as productive.
constexpr bool is_share_of_time(Cause cause) {
  return cause == Cause::checkpointing || cause == Cause::communicating;
}

/// Why a job waits, farthest from its start first.
enum class WaitReason {
  no_capacity_yet,
  reserved_for_others,
  busy,
  fragmented,
  held_for_start,
  policy_held,
};
inline constexpr std::size_t kWaitReasons = 6;
inline constexpr std::array<std::string_view, kWaitReasons> kWaitReasonNames = {
    "no_capacity_yet", "reserved_for_others", "busy", "fragmented", "held_for_start", "policy_held",
};

/// Chips by cause.
using ChipsByCause = std::array<Chips, kCauses>;
/// Chip-time by cause.
using ChipTimeByCause = std::array<ChipTime, kCauses>;
/// Time by wait reason.
using WaitByReason = std::array<Duration, kWaitReasons>;

template <class Array, class Enum>
auto& at(Array& array, Enum index) {
  return array[static_cast<std::size_t>(index)];
}

}  // namespace drawdown
