// The pools of a run over time, and what failed in them.
#pragma once

#include "sim/review/capacity/usage_review.hpp"

namespace drawdown {

/// `pools[]` of docs/review.md, with what pools.csv has.
nlohmann::ordered_json pools_json(const RunFiles& run, const Platform& platform,
                                  const Buckets& buckets, const std::vector<ChipsOverTime>& usage);

/// `failures` of docs/review.md; null of a run without events.csv.
nlohmann::ordered_json failures_json(const RunFiles& run, const Platform& platform,
                                     const Buckets& buckets);

/// `assumptions[]` of docs/review.md.
nlohmann::ordered_json assumptions_json(const Platform& platform);

}  // namespace drawdown
