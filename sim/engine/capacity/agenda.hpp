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

  /// Each in the order in which it happens (docs/accounting.md).
  struct Due {
    std::vector<CapacityChange> ups;  // deliveries too
    std::vector<PartitionId> openings;
    std::vector<CapacityChange> downs;  // retirements too
    std::vector<PartitionId> closings;

    bool empty() const {
      return ups.empty() && openings.empty() && downs.empty() && closings.empty();
    }
  };
  const Due& due() const { return due_; }

 private:
  struct ReservationEvent {
    Instant at;
    PartitionId partition;
  };
  static void take(std::vector<ReservationEvent>& events, Instant now,
                   std::vector<PartitionId>& due);

  CapacityTimeline& timeline_;
  std::vector<ReservationEvent> openings_;  // to come, the next one last
  std::vector<ReservationEvent> closings_;
  Due due_;
};

}  // namespace drawdown
