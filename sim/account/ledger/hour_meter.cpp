#include "sim/account/ledger/hour_meter.hpp"

#include <utility>

namespace drawdown {

HourMeter::HourMeter(const RunState& state)
    : state_(state),
      calendar_(state.scenario->start),
      commitments_(state.scenario->platform, state.scenario->contracts, state.scenario->start,
                   state.scenario->seed),
      places_(state.scenario->platform.reservations.size()),
      hour_end_(calendar_.end_of_hour(kRunStart)),
      metered_(places_.size()),
      prices_(state.scenario->platform.pools.size()) {}

void HourMeter::sample(Instant now) {
  roll_to(now);
  for (const Partition& partition : state_.view.partitions) {
    Place& place = places_[partition.reservation.index()];
    const PlaceChips chips = chips_of(partition);
    if (chips == place.chips) continue;
    accrue(place, now);
    place.chips = chips;
  }
}

Statement HourMeter::finish(Instant horizon) {
  roll_to(horizon);
  if (hour_ < horizon) close_hour(horizon);
  return commitments_.finish();
}

HourMeter::PlaceChips HourMeter::chips_of(const Partition& partition) {
  const Chips used = partition.in_service() - partition.free;
  if (!partition.is_in_base()) return {used, {}, {}, {}};
  return {used, partition.bound - used, partition.awaited(), partition.down};
}

void HourMeter::accrue(Place& place, Instant now) {
  const Duration span = now - place.since;
  place.time.used += place.chips.used * span;
  place.time.idle += place.chips.idle * span;
  place.time.undelivered += place.chips.undelivered * span;
  place.time.in_repair += place.chips.in_repair * span;
  place.since = now;
}

void HourMeter::roll_to(Instant now) {
  while (hour_end_ <= now) {
    close_hour(hour_end_);
    hour_end_ = calendar_.end_of_hour(hour_);
  }
}

void HourMeter::close_hour(Instant until) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    accrue(places_[i], until);
    metered_[i] = std::exchange(places_[i].time, {});
  }
  for (std::size_t i = 0; i < prices_.size(); ++i) {
    prices_[i] = state_.scenario->prices.at(PoolId{i}, hour_);
  }
  commitments_.hour(hour_, until, metered_, prices_);
  for (; transfers_ < state_.transfers.size(); ++transfers_) {
    const Transfer& transfer = state_.transfers[transfers_];
    if (transfer.begin >= until) break;
    commitments_.egress(transfer.from, Money{transfer.egress_micro_usd});
  }
  hour_ = until;
}

}  // namespace drawdown
