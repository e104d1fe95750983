// The review of a run, as docs/review.md has it.
#pragma once

#include <optional>

#include <nlohmann/json.hpp>

#include "sim/review/run/run_files.hpp"

namespace drawdown {

/// The time that is asked for; all of the run, where nothing is.
struct ShownTime {
  std::optional<Date> from;
  std::optional<Date> until;
};

/// Reads all of the run's tables. Raises InputError where they are not as they should be, or the
/// run has no part of the time.
nlohmann::ordered_json run_review(const RunFiles& run, const ShownTime& time);

/// The review of two runs.
nlohmann::ordered_json comparison_review(const RunFiles& a, const RunFiles& b,
                                         const ShownTime& time);

/// What each figure of summary.json is.
nlohmann::ordered_json formulas_json();

}  // namespace drawdown
