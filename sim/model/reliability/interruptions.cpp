#include "sim/model/reliability/interruptions.hpp"

#include <cmath>

namespace drawdown {
namespace {

constexpr double kSecondsPerDay = 86'400;
constexpr double kSecondsPerYear = 365.25 * kSecondsPerDay;

// The chance that an outage of these units, of so many, hits one of the gang's, if each of them
// lies anywhere.
double share_hit(const UnitRanges& ranges, Units all, std::int64_t gang_units) {
  if (ranges.empty()) return 1;
  std::int64_t down = 0;
  for (const UnitRange& range : ranges) down += range.last - range.first + 1;
  const double missed = 1 - static_cast<double>(down) / static_cast<double>(all.value());
  return 1 - std::pow(missed, static_cast<double>(gang_units));
}

}  // namespace

double interruptions_per_s(const Pool& pool, const Site& site, std::int64_t units) {
  double per_s = 0;
  if (pool.failures) {
    per_s +=
        static_cast<double>(units) * pool.failures->rate.per_1000_unit_days / 1000 / kSecondsPerDay;
  }
  for (const std::vector<OutageSpec>* outages : {&pool.outages, &site.outages}) {
    for (const OutageSpec& outage : *outages) {
      const auto* const drawn = std::get_if<DrawnOutages>(&outage.when);
      if (drawn == nullptr) continue;
      per_s += share_hit(outage.units, pool.units, units) * drawn->rate.per_year / kSecondsPerYear;
    }
  }
  return per_s;
}

}  // namespace drawdown
