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

/// When a gang will have a place, and which.
struct PlaceOpening {
  Instant at = kNever;
  Placement place;  ///< empty in a reservation that is not open, or where there is no opening
};

/// The same where units are not alike: `started` are the places of what the decision has started,
/// `free` is what it has left.
PlaceOpening first_place(const Partition& partition, std::span<const HeldPlace> started,
                         const Space& free, const Ask& ask, Instant now);

/// What of `free`, the chips that are free now, a gang that takes `opening` leaves to others from
/// now on; of an open reservation.
std::unique_ptr<Space> free_beside(const Partition& partition, std::span<const HeldPlace> started,
                                   const Space& free, const PlaceOpening& opening, Instant now);

}  // namespace drawdown
