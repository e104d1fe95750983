// Deadlines that are missed, of jobs that end before and after them.
#include <catch2/catch.hpp>

#include "sim/report/deadlines.hpp"

namespace drawdown {
namespace {

constexpr Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

TEST_CASE("a deadline counts once it is reached, and is missed unless the job was done by it") {
  Deadlines deadlines;
  deadlines.closed(at_ms(10), true, at_ms(5));    // done before
  deadlines.closed(at_ms(6), true, at_ms(6));     // at the moment
  deadlines.closed(at_ms(6), true, at_ms(7));     // 1 ms late
  deadlines.closed(at_ms(90), false, at_ms(8));   // killed long before
  deadlines.closed(at_ms(100), true, at_ms(9));   // done, not due by the end
  deadlines.closed(at_ms(101), false, at_ms(9));  // killed, the same
  CHECK(deadlines.due() == 2);
  CHECK(deadlines.missed() == 1);
  deadlines.advance(at_ms(89));
  CHECK(deadlines.due() == 3);
  CHECK(deadlines.missed() == 1);
  deadlines.closed(at_ms(99), false, at_ms(99));  // open when the run ended
  deadlines.advance(at_ms(99));
  CHECK(deadlines.due() == 5);
  CHECK(deadlines.missed() == 3);
}

}  // namespace
}  // namespace drawdown
