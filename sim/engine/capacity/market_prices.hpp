// What chip-time costs in the markets now, for a policy that chooses by it.
#pragma once

#include "sim/base/run_calendar.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

/// Keeps the prices of the markets in the view those of the hour, and what gangs may use in their
/// order; nothing if the policy does not choose by them.
class MarketPrices {
 public:
  explicit MarketPrices(RunState& state);

  /// To be called first at each moment.
  void begin(Instant now);

 private:
  bool update(Instant hour);

  RunState& state_;
  RunCalendar calendar_;
  Instant hour_end_;  // of what the view shows
};

}  // namespace drawdown
