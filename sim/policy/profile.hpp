// The free chips of one partition over the time to come, by predicted ends and by promises.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/policy/view.hpp"

namespace drawdown {

/// How long a plan counts for a gang with this estimate: a gang of no length needs its units as
/// well.
inline Duration planned_length(Duration estimate) {
  return std::max(estimate, Duration{1});
}

/// A step function of time, from `now` on. Reservations that open later, and are known, count from
/// then on. Lengths are above 0.
class Profile {
 public:
  /// The free chips by predicted ends alone.
  Profile(const Partition& partition, Instant now);

  /// Forgets what is before `now`, which is not before the last one.
  void advance(Instant now);
  /// Whether `chips` are free over all of `[start, start + length)`.
  bool fits(Chips chips, Instant start, Duration length) const;
  /// The first start, not before the profile's own, at which `chips` fit for `length`; kNever if
  /// none.
  Instant earliest(Chips chips, Duration length) const;
  void take(Chips chips, Instant start, Duration length) {
    add(Chips{-chips.value()}, start, length);
  }
  void give_back(Chips chips, Instant start, Duration length) { add(chips, start, length); }

 private:
  struct Step {
    Instant at;
    Chips free;  // until the next step
  };
  void add(Chips chips, Instant start, Duration length);
  std::size_t step_at(Instant moment) const;  // the step that holds at this moment
  std::size_t split_at(Instant moment);       // makes a step begin at this moment

  std::vector<Step> steps_;
};

/// When a gang that is predicted to end at `predicted_end` is expected to: one that has outlived
/// its prediction at the next millisecond, always anew.
inline Instant expected_end(Instant predicted_end, Instant now) {
  return predicted_end > now ? predicted_end : now + Duration{1};
}

}  // namespace drawdown
