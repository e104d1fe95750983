// What a run cost.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/review/run/run_files.hpp"

namespace drawdown {

/// `money` of docs/review.md, of all of the run; null of a run without a ledger.
nlohmann::ordered_json money_json(const RunFiles& run);

}  // namespace drawdown
