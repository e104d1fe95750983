// Waiting gangs counted by what decides whether they fit: their demand and their chips.
#pragma once

#include <vector>

#include "sim/account/causes.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

/// The waiting gangs of one demand and size. They wait for the same reason at every moment, but for
/// those that `Attribution` takes out one by one.
struct WaitingGroup {
  Chips chips;
  std::int64_t gangs = 0;
  WaitReason reason = WaitReason::no_capacity_yet;
  Instant since = kRunStart;  ///< when `reason` began
  WaitByReason waited{};      ///< since the run's start, up to `since`

  /// Closes the time up to now under the reason that held, and begins another.
  void turn(WaitReason next, Instant now) {
    at(waited, reason) += now - since;
    reason = next;
    since = now;
  }
};

/// All groups, of each demand by ascending chips. References stay good until the next `join`.
class WaitingGroups {
 public:
  WaitingGroup& join(DemandId demand, Chips chips);
  void leave(DemandId demand, Chips chips);
  const WaitingGroup& find(DemandId demand, Chips chips) const;
  std::vector<std::vector<WaitingGroup>>& by_demand() { return by_demand_; }

 private:
  std::vector<std::vector<WaitingGroup>> by_demand_;
};

}  // namespace drawdown
