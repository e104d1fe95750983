// Spaces against lists of free chips, whatever the geometry.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <vector>

#include "tests/unit/unit_ranges.hpp"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

/// Free chips of each unit of a pool.
using FreeChips = std::vector<std::int64_t>;

struct NaivePlace {
  std::vector<std::int32_t> units;  // ascending
  std::int64_t chips;
  Shape slice;

  bool operator==(const NaivePlace&) const = default;
};

/// A pool, and where docs/platforms.md puts gangs, in the plainest way.
struct NaivePool {
  GeometrySpec spec;
  std::size_t units;
  std::int64_t chips_per_unit;
  std::function<std::optional<std::int64_t>(const Ask&)> need;
  std::function<std::optional<NaivePlace>(const FreeChips&, const Ask&)> find;

  std::shared_ptr<const Geometry> geometry() const {
    return make_geometry(spec, Units{static_cast<std::int64_t>(units)}, Chips{chips_per_unit});
  }
};

inline std::vector<std::int32_t> units_of(const UnitRanges& ranges) {
  std::vector<std::int32_t> units;
  for (const auto& [first, last] : ranges) {
    for (std::int32_t unit = first; unit <= last; ++unit) units.push_back(unit);
  }
  return units;
}

inline std::optional<NaivePlace> naive(const std::optional<Placement>& placement) {
  if (!placement) return {};
  return NaivePlace{units_of(placement->units), placement->taken.value(), placement->slice};
}

/// Chips that a placement has on each of its units.
inline std::int64_t chips_of_each(const Placement& placement, std::int64_t chips_per_unit) {
  return std::min(placement.taken.value(), chips_per_unit);
}

inline std::int64_t total(const FreeChips& free) {
  return std::accumulate(free.begin(), free.end(), std::int64_t{0});
}

/// Makes `to` chips of a unit free that has `from`; all of them by bringing it, none by removing
/// it.
inline void change_unit(Space& space, std::size_t index, std::int64_t from, std::int64_t to,
                        std::int64_t chips_per_unit) {
  const auto unit = static_cast<std::int32_t>(index);
  const UnitRanges range{{unit, unit}};
  if (from == 0) space.add(range);
  if (from > 0 && from < chips_per_unit) {
    space.give_back({range, Chips{chips_per_unit - from}, {}});
  }
  if (to == 0) space.remove(range);
  if (to > 0 && to < chips_per_unit) space.take({range, Chips{chips_per_unit - to}, {}});
}

inline std::unique_ptr<Space> space_with(const Geometry& geometry, const FreeChips& free,
                                         std::int64_t chips_per_unit) {
  std::unique_ptr<Space> space = geometry.empty_space();
  for (std::size_t unit = 0; unit < free.size(); ++unit) {
    if (free[unit] > 0) change_unit(*space, unit, 0, free[unit], chips_per_unit);
  }
  return space;
}

/// The largest need among gangs that ask for 1 to `most` chips and fit.
inline std::int64_t naive_largest(const NaivePool& pool, const FreeChips& free, std::int64_t most) {
  std::int64_t largest = 0;
  for (std::int64_t chips = 1; chips <= most; ++chips) {
    const auto place = pool.find(free, {Chips{chips}, {}, {}});
    if (place) largest = std::max(largest, place->chips);
  }
  return largest;
}

/// Whether a space answers as the rules do.
inline bool agrees(const NaivePool& pool, const Space& space, const FreeChips& free,
                   const std::vector<Ask>& asks) {
  if (space.free().value() != total(free)) return false;
  return std::all_of(asks.begin(), asks.end(), [&](const Ask& ask) {
    const auto place = pool.find(free, ask);
    return naive(space.find(ask)) == place && space.fits(ask) == place.has_value();
  });
}

/// Every occupancy in which each unit has one of `levels` free chips, of which the first is 0.
inline void check_every_occupancy(const NaivePool& pool, const FreeChips& levels,
                                  const std::vector<Ask>& asks) {
  const auto geometry = pool.geometry();
  const auto space = geometry->empty_space();
  std::vector<std::size_t> digits(pool.units);  // of a number that counts the occupancies
  FreeChips free(pool.units);
  std::int64_t occupancies = 0;
  std::int64_t right = 0;
  for (std::size_t unit = 0; unit < pool.units;) {
    ++occupancies;
    right += agrees(pool, *space, free, asks);
    for (unit = 0; unit < pool.units; ++unit) {
      digits[unit] = (digits[unit] + 1) % levels.size();
      change_unit(*space, unit, free[unit], levels[digits[unit]], pool.chips_per_unit);
      free[unit] = levels[digits[unit]];
      if (digits[unit] > 0) break;
    }
  }
  CHECK(right == occupancies);
  CHECK(occupancies == std::llround(std::pow(levels.size(), pool.units)));
}

/// A space, and what must be in it, through a random sequence of all that can happen to one.
class RandomSpace {
 public:
  RandomSpace(const NaivePool& pool, const std::vector<Ask>& asks)
      : pool_(pool),
        asks_(asks),
        geometry_(pool.geometry()),
        space_(geometry_->empty_space()),
        in_service_(pool.units),
        free_(pool.units) {}

  void step() {
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
      case 1:
        return bring_units();
      case 2:
        return remove_units();
      case 3:
        return give_back();
      case 4:
        return plan();
      default:
        return take();
    }
  }

  void check() const {
    RC_ASSERT(agrees(pool_, *space_, free_, asks_));
    RC_ASSERT(space_->largest().value() == naive_largest(pool_, free_, total(free_)));
    // Chips are free, held, or not in service: nothing overlaps, and nothing is lost.
    std::vector<std::int64_t> chips = free_;
    for (const Placement& placement : held_) {
      for (const std::int32_t unit : units_of(placement.units)) {
        chips[index(unit)] += chips_of_each(placement, pool_.chips_per_unit);
      }
    }
    for (std::size_t i = 0; i < chips.size(); ++i) {
      RC_ASSERT(chips[i] == (in_service_[i] ? pool_.chips_per_unit : 0));
    }
  }

 private:
  static std::size_t index(std::int32_t unit) { return static_cast<std::size_t>(unit); }

  static void change(FreeChips& free, const Placement& placement, std::int64_t chips_of_unit) {
    for (const std::int32_t unit : units_of(placement.units)) free[index(unit)] += chips_of_unit;
  }

  // Those of the units, one in two, for which `holds`.
  template <class Holds>
  UnitRanges draw_units(Holds&& holds) const {
    std::vector<std::int32_t> units;
    for (std::size_t i = 0; i < pool_.units; ++i) {
      if (holds(i) && *rc::gen::inRange(0, 2) == 0) units.push_back(static_cast<std::int32_t>(i));
    }
    return ranges_of(units);
  }

  void bring_units() {
    const UnitRanges units = draw_units([&](std::size_t i) { return !in_service_[i]; });
    space_->add(units);
    for (const std::int32_t unit : units_of(units)) {
      in_service_[index(unit)] = true;
      free_[index(unit)] = pool_.chips_per_unit;
    }
  }
  void remove_units() {
    const UnitRanges units = draw_units([&](std::size_t i) {
      return free_[i] == pool_.chips_per_unit && *rc::gen::inRange(0, 3) == 0;
    });
    space_->remove(units);
    for (const std::int32_t unit : units_of(units)) {
      in_service_[index(unit)] = false;
      free_[index(unit)] = 0;
    }
  }
  void take() {
    const auto placement = space_->find(*rc::gen::elementOf(asks_));
    if (!placement) return;
    space_->take(*placement);
    change(free_, *placement, -chips_of_each(*placement, pool_.chips_per_unit));
    held_.push_back(*placement);
  }
  void give_back() {
    if (held_.empty()) return;
    const auto i = *rc::gen::inRange<std::size_t>(0, held_.size());
    space_->give_back(held_[i]);
    change(free_, held_[i], chips_of_each(held_[i], pool_.chips_per_unit));
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  // What policies do: to copies, which must leave the space as it is.
  void plan() {
    const auto later = space_->clone();
    FreeChips free_later = free_;
    for (const Placement& placement : held_) {
      if (*rc::gen::inRange(0, 2) == 0) continue;
      later->give_back(placement);
      change(free_later, placement, chips_of_each(placement, pool_.chips_per_unit));
    }
    RC_ASSERT(agrees(pool_, *later, free_later, asks_));
    const auto promised = later->find(*rc::gen::elementOf(asks_));
    const auto other = later->clone();
    const auto taken = space_->find(*rc::gen::elementOf(asks_));
    if (taken) other->withdraw(*taken);
    if (promised) other->withdraw(*promised);
    FreeChips free_both = free_later;
    for (const auto& placement : {taken, promised}) {
      if (!placement) continue;
      for (const std::int32_t unit : units_of(placement->units)) {
        std::int64_t& chips = free_both[index(unit)];
        chips = std::max<std::int64_t>(chips - chips_of_each(*placement, pool_.chips_per_unit), 0);
      }
    }
    RC_ASSERT(agrees(pool_, *other, free_both, asks_));
    RC_ASSERT(other->largest().value() == naive_largest(pool_, free_both, total(free_both)));
  }

  const NaivePool& pool_;
  const std::vector<Ask>& asks_;
  std::shared_ptr<const Geometry> geometry_;
  std::unique_ptr<Space> space_;
  std::vector<bool> in_service_;
  FreeChips free_;
  std::vector<Placement> held_;
};

/// What a space demands is checked: `space` has unit 0 wholly free, and unit 1 not at all.
inline void check_misuse(Space& space, std::int64_t chips_per_unit) {
  const Placement first{{{0, 0}}, Chips{chips_per_unit}, {}};
  const Placement second{{{1, 1}}, Chips{chips_per_unit}, {}};
  CHECK_THROWS_AS(space.add(first.units), Bug);
  CHECK_THROWS_AS(space.give_back(first), Bug);
  CHECK_THROWS_AS(space.remove(second.units), Bug);
  CHECK_THROWS_AS(space.take(second), Bug);
}

}  // namespace drawdown
