#include "sim/review/story/job_costs.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kMicroPerUsd = 1'000'000;

constexpr std::size_t kMonthLength = 7;  // of a date: `2027-01`

}  // namespace

JobCosts::JobCosts(const RunFiles& run) : run_(run), calendar_(run.start()) {
  enum : std::size_t { kMonth, kReservation, kTenant, kChipMs, kUsd };
  RunTable table(run, "waterfall.csv", {"month", "reservation", "tenant", "chip_ms", "usd"});
  while (table.next()) {
    if (table.is_empty(kTenant)) continue;
    Held& held = held_[{std::string(table.text(kMonth)), std::string(table.text(kReservation)),
                        std::string(table.text(kTenant))}];
    held.chip_ms += table.whole(kChipMs);
    if (table.is_empty(kUsd)) continue;
    const auto micro_usd = parse_scaled(table.text(kUsd), kMicroPerUsd);
    if (!micro_usd) table.refuse(kUsd, "dollars");
    held.micro_usd += *micro_usd;
  }
}

std::int64_t JobCosts::of(const JobHistory& history) const {
  std::int64_t micro_usd = 0;
  for (const PlacementRow& start : history.starts) {
    const Instant end = start.end.value_or(run_.end());
    for (Instant from = start.start; from < end;) {
      const Instant to = std::min(end, calendar_.end_of_month(from));
      const std::string month =
          format_date(run_.start() + (from - kRunStart)).substr(0, kMonthLength);
      const auto held =
          held_.find({month, std::string(start.reservation), std::string(history.job.tenant)});
      if (held == held_.end() || held->second.chip_ms == 0) {
        throw InputError(fmt::format("{}: waterfall.csv has nothing of tenant '{}' in '{}' in {}",
                                     run_.name(), history.job.tenant, start.reservation, month));
      }
      const ChipTime part = start.chips * (to - from);
      micro_usd +=
          divide_half_up(product(held->second.micro_usd, part.value()), held->second.chip_ms);
      from = to;
    }
  }
  return micro_usd;
}

}  // namespace drawdown
