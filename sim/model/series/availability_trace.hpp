// How many spot instances a cloud had to give, as people recorded it by asking for them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/diagnostics.hpp"

namespace drawdown {

/// Availability from the first tick on: `instances[k]` could be had in [k x step, (k + 1) x step).
struct AvailabilitySeries {
  Duration step{};
  std::vector<std::int64_t> instances;  ///< at least one
};

/// What the text of a spot trace of SkyPilot says (Wu et al., NSDI 2024): a JSON object with
/// `metadata: {gap_seconds}` and `data`, the instances at each tick, of which there were never more
/// than were asked for. What else it holds, such as prices, is not read. Nothing, and a diagnostic
/// for the file of that name, where it is none.
std::optional<AvailabilitySeries> parse_availability_trace(const std::string& text,
                                                           const std::string& path,
                                                           Diagnostics& diagnostics);

}  // namespace drawdown
