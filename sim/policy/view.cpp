#include "sim/policy/view.hpp"

#include "sim/base/errors.hpp"

namespace drawdown {

void Partition::hold(Instant predicted_end, const Placement& place) {
  if (geometry == nullptr) {
    busy_until.add(predicted_end, place.taken);
    return;
  }
  const auto after = std::ranges::upper_bound(held, predicted_end, {}, &HeldPlace::until);
  held.insert(after, {predicted_end, &place});
}

void Partition::let_go(Instant predicted_end, const Placement& place) {
  if (geometry == nullptr) {
    busy_until.remove(predicted_end, place.taken);
    return;
  }
  const auto first = std::ranges::lower_bound(held, predicted_end, {}, &HeldPlace::until);
  const auto found = std::find_if(first, held.end(),
                                  [&](const HeldPlace& other) { return other.place == &place; });
  require(found != held.end(), "a place is let go that nobody holds");
  held.erase(found);
}

}  // namespace drawdown
