// A pool of a platform, read from YAML (docs/platforms.md).
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// Of a platform and each of its pools: a SimGrid host stands for each unit, and a month of so many
/// chips is far from the bounds of ChipTime.
inline constexpr Units kMostUnits{2'000'000};
inline constexpr Chips kMostChips{1'000'000'000};

/// Reads the next pool of a platform, whose accelerators, sites and earlier pools are there; the
/// run starts at `start`.
Pool read_pool(MapReader& reader, const Platform& platform, Date start);

}  // namespace drawdown
