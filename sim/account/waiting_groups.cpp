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

// More than any platform has; as many gangs as may wait need no more than can be counted.
constexpr Chips kTooMany{1'000'000'000'000};

// What a gang needs in a partition. Where it is ineligible, what its chips alone would need.
Chips need_of(const Partition& partition, const Demand& demand, Relation relation, Chips chips) {
  Ask ask{chips, demand.shape, demand.limit};
  if (relation == Relation::ineligible) ask = {chips, {}, {}};
  return partition.need(ask).value_or(kTooMany);
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

void WaitingGroups::measure(const View& view) {
  for (std::size_t i = 0; i < by_demand_.size(); ++i) {
    const Demand& demand = view.demands[i];
    for (WaitingGroup& group : by_demand_[i]) {
      if (group.gangs == 0) continue;
      const bool is_new = group.fits.empty();
      group.fits.resize(view.partitions.size());
      for (std::size_t j = 0; j < view.partitions.size(); ++j) {
        const Partition& partition = view.partitions[j];
        Fit& fit = group.fits[j];
        if (is_new) fit.need = need_of(partition, demand, demand.relations[j], group.chips);
        if (demand.relations[j] != Relation::usable || fit.changes == partition.changes) continue;
        fit.changes = partition.changes;
        fit.has_place = partition.fits({group.chips, demand.shape, demand.limit});
      }
    }
  }
}

const WaitingGroup& WaitingGroups::find(DemandId demand, Chips chips) const {
  const auto& groups = by_demand_[demand.index()];
  const auto place = lower_bound(groups, chips);
  require(place != groups.end() && place->chips == chips, "no group of {} chips", chips.value());
  return *place;
}

}  // namespace drawdown
