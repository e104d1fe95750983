// Reclaims of a spot market as somebody recorded them.
#pragma once

#include "sim/model/capacity/random_downs.hpp"

namespace drawdown {

/// The lowest units of a pool are up, as many as its record says of each tick, and the others are
/// reclaimed (docs/contracts.md, "Markets"). The record's first tick begins at the run's start, and
/// after its last it begins anew.
class RecordedReclaims final : public Downs {
 public:
  /// `all` are the units of the pool. Adds what it finds at its first moment, which may be the
  /// run's start.
  RecordedReclaims(PoolUnits all, const AvailabilitySpec& spec, PendingChanges& pending);

  /// What is to happen at this moment has been added.
  Instant next() const override { return next_; }
  void happen(PendingChanges& pending) override;

 private:
  std::int32_t available(std::int64_t tick) const;

  PoolUnits all_;
  AvailabilitySpec spec_;
  std::int64_t tick_ = 0;  // the first that has not been looked at
  std::int32_t up_;        // how many units are, before it
  Instant next_ = kNever;
};

}  // namespace drawdown
