#include "sim/engine/capacity/agenda.hpp"

#include <algorithm>

namespace drawdown {

Agenda::Agenda(const Platform& platform, const Inventory& inventory, CapacityTimeline& timeline)
    : timeline_(timeline) {
  const auto& reservations = platform.reservations;
  // Those of one moment in the order of the file, from the back.
  for (std::size_t i = reservations.size(); i-- > 0;) {
    if (reservations[i].until <= kRunStart) continue;  // it is over
    const PartitionId partition = inventory.partition_of(ReservationId{i});
    openings_.push_back({reservations[i].from, partition});
    if (reservations[i].until != kNever) closings_.push_back({reservations[i].until, partition});
  }
  std::ranges::stable_sort(openings_, std::greater(), &ReservationEvent::at);
  std::ranges::stable_sort(closings_, std::greater(), &ReservationEvent::at);
}

Instant Agenda::next() const {
  Instant next = timeline_.next();
  if (!openings_.empty()) next = std::min(next, openings_.back().at);
  if (!closings_.empty()) next = std::min(next, closings_.back().at);
  return next;
}

void Agenda::take(std::vector<ReservationEvent>& events, Instant now,
                  std::vector<PartitionId>& due) {
  due.clear();
  for (; !events.empty() && events.back().at <= now; events.pop_back()) {
    due.push_back(events.back().partition);
  }
}

void Agenda::begin(Instant now) {
  take(openings_, now, due_.openings);
  take(closings_, now, due_.closings);
  due_.ups.clear();
  due_.downs.clear();
  while (timeline_.next() <= now) {
    const CapacityChange change = timeline_.take();
    const bool comes =
        change.kind == CapacityChange::Kind::deliver || change.kind == CapacityChange::Kind::up;
    (comes ? due_.ups : due_.downs).push_back(change);
  }
}

}  // namespace drawdown
