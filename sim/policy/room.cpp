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

std::optional<Placement> Room::place(const View& view, const Waiting& gang, PartitionId id) {
  Part& part = parts_[id.index()];
  const Partition& partition = view.partitions[id.index()];
  if (gang.chips > part.free || !partition.lasts(view.now, gang.estimate)) return std::nullopt;
  if (partition.geometry == nullptr) {
    Placement counted;
    counted.taken = partition.whole_units(gang.chips);
    return counted;
  }
  const Ask ask = view.ask_of(gang);
  if (std::ranges::find(part.hopeless, ask) != part.hopeless.end()) return std::nullopt;
  auto place = space(view, id).find(ask);
  if (!place) part.hopeless.push_back(ask);
  return place;
}

void Room::start(const View& view, const Waiting& gang, PartitionId id, Placement place,
                 Decision& decision) {
  Part& part = parts_[id.index()];
  const Partition& partition = view.partitions[id.index()];
  part.free -= place.taken;
  if (partition.geometry != nullptr) {
    if (!part.space) part.space = partition.space->clone();
    part.space->take(place);
  }
  decision.starts.push_back({gang, id, std::move(place), {}});
}

}  // namespace drawdown
