// The first moment at which a gang can have its place, by predicted ends.
#pragma once

#include <memory>
#include <span>

#include "sim/policy/view.hpp"

namespace drawdown {

/// When so many chips will be free, where any units will do, and how many will be free then in all.
struct Opening {
  Instant at = kNever;
  Chips free;
};

/// `started_until` is what the decision has started so far, in the order of the ends; `free` what
/// it has left.
Opening first_opening(const Partition& partition, std::span<const PredictedEnds::End> started_until,
                      Chips free, Chips chips, Instant now);

/// When a gang will have a place, which, and what is free at that moment beside it.
struct PlaceOpening {
  Instant at = kNever;
  Placement place;                ///< empty in a reservation that is not open
  std::unique_ptr<Space> beside;  ///< null in one that is not open, or where there is no opening
};

/// The same where units are not alike: `started` are the places of what the decision has started,
/// `free` is what it has left.
PlaceOpening first_place(const Partition& partition, std::span<const HeldPlace> started,
                         const Space& free, const Ask& ask, Instant now);

/// What of a reservation is free at a moment that is not before now, by predicted ends.
std::unique_ptr<Space> space_at(const Partition& partition, Instant at, Instant now);

}  // namespace drawdown
