// Waiting gangs by demand and size.
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/account/waiting_groups.hpp"
#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

TEST_CASE("groups count the gangs of a demand and size, by ascending size") {
  REQUIRE(rc::check("as a map", [] {
    WaitingGroups groups;
    std::map<std::pair<std::size_t, std::int64_t>, std::int64_t> expected;
    const auto steps = *rc::gen::container<std::vector<bool>>(60, rc::gen::arbitrary<bool>());
    for (const bool joins : steps) {
      const auto demand = *rc::gen::inRange<std::size_t>(0, 3);
      const auto chips = *rc::gen::inRange<std::int64_t>(1, 6);
      std::int64_t& gangs = expected[{demand, chips}];
      if (joins || gangs == 0) {
        ++gangs;
        RC_ASSERT(groups.join(DemandId{demand}, Chips{chips}).gangs == gangs);
      } else {
        --gangs;
        groups.leave(DemandId{demand}, Chips{chips});
      }
      RC_ASSERT(groups.find(DemandId{demand}, Chips{chips}).gangs == gangs);
    }
    std::size_t found = 0;
    for (const auto& of_demand : groups.by_demand()) {
      found += of_demand.size();
      for (std::size_t i = 1; i < of_demand.size(); ++i) {
        RC_ASSERT(of_demand[i - 1].chips < of_demand[i].chips);
      }
    }
    RC_ASSERT(found == expected.size());
  }));
}

TEST_CASE("a group of no gangs cannot be left, and one that never was cannot be found") {
  WaitingGroups groups;
  groups.join(DemandId{1}, Chips{8});
  groups.leave(DemandId{1}, Chips{8});
  CHECK_THROWS_AS(groups.leave(DemandId{1}, Chips{8}), Bug);
  CHECK_THROWS_AS(groups.find(DemandId{1}, Chips{7}), Bug);
  CHECK_THROWS_AS(groups.find(DemandId{0}, Chips{8}), Bug);
}

TEST_CASE("a turn closes the time under the reason that held") {
  WaitingGroup group;
  const auto at_ms = [](std::int64_t ms) { return kRunStart + Duration{ms}; };
  group.turn(WaitReason::busy, at_ms(10));
  group.turn(WaitReason::policy_held, at_ms(35));
  group.turn(WaitReason::busy, at_ms(36));
  group.turn(WaitReason::busy, at_ms(40));
  CHECK(at(group.waited, WaitReason::no_capacity_yet) == Duration{10});
  CHECK(at(group.waited, WaitReason::busy) == Duration{29});
  CHECK(at(group.waited, WaitReason::policy_held) == Duration{1});
  CHECK(group.since == at_ms(40));
}

}  // namespace
}  // namespace drawdown
