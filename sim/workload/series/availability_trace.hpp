// How many spot instances a cloud had to give, as people recorded it by asking for them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/place.hpp"

namespace drawdown {

/// Availability from the first tick on: `instances[k]` could be had in [k x step, (k + 1) x step).
struct AvailabilitySeries {
  Duration step{};
  std::vector<std::int64_t> instances;
  std::string content_hash;  ///< of the file's bytes
};

/// Reads a spot trace of SkyPilot (Wu et al., NSDI 2024): a JSON object with
/// `metadata: {gap_seconds}` and `data`, the instances at each tick, of which there were never more
/// than were asked for. What else it holds, such as prices, is not read.
///
/// Raises InputError, at `named_at` where the file cannot be opened.
AvailabilitySeries read_availability_trace(const std::string& path, const Place& named_at = {});

}  // namespace drawdown
