#include "sim/engine/capacity/agenda.hpp"

#include <algorithm>

namespace drawdown {

Agenda::Agenda(const Platform& platform, const Inventory& inventory, CapacityTimeline& timeline)
    : timeline_(timeline) {
  const auto& reservations = platform.reservations;
  // Those of one moment in the order of the file, from the back.
  for (std::size_t i = reservations.size(); i-- > 0;) {
    const Reservation& reservation = reservations[i];
    if (reservation.until <= kRunStart) continue;  // it is over
    const PartitionId partition = inventory.partition_of(ReservationId{i});
    if (reservation.notice > kRunStart) notices_.push_back({reservation.notice, partition});
    openings_.push_back({reservation.from, partition});
    for (const HandBack& part : reservation.handed_back) {
      if (part.on > reservation.from) hand_backs_.push_back({part.on, partition, part.units});
    }
    if (reservation.until != kNever) closings_.push_back({reservation.until, partition});
  }
  for (Events* events : {&notices_, &openings_, &hand_backs_, &closings_}) {
    std::ranges::stable_sort(*events, std::greater(), &ReservationEvent::at);
  }
}

Instant Agenda::next() const {
  Instant next = timeline_.next();
  for (const Events* events : {&notices_, &openings_, &hand_backs_, &closings_}) {
    if (!events->empty()) next = std::min(next, events->back().at);
  }
  return next;
}

void Agenda::take(Events& events, Instant now, Events& due) {
  due.clear();
  for (; !events.empty() && events.back().at <= now; events.pop_back()) {
    due.push_back(events.back());
  }
}

void Agenda::begin(Instant now) {
  take(notices_, now, due_.notices);
  take(openings_, now, due_.openings);
  take(hand_backs_, now, due_.hand_backs);
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
