// What a promised place leaves to others, against arithmetic on each unit.
#include <algorithm>
#include <deque>
#include <map>

#include "tests/unit/small_pools.hpp"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/policy/opening.hpp"

namespace drawdown {
namespace {

constexpr Units kUnits{12};
constexpr Chips kChipsPerUnit{4};
constexpr Instant kNow = kRunStart + Duration{50};

using ChipsByUnit = std::map<std::int32_t, std::int64_t>;

// Adds what a place has of each unit.
void add(ChipsByUnit& chips, const Placement& place) {
  const std::int64_t each = std::min(place.taken, kChipsPerUnit).value();
  for (const UnitRange& range : place.units) {
    for (std::int32_t unit = range.first; unit <= range.last; ++unit) chips[unit] += each;
  }
}

Ask draw_ask() {
  return {Chips{*rc::gen::inRange(1, 17)}, {}, {}};
}

TEST_CASE("a promised place leaves of each unit what is free now and not needed then") {
  REQUIRE(rc::check("by arithmetic", [] {
    const auto geometry = draw_geometry(kUnits, kChipsPerUnit);
    if (geometry == nullptr) return;
    const auto space = geometry->empty_space();
    space->add({{0, static_cast<std::int32_t>(kUnits.value()) - 1}});
    Partition partition;
    partition.chips_per_unit = kChipsPerUnit;
    partition.open = true;
    partition.geometry = geometry.get();
    std::deque<Placement> places;
    std::vector<HeldPlace> started;
    for (int tries = *rc::gen::inRange(0, 12); tries > 0; --tries) {
      auto place = space->find(draw_ask());
      if (!place) continue;
      space->take(*place);
      places.push_back(*std::move(place));
      const HeldPlace held{kRunStart + Duration{*rc::gen::inRange(0, 100)}, &places.back()};
      (*rc::gen::arbitrary<bool>() ? partition.held : started).push_back(held);
    }
    std::ranges::stable_sort(partition.held, {}, &HeldPlace::until);

    const Ask ask = draw_ask();
    const PlaceOpening opening = first_place(partition, started, *space, ask, kNow);
    if (opening.place.empty()) return;
    // Free now; given back by the moment of the promise; needed by it.
    ChipsByUnit free;
    ChipsByUnit later;
    ChipsByUnit needed;
    for (std::int32_t unit = 0; unit < kUnits.value(); ++unit) free[unit] = kChipsPerUnit.value();
    for (const Placement& place : places) {
      ChipsByUnit held;
      add(held, place);
      for (const auto& [unit, chips] : held) free[unit] -= chips;
    }
    for (const auto& ends : {partition.held, started}) {
      for (const HeldPlace& end : ends) {
        if (std::max(end.until, kNow + Duration{1}) <= opening.at) add(later, *end.place);
      }
    }
    add(needed, opening.place);

    const auto left = free_beside(partition, started, *space, opening, kNow);
    std::int64_t total = 0;
    for (const auto& [unit, chips] : free) {
      const std::int64_t then = chips + later[unit] - needed[unit];
      RC_ASSERT(then >= 0);
      const std::int64_t rest = std::min(chips, then);
      total += rest;
      RC_ASSERT(left->has_free({unit, unit}) == (rest == kChipsPerUnit.value()));
    }
    RC_ASSERT(left->free() == Chips{total});
  }));
}

}  // namespace
}  // namespace drawdown
