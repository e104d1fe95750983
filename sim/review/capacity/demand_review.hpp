// What waited of each tenant, and what services served, over time.
#pragma once

#include <map>
#include <string>

#include "sim/review/run/run_files.hpp"
#include "sim/review/series/step_series.hpp"

namespace drawdown {

/// What of a tenant waits.
struct WaitingOverTime {
  explicit WaitingOverTime(const Buckets& buckets) : gangs(buckets), chips(buckets) {}

  NumberSeries gangs;
  NumberSeries chips;
};

/// Reads queue.csv; by tenant.
std::map<std::string, WaitingOverTime, std::less<>> read_queue(const RunFiles& run,
                                                               const Buckets& buckets);

/// `services[]` of docs/review.md, as services.csv has them; empty without that.
nlohmann::ordered_json services_json(const RunFiles& run, const Buckets& buckets);

}  // namespace drawdown
