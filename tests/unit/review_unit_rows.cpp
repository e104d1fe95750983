// The rows and lanes in which gangs are drawn, against the units that each of them holds.

#include <map>
#include <set>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/review/trace/unit_rows.hpp"

namespace drawdown {
namespace {

Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

Pool pool_of(std::int64_t units) {
  Pool pool{};
  pool.name = "pool";
  pool.units = Units{units};
  pool.chips_per_unit = Chips{1};
  return pool;
}

// What has been drawn, lane by lane.
class Drawn {
 public:
  // Draws a gang; true if it is seen in each row with a unit of it, once, and nothing of it lies on
  // what is there.
  bool draw(UnitRows& rows, const UnitRanges& units, Instant start, Instant end) {
    std::set<std::int64_t> expected;
    for (const UnitRange& range : units) {
      for (std::int64_t unit = range.first; unit <= range.last; ++unit) {
        expected.insert(unit / rows.units_per_row());
      }
    }
    std::vector<std::int64_t> seen;
    bool is_right = true;
    rows.draw(0, units, start, end, [&](const UnitRows::Slice& slice) {
      seen.push_back(slice.row);
      const auto [last, is_new] = ends_.try_emplace(slice.thread, kRunStart);
      is_right = is_right && is_new == slice.is_new && slice.from >= last->second &&
                 slice.from >= start && slice.until == end;
      delayed += slice.from > start ? 1 : 0;
      last->second = end;
    });
    return is_right && std::vector(expected.begin(), expected.end()) == seen;
  }

  std::size_t lanes() const { return ends_.size(); }
  int delayed = 0;

 private:
  std::map<std::int64_t, Instant> ends_;  // by thread
};

TEST_CASE("each unit is a row while there are few, and no gang lies on another", "[review]") {
  CHECK(rc::check("gangs of any units, by their ends", [] {
    UnitRows rows({pool_of(6)});
    RC_ASSERT(rows.units_per_row() == 1);
    Drawn drawn;
    std::int64_t end = 0;
    for (const auto step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5))) {
      end += step;
      const auto start = *rc::gen::inRange<std::int64_t>(0, end + 1);
      const auto first = *rc::gen::inRange<std::int32_t>(0, 6);
      const auto last = *rc::gen::inRange<std::int32_t>(first, 6);
      RC_ASSERT(drawn.draw(rows, {{first, last}}, at_ms(start), at_ms(end)));
    }
    RC_ASSERT(drawn.delayed == 0);
  }));
}

TEST_CASE("gangs that follow each other share a lane", "[review]") {
  UnitRows rows({pool_of(2)});
  Drawn drawn;
  CHECK(drawn.draw(rows, {{0, 1}}, at_ms(0), at_ms(5)));
  CHECK(drawn.draw(rows, {{0, 0}}, at_ms(5), at_ms(9)));
  CHECK(drawn.lanes() == 2);  // one in each row
  CHECK(drawn.draw(rows, {{0, 0}}, at_ms(8), at_ms(9)));
  CHECK(drawn.lanes() == 3);
}

TEST_CASE("where there are many units, rows have several and lanes are bounded", "[review]") {
  UnitRows rows({pool_of(10'000)});
  CHECK(rows.units_per_row() == 10);
  Drawn drawn;
  for (std::int32_t unit = 0; unit < 10'000; ++unit) {  // all at once: ten in each of 1,000 rows
    REQUIRE(drawn.draw(rows, {{unit, unit}}, at_ms(0), at_ms(100)));
  }
  // 800 rows fill the 8,000 lanes, and one each is left to the others, where nine wait.
  CHECK(drawn.lanes() == 8'000 + 200);
  CHECK(drawn.delayed == 200 * 9);
  CHECK(drawn.draw(rows, {{5, 14}, {9'990, 9'999}}, at_ms(100), at_ms(200)));
  CHECK(drawn.lanes() == 8'200);
}

}  // namespace
}  // namespace drawdown
