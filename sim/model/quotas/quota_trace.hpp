// The chips that each virtual cluster of a real cluster might use, day by day.
#pragma once

#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/place.hpp"

namespace drawdown {

/// Quotas from `from` on, until the next day of the series.
struct QuotaDay {
  Date from;
  std::vector<Chips> quotas;  ///< of QuotaSeries::clusters, one each
};

/// Quotas in order of time.
struct QuotaSeries {
  std::vector<std::string> clusters;
  std::vector<QuotaDay> days;
  std::string content_hash;  ///< of the file's bytes
};

/// Reads a cluster_gpu_number.csv of HeliosData (Hu et al., SC 2021): columns `date`, one of each
/// virtual cluster, and `total`, their sum, which is checked.
///
/// Raises InputError, at `named_at` where the file cannot be opened; for days out of order, too.
QuotaSeries read_quota_trace(const std::string& path, const Place& named_at = {});

}  // namespace drawdown
