#include "sim/policy/opening.hpp"

#include <algorithm>

#include "sim/policy/profile.hpp"

namespace drawdown {
namespace {

// A reservation that is not open counts with all that it asks for, from its beginning on, once it
// is known.
Instant opens_for(const Partition& partition, Chips need, Instant now) {
  if (!partition.known || partition.is_over(now) || need > partition.target()) return kNever;
  return std::max(partition.from, now);
}

bool has_unit(const Placement& place, std::int32_t unit) {
  return std::ranges::any_of(place.units, [unit](const UnitRange& range) {
    return range.first <= unit && unit <= range.last;
  });
}

}  // namespace

Opening first_opening(const Partition& partition, std::span<const PredictedEnds::End> started_until,
                      Chips free, Chips chips, Instant now) {
  if (!partition.open) return {opens_for(partition, chips, now), partition.target()};
  Opening opening{now, free};
  auto running = partition.busy_until.begin();
  auto started = started_until.begin();
  const auto next_end = [&] {
    Instant next = kNever;
    if (running != partition.busy_until.end()) next = expected_end(running->at, now);
    if (started != started_until.end()) next = std::min(next, expected_end(started->at, now));
    return next;
  };
  while (chips > opening.free) {
    opening.at = next_end();
    if (opening.at == kNever) return {};
    // All that ends at that moment is free for others too.
    for (; running != partition.busy_until.end() && expected_end(running->at, now) == opening.at;
         ++running) {
      opening.free += running->chips;
    }
    for (; started != started_until.end() && expected_end(started->at, now) == opening.at;
         ++started) {
      opening.free += started->chips;
    }
  }
  return opening;
}

PlaceOpening first_place(const Partition& partition, std::span<const HeldPlace> started,
                         const Space& free, const Ask& ask, Instant now) {
  PlaceOpening opening;
  const auto need = partition.need(ask);
  if (!need) return opening;
  if (!partition.open) {
    opening.at = opens_for(partition, *need, now);
    return opening;
  }
  std::vector<HeldPlace> ends(partition.held);
  ends.insert(ends.end(), started.begin(), started.end());
  std::ranges::stable_sort(ends, {}, &HeldPlace::until);
  auto space = free.clone();
  auto end = ends.begin();
  for (Instant at = now;; at = expected_end(end->until, now)) {
    for (; end != ends.end() && expected_end(end->until, now) <= at; ++end) {
      space->give_back(*end->place);
    }
    if (space->fits(ask)) {
      return {at, *space->find(ask)};
    }
    if (end == ends.end()) return opening;
  }
}

std::unique_ptr<Space> free_beside(const Partition& partition, std::span<const HeldPlace> started,
                                   const Space& free, const PlaceOpening& opening, Instant now) {
  auto space = free.clone();
  Placement rest = opening.place;
  // Whole units have nothing left for others; of a part of one, others have what will be free
  // there by then beyond it.
  if (!rest.empty() && rest.taken < partition.chips_per_unit) {
    const std::int32_t unit = rest.units.front().first;
    for (const auto& places : {std::span<const HeldPlace>(partition.held), started}) {
      for (const auto& [until, place] : places) {
        if (expected_end(until, now) > opening.at || !has_unit(*place, unit)) continue;
        rest.taken -= std::min(place->taken, partition.chips_per_unit);
      }
    }
  }
  if (rest.taken > Chips{0}) space->withdraw(rest);
  return space;
}

}  // namespace drawdown
