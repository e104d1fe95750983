// What reservations and markets hold and use, hour by hour (UTC): what commitments are told of.
#pragma once

#include "sim/account/commitments/commitments.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

/// Meters the chips of each place by the state at each sample, as usage.csv has them.
class HourMeter {
 public:
  explicit HourMeter(const RunState& state);

  /// What the state is now holds until the next sample.
  void sample(Instant now);
  /// The run ends: what all of its hours come to.
  Statement finish(Instant horizon);

 private:
  struct PlaceChips {
    Chips used;
    Chips idle;
    Chips undelivered;
    Chips in_repair;

    bool operator==(const PlaceChips&) const = default;
  };
  struct Place {
    PlaceChips chips;
    Instant since = kRunStart;  // `time` is up to here
    Metered time;               // of this hour
  };

  static PlaceChips chips_of(const Partition& partition);
  static void accrue(Place& place, Instant now);
  void roll_to(Instant now);
  void close_hour(Instant until);

  const RunState& state_;
  RunCalendar calendar_;
  Commitments commitments_;
  std::vector<Place> places_;  // by reservation
  std::size_t transfers_ = 0;  // that have been charged
  Instant hour_ = kRunStart;
  Instant hour_end_;
  std::vector<Metered> metered_;
  std::vector<std::optional<ListPrice>> prices_;  // by pool
};

}  // namespace drawdown
