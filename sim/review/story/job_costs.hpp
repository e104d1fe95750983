// What the chips that a job held cost.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "sim/base/run_calendar.hpp"
#include "sim/review/story/job_histories.hpp"

namespace drawdown {

/// The dollars of waterfall.csv, by who held the chips.
class JobCosts {
 public:
  /// Raises InputError where waterfall.csv cannot be read.
  explicit JobCosts(const RunFiles& run);

  /// In micro-dollars: of what the chips cost that its tenant's gangs held in a reservation in a
  /// month, its share by chip-time, each rounded to one.
  std::int64_t of(const JobHistory& history) const;

 private:
  // What a tenant held in a reservation in a month (`2026-01`).
  struct Held {
    std::int64_t chip_ms = 0;
    std::int64_t micro_usd = 0;
  };

  const RunFiles& run_;
  RunCalendar calendar_;
  std::map<std::array<std::string, 3>, Held> held_;  // by month, reservation and tenant
};

}  // namespace drawdown
