// What a platform file says of capacity over time: deliveries, failures, outages, maintenance.
#pragma once

#include <optional>
#include <variant>

#include "sim/base/units.hpp"
#include "sim/model/distribution/distribution.hpp"
#include "sim/model/geometry/unit_set.hpp"
#include "sim/model/series/availability_trace.hpp"

namespace drawdown {

/// The time `[from, until)`.
struct Window {
  Instant from;
  Instant until;
};

/// Units that come after the run's start.
struct Delivery {
  Units units;
  Instant at;                                  ///< as agreed; may be before the run's start
  std::optional<DurationDistribution> slip{};  ///< how much later they are handed over
  Instant retire = kNever;
};

/// How often a unit that is up fails, on average.
struct FailureRate {
  double per_1000_unit_days = 0;
};

/// Units fail `factor` times as often for `span` after their delivery.
struct InfantSpec {
  double factor = 1;  ///< at least 1
  Duration span{};
};

struct FailureSpec {
  FailureRate rate;
  std::optional<InfantSpec> infant{};
  DurationDistribution repair;
};

/// How many units of a spot market are up, as recorded: at each tick so many of each `of`.
struct AvailabilitySpec {
  AvailabilitySeries series;
  std::int64_t of = 1;  ///< above 0
};

/// How often outages begin, on average.
struct OutageRate {
  double per_year = 0;  ///< a year has 365.25 days
};

/// Outages that are drawn at random; they may overlap.
struct DrawnOutages {
  OutageRate rate;
  DurationDistribution lasts;
};

/// An outage with its dates, or outages that are drawn.
struct OutageSpec {
  UnitRanges units;  ///< of the pool; empty: all, of each pool
  std::variant<Window, DrawnOutages> when;
};

}  // namespace drawdown
