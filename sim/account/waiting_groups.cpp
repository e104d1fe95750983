#include "sim/account/waiting_groups.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

template <class Groups>
auto lower_bound(Groups& groups, Chips chips) {
  return std::lower_bound(groups.begin(), groups.end(), chips,
                          [](const WaitingGroup& group, Chips size) { return group.chips < size; });
}

}  // namespace

WaitingGroup& WaitingGroups::join(DemandId demand, Chips chips) {
  if (by_demand_.size() <= demand.index()) by_demand_.resize(demand.index() + 1);
  auto& groups = by_demand_[demand.index()];
  auto place = lower_bound(groups, chips);
  if (place == groups.end() || place->chips != chips) {
    place = groups.insert(place, WaitingGroup{});
    place->chips = chips;
  }
  ++place->gangs;
  return *place;
}

void WaitingGroups::leave(DemandId demand, Chips chips) {
  auto& groups = by_demand_[demand.index()];
  const auto group = lower_bound(groups, chips);
  require(group != groups.end() && group->chips == chips && group->gangs > 0,
          "a gang leaves a group that nobody is in");
  --group->gangs;
}

const WaitingGroup& WaitingGroups::find(DemandId demand, Chips chips) const {
  const auto& groups = by_demand_[demand.index()];
  const auto place = lower_bound(groups, chips);
  require(place != groups.end() && place->chips == chips, "no group of {} chips", chips.value());
  return *place;
}

}  // namespace drawdown
