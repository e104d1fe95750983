// What is kept of one run.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "sim/report/steady_state.hpp"

namespace drawdown {

/// A record, read.
struct Record {
  std::string key;
  std::uint64_t seed = 0;
  /// Every figure that is a number: those inside a group are named `share_by_cause.no_demand`;
  /// those that the run could not give (null) are absent. Where the warm-up was cut, the figures
  /// that can leave it out do, and `steady_state.cut_jobs` is there too.
  std::map<std::string, double, std::less<>> figures;
  std::set<std::string, std::less<>> at_least;  ///< the wait figures that are lower bounds
  std::string warning;                          ///< of the cut; empty: none
};

/// The text of a record: JSON on one line, `summary` (the text of summary.json) under `figures`,
/// and those after the warm-up under `steady_state`, where it was cut.
std::string record_text(std::string_view key, std::uint64_t seed, std::string_view summary,
                        const std::optional<SteadyState::Figures>& steady);

/// Nothing where the text is no record.
std::optional<Record> read_record(std::string_view text);

}  // namespace drawdown
