#include "sim/model/markets/recorded_reclaims.hpp"

#include <algorithm>

namespace drawdown {

RecordedReclaims::RecordedReclaims(PoolUnits all, const AvailabilitySpec& spec,
                                   PendingChanges& pending)
    : all_(all), spec_(spec), up_(all.units.last + 1) {
  happen(pending);
}

// Units that are up again come before all that goes at their moment: they are added a moment ahead.
void RecordedReclaims::happen(PendingChanges& pending) {
  using Kind = CapacityChange::Kind;
  const auto ticks = static_cast<std::int64_t>(spec_.series.instances.size());
  const Duration step = spec_.series.step;
  const auto most_ticks = static_cast<std::int64_t>(kMostDrawnMs) / step.count();
  next_ = kNever;
  // What has not changed in all of the record never does.
  const std::int64_t end = std::min(tick_ + ticks + 1, most_ticks);
  for (; tick_ < end; ++tick_) {
    const std::int32_t now = available(tick_);
    if (now == up_) continue;
    const UnitRange units{std::min(now, up_), std::max(now, up_) - 1};
    next_ = kRunStart + step * tick_;
    pending.push({next_, now < up_ ? Kind::down : Kind::up, all_.pool, units, DownReason::reclaim});
    up_ = now;
    ++tick_;
    return;
  }
}

std::int32_t RecordedReclaims::available(std::int64_t tick) const {
  const auto& instances = spec_.series.instances;
  const std::int64_t recorded = instances[static_cast<std::size_t>(tick) % instances.size()];
  const std::int64_t units = all_.units.last + 1;
  return static_cast<std::int32_t>(units * std::min(recorded, spec_.of) / spec_.of);
}

}  // namespace drawdown
