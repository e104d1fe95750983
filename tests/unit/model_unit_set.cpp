// The set of free units against std::set.
#include <algorithm>
#include <set>
#include <vector>

#include "tests/unit/unit_ranges.hpp"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/model/geometry/unit_set.hpp"

namespace drawdown {
namespace {

using Numbers = std::set<std::int32_t>;

Numbers take_lowest(Numbers& from, std::int64_t count) {
  const auto end = std::next(from.begin(), count);
  Numbers taken(from.begin(), end);
  from.erase(from.begin(), end);
  return taken;
}

bool same(const UnitRanges& a, const UnitRanges& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const UnitRange& x, const UnitRange& y) {
                      return x.first == y.first && x.last == y.last;
                    });
}

TEST_CASE("the lowest units are taken, as ranges that are as long as they can be") {
  REQUIRE(rc::check("as from a std::set", [] {
    const auto capacity = *rc::gen::inRange<std::int32_t>(1, 400);  // several words of bits
    UnitSet set(capacity);
    Numbers expected;
    for (std::int32_t unit = 0; unit < capacity; ++unit) expected.insert(unit);
    set.insert({{0, capacity - 1}});
    std::vector<Numbers> held;
    for (int step = 0; step < 60; ++step) {
      if (!held.empty() && *rc::gen::inRange(0, 2) == 0) {
        const auto index = *rc::gen::inRange<std::size_t>(0, held.size());
        set.insert(ranges_of(held[index]));
        expected.merge(held[index]);
        held.erase(held.begin() + static_cast<std::ptrdiff_t>(index));
      } else {
        const auto most = static_cast<std::int64_t>(expected.size());
        const auto count = *rc::gen::inRange<std::int64_t>(0, most + 1);
        held.push_back(take_lowest(expected, count));
        RC_ASSERT(same(set.take_lowest(count), ranges_of(held.back())));
      }
      RC_ASSERT(set.size() == static_cast<std::int64_t>(expected.size()));
    }
  }));
}

Numbers draw_units(std::int32_t capacity) {
  Numbers units;
  for (std::int32_t unit = 0; unit < capacity; ++unit) {
    if (*rc::gen::inRange(0, 2) == 0) units.insert(unit);
  }
  return units;
}

TEST_CASE("units leave a set one by one, or many of them, there or not") {
  REQUIRE(rc::check("as from a std::set", [] {
    const auto capacity = *rc::gen::inRange<std::int32_t>(1, 200);
    Numbers expected = draw_units(capacity);
    const Numbers others = draw_units(capacity);
    UnitSet set(capacity);
    set.insert(ranges_of(expected));
    const auto check = [&] {
      RC_ASSERT(set.size() == static_cast<std::int64_t>(expected.size()));
      RC_ASSERT(same(set.lowest(set.size()), ranges_of(expected)));
    };
    check();
    set.withdraw(ranges_of(others));
    std::erase_if(expected, [&](std::int32_t unit) { return others.contains(unit); });
    check();
    const Numbers leaving = draw_units(capacity);
    const bool all_inside =
        std::includes(expected.begin(), expected.end(), leaving.begin(), leaving.end());
    if (!all_inside) {
      UnitSet copy = set;
      RC_ASSERT_THROWS_AS(copy.erase(ranges_of(leaving)), Bug);
    }
    Numbers inside;
    std::set_intersection(expected.begin(), expected.end(), leaving.begin(), leaving.end(),
                          std::inserter(inside, inside.end()));
    set.erase(ranges_of(inside));
    for (const std::int32_t unit : inside) expected.erase(unit);
    check();
    set.insert(ranges_of(inside));
    expected.merge(inside);
    check();
  }));
}

TEST_CASE("ranges join over the words that hold the bits") {
  UnitSet set(256);
  set.insert({{0, 255}});
  CHECK(same(set.take_lowest(60), {{0, 59}}));
  CHECK(same(set.take_lowest(140), {{60, 199}}));
  set.insert({{63, 64}, {128, 128}});
  CHECK(same(set.take_lowest(4), {{63, 64}, {128, 128}, {200, 200}}));
  CHECK(set.take_lowest(0).empty());
  CHECK(set.size() == 55);
}

TEST_CASE("more units than there are, or one given back twice, are bugs") {
  UnitSet set(70);
  CHECK_THROWS_AS(set.take_lowest(1), Bug);
  set.insert({{3, 68}});
  CHECK_THROWS_AS(set.take_lowest(67), Bug);
  CHECK_THROWS_AS(set.insert({{60, 66}}), Bug);
  CHECK_THROWS_AS(set.insert({{68, 69}}), Bug);
  CHECK(set.size() == 66);
}

}  // namespace
}  // namespace drawdown
