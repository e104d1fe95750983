// What the platform does by itself, and when: units come and go, reservations begin and end.
#pragma once

#include <vector>

#include "sim/engine/capacity/inventory.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

/// The changes of capacity of a run, in order of time.
class Agenda {
 public:
  Agenda(const Platform& platform, const Inventory& inventory, CapacityTimeline& timeline);

  /// When something changes next; kNever: nothing does any more.
  Instant next() const;
  /// Makes `due` what is due at this moment, and takes it off the agenda.
  void begin(Instant now);

  struct ReservationEvent {
    Instant at;
    PartitionId partition;
    Units units{};  ///< that are handed back
  };
  /// Each in the order in which it happens (docs/accounting.md).
  struct Due {
    std::vector<CapacityChange> ups;  // deliveries too
    std::vector<ReservationEvent> notices;
    std::vector<ReservationEvent> openings;
    std::vector<CapacityChange> downs;  // retirements too
    std::vector<ReservationEvent> hand_backs;
    std::vector<ReservationEvent> closings;

    bool empty() const {
      return ups.empty() && notices.empty() && openings.empty() && downs.empty() &&
             hand_backs.empty() && closings.empty();
    }
  };
  const Due& due() const { return due_; }

 private:
  using Events = std::vector<ReservationEvent>;
  static void take(Events& events, Instant now, Events& due);

  CapacityTimeline& timeline_;
  // To come, the next one last.
  Events notices_;
  Events openings_;
  Events hand_backs_;
  Events closings_;
  Due due_;
};

}  // namespace drawdown
