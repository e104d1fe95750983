// Waiting gangs counted by what decides whether they fit: their demand and their chips.
#pragma once

#include <vector>

#include "sim/account/causes.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

/// How a waiting gang stands to one reservation.
struct Fit {
  Chips need;  ///< what it would take; more than there is where no place is as large
  bool has_place = false;
  std::uint64_t changes = UINT64_MAX;  ///< of the partition, when `has_place` was found
};

/// The waiting gangs of one demand and size. They wait for the same reason at every moment, but for
/// those that `Attribution` takes out one by one.
struct WaitingGroup {
  Chips chips;
  std::int64_t gangs = 0;
  WaitReason reason = WaitReason::no_capacity_yet;
  Instant since = kRunStart;  ///< when `reason` began
  WaitByReason waited{};      ///< since the run's start, up to `since`
  std::vector<Fit> fits;      ///< by partition, as of the last `measure`

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
  /// Brings the fits of all groups with a gang up to date.
  void measure(const View& view);
  std::vector<std::vector<WaitingGroup>>& by_demand() { return by_demand_; }

 private:
  std::vector<std::vector<WaitingGroup>> by_demand_;
};

}  // namespace drawdown
