// Where the chips of each reservation were.
#pragma once

#include <array>
#include <vector>

#include "sim/account/causes.hpp"
#include "sim/model/platform.hpp"
#include "sim/review/run/run_files.hpp"
#include "sim/review/series/step_series.hpp"

namespace drawdown {

/// The chips of a reservation over time.
using ChipsOverTime = std::array<ChipSeries, kCauses>;

/// Reads usage.csv; by reservation of the platform.
std::vector<ChipsOverTime> read_usage(const RunFiles& run, const Platform& platform,
                                      const Buckets& buckets);

/// `causes[]`, `reservations[]` of docs/review.md.
nlohmann::ordered_json causes_json();
nlohmann::ordered_json reservations_json(const Platform& platform,
                                         const std::vector<ChipsOverTime>& usage);

/// Of all reservations of a pool together: chips that are free; null where none ever is. Its
/// extremes are sums of theirs, and so bounds.
nlohmann::ordered_json free_chips_json(const Platform& platform, PoolId pool,
                                       const std::vector<ChipsOverTime>& usage);

/// `waterfall[]` of docs/review.md: rows of all months that are shown in part.
nlohmann::ordered_json waterfall_json(const RunFiles& run, const Buckets& buckets);

}  // namespace drawdown
