// Requests that a service received, as published, added up to demand over time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/place.hpp"

namespace drawdown {

/// What arrived within one step.
struct DemandBucket {
  std::int64_t requests = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;

  bool operator==(const DemandBucket&) const = default;
};

/// Demand from the first request on: bucket k is what arrived in [k x step, (k + 1) x step) after
/// it. The last bucket is that of the last request, so that it may not be full.
struct DemandSeries {
  Duration step{};
  std::vector<DemandBucket> buckets;
  std::string content_hash;  ///< of the file's bytes
};

/// One format of requests.
struct DemandFormat {
  std::string_view name;
  std::string_view description;
  Duration line{1};  ///< what one line is for: steps are whole multiples of it
};

/// Every format there is: docs/workloads.md says what each reads.
std::span<const DemandFormat> demand_formats();

/// Reads the requests of a file, plain or gzip, in a format of demand_formats(), of which `step`
/// long buckets (above 0, whole lines of the format) are made.
///
/// Raises InputError for a file that cannot be opened (at `named_at`) or has no requests, a
/// malformed line, requests out of order, minutes that do not follow each other, and a request more
/// than 10^7 steps after the first.
DemandSeries read_demand_trace(std::string_view format, const std::string& path, Duration step,
                               const Place& named_at = {});

}  // namespace drawdown
