// When jobs are submitted, read from YAML.
//
//   arrivals:
//     rate: 120 jobs/h        # the mean of a week at the run's start; each job of a batch counts
//     growth: 2 per year      # the rate grows by this factor in 365.25 days. Default 1 per year
//     daily: [24 weights]     # from midnight UTC. Default: all equal
//     weekly: [7 weights]     # Monday first. Default: all equal
//     variation: 3            # coefficient of variation of the gaps. Default 1: Poisson
//     level: {sigma: 0.8, correlation: 0.9}   # of the logarithm of a random factor of the rate,
//                             # anew each hour; or a list of such. Default: none
//     balanced: true          # levels change when jobs come, but not how many are expected up to
//                             # the end, which there must be. Default false
//     batch: {mean: 12}       # jobs at one moment: of geometric size, or {size: 12}. Default 1
//
//   arrivals:                 # or planned
//     calendar: [2026-03-01, 2026-06-01 12:00]
//     batch: {size: 3}        # at each
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/units.hpp"
#include "sim/config/reader.hpp"
#include "sim/workload/streams/arrivals/arrival_spec.hpp"

namespace drawdown {

/// By which factor something grows in 365.25 days.
struct Growth {
  double per_year = 1;
};

template <>
struct Quantity<Growth> {
  static constexpr std::string_view expected = "a factor a year, e.g. 1.5 per year";
  static std::optional<Growth> parse(std::string_view text);
};

/// When a stream begins and ends: its first moment, the date that it ends before and its number of
/// jobs, where it has them.
struct StreamSpan {
  Date start;
  std::optional<Date> end;
  std::optional<std::int64_t> jobs;
};

/// The keys `growth`, `daily`, `weekly` and `level`: how a rate goes on from its beginning.
void read_course(MapReader& reader, ArrivalSpec& spec);

/// What is wrong is in the diagnostics of `arrivals`; until they are raised, the result means
/// nothing.
ArrivalSpec read_arrivals(MapReader arrivals, const StreamSpan& span);

}  // namespace drawdown
