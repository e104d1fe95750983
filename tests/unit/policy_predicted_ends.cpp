#include <map>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/policy/predicted_ends.hpp"

namespace drawdown {
namespace {

using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;

Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

Pairs content(const PredictedEnds& ends) {
  Pairs pairs;
  for (const auto& [at, chips] : ends) pairs.emplace_back(to_ms(at), chips.value());
  return pairs;
}

TEST_CASE("predicted ends are a map from moments to chips, also when they fill many blocks") {
  const bool holds = rc::check([] {
    PredictedEnds ends;
    std::map<std::int64_t, std::int64_t> expected;
    const auto steps = *rc::gen::inRange(0, 1500);
    const auto last_ms = *rc::gen::element<std::int64_t>(5, 100, 1'000'000);
    for (int i = 0; i < steps; ++i) {
      if (expected.empty() || *rc::gen::inRange(0, 5) > 0) {
        const auto ms = *rc::gen::inRange<std::int64_t>(0, last_ms);
        const auto chips = *rc::gen::inRange<std::int64_t>(1, 4);
        ends.add(at_ms(ms), Chips{chips});
        expected[ms] += chips;
      } else {
        const auto ms = *rc::gen::inRange<std::int64_t>(0, last_ms);
        auto entry = expected.lower_bound(ms);
        if (entry == expected.end()) entry = expected.begin();
        const auto chips = *rc::gen::inRange<std::int64_t>(1, entry->second + 1);
        ends.remove(at_ms(entry->first), Chips{chips});
        entry->second -= chips;
        if (entry->second == 0) expected.erase(entry);
      }
    }
    RC_ASSERT(ends.empty() == expected.empty());
    RC_ASSERT(content(ends) == Pairs(expected.begin(), expected.end()));
  });
  CHECK(holds);
}

TEST_CASE("chips that are not there cannot leave") {
  PredictedEnds ends;
  CHECK_THROWS_AS(ends.remove(at_ms(1), Chips{1}), Bug);
  ends.add(at_ms(1), Chips{2});
  CHECK_THROWS_AS(ends.remove(at_ms(2), Chips{1}), Bug);
  CHECK_THROWS_AS(ends.remove(at_ms(1), Chips{3}), Bug);
  ends.remove(at_ms(1), Chips{2});
  CHECK(ends.empty());
}

}  // namespace
}  // namespace drawdown
