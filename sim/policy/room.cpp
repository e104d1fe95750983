#include "sim/policy/room.hpp"

#include <algorithm>

namespace drawdown {

void Room::begin(const View& view) {
  parts_.resize(view.partitions.size());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Partition& partition = view.partitions[i];
    parts_[i].free = partition.open ? partition.free : Chips{0};
    parts_[i].space.reset();
    parts_[i].hopeless.clear();
  }
}

const Space& Room::space(const View& view, PartitionId id) const {
  const Part& part = parts_[id.index()];
  return part.space ? *part.space : *view.partitions[id.index()].space;
}

std::optional<Start> Room::smallest_start(const View& view, const Waiting& gang, PartitionId id) {
  auto found = place(view, gang, gang.chips, id);
  if (!found) return std::nullopt;
  return Start{gang, id, gang.chips, *std::move(found), {}};
}

std::optional<Start> Room::largest_start(const View& view, const Waiting& gang, PartitionId id) {
  auto start = smallest_start(view, gang, id);
  if (!start) return start;
  for (std::int32_t doublings = gang.doublings; doublings > 0; --doublings) {
    const Chips chips = gang.chips * (std::int64_t{1} << doublings);
    auto found = place(view, gang, chips, id);
    if (!found) continue;
    start->chips = chips;
    start->place = *std::move(found);
    return start;
  }
  return start;
}

// Where the gang goes if it starts in this partition now with so many chips.
std::optional<Placement> Room::place(const View& view, const Waiting& gang, Chips chips,
                                     PartitionId id) {
  Part& part = parts_[id.index()];
  const Partition& partition = view.partitions[id.index()];
  if (chips > part.free || !partition.lasts(view.now, gang.estimate)) return std::nullopt;
  if (partition.geometry == nullptr) {
    Placement counted;
    counted.taken = partition.whole_units(chips);
    return counted;
  }
  const Ask ask = view.ask_of(gang, chips);
  if (std::ranges::find(part.hopeless, ask) != part.hopeless.end()) return std::nullopt;
  auto place = space(view, id).find(ask);
  if (!place) part.hopeless.push_back(ask);
  return place;
}

void Room::carry_out(const View& view, Start start, Decision& decision) {
  Part& part = parts_[start.partition.index()];
  const Partition& partition = view.partitions[start.partition.index()];
  part.free -= start.place.taken;
  if (partition.geometry != nullptr) {
    if (!part.space) part.space = partition.space->clone();
    part.space->take(start.place);
  }
  decision.starts.push_back(std::move(start));
}

}  // namespace drawdown
