// What becomes of capacity: the order of changes, and what they depend on.
#include <string>
#include <vector>

#include "tests/unit/capacity_changes.hpp"
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

using Kind = CapacityChange::Kind;

TEST_CASE("at one instant units come, are up, go down and leave, in this order") {
  // Fixed repairs draw nothing, so that failures come at the same moments whatever their length:
  // the first is repaired at the moment of the second.
  Pool a = pool_of("a", 10);
  a.deliveries = {{Units{1}, at_ms(1'000'000)}};
  a.failures = FailureSpec{every_ms(1000), {}, FixedDuration{Duration{1'000'000}}};
  CapacityTimeline alone(platform_of({a}), 1);
  const CapacityChange first = alone.take();
  const CapacityChange second = alone.take();
  REQUIRE(second.kind == Kind::down);
  const std::int64_t now = to_ms(second.at);
  REQUIRE(now > to_ms(first.at) + 1);

  Pool b = pool_of("b", 5);
  b.retire = at_ms(now);
  b.maintenance = {window_ms(0, now)};
  a.deliveries[0].at = at_ms(now);
  a.failures->repair = FixedDuration{second.at - first.at};
  a.outages = {{{{0, 1}, {3, 3}}, window_ms(1, now)}, {{}, window_ms(now, now + 1)}};
  a.maintenance = {window_ms(now, now + 5)};
  Platform platform = platform_of({a, b});
  platform.sites[0].outages = {{{}, window_ms(now, now + 2)}};

  CapacityTimeline timeline(platform, 1);
  while (timeline.next() < at_ms(now)) timeline.take();
  std::vector<std::string> changes;
  while (timeline.next() == at_ms(now)) changes.push_back(to_text(timeline.take()));
  const auto line = [&](const std::string& rest) { return fmt::format("{} {}", now, rest); };
  CHECK(changes ==
        std::vector{line("deliver 0 9-9"),
                    line(fmt::format("up failure 0 {0}-{0}", first.units.first)),
                    line("up outage 0 0-1"), line("up outage 0 3-3"), line("up maintenance 1 0-4"),
                    line(fmt::format("down failure 0 {0}-{0}", second.units.first)),
                    line("down outage 0 0-9"), line("down outage 0 0-9"), line("down outage 1 0-4"),
                    line("down maintenance 0 0-9"), line("retire 1 0-4")});
}

TEST_CASE("units come once, and leave once") {
  Pool pool = pool_of("a", 20);
  pool.retire = at_ms(50);
  pool.deliveries = {{Units{4}, at_ms(10), FixedDuration{Duration{5}}, at_ms(40)},
                     {Units{3}, at_ms(-10), FixedDuration{Duration{4}}, kNever},
                     {Units{2}, at_ms(-10), FixedDuration{Duration{12}}, kNever},
                     // Handed over when they are to leave, or later: they never come.
                     {Units{1}, at_ms(20), FixedDuration{Duration{5}}, at_ms(25)},
                     {Units{1}, at_ms(-10), {}, at_ms(-5)}};
  CHECK(initial_units(pool) == Units{9});
  const Platform platform = platform_of({pool, pool_of("b", 1)});
  CHECK(changes_of(platform, kNever) ==
        std::vector<std::string>{"0 deliver 0 13-15", "2 deliver 0 16-17", "15 deliver 0 9-12",
                                 "40 retire 0 9-12", "50 retire 0 0-8"});
  CapacityTimeline timeline(platform, 1);
  for (int taken = 0; taken < 3; ++taken) {
    CHECK(timeline.deliveries_to_come(PoolId{0}) > 0);
    timeline.take();
  }
  CHECK(timeline.deliveries_to_come(PoolId{0}) == 0);
  CHECK(timeline.deliveries_to_come(PoolId{1}) == 0);
  timeline.take();
  timeline.take();
  CHECK(timeline.next() == kNever);
  CHECK_THROWS_AS(timeline.take(), Bug);
}

TEST_CASE("units that were to leave before the run leave at its start") {
  Pool pool = pool_of("a", 2);
  pool.retire = at_ms(-3);
  // With the last unit gone, nothing can fail any more.
  pool.failures = FailureSpec{every_ms(10), {}, FixedDuration{Duration{1}}};
  CHECK(changes_of(platform_of({pool}), kNever) == std::vector<std::string>{"0 retire 0 0-1"});
}

TEST_CASE("at a rate of 0, nothing happens; at a site without pools, neither") {
  Pool pool = pool_of("a", 2);
  pool.failures = FailureSpec{{0}, {}, FixedDuration{Duration{1}}};
  pool.outages = {{{}, DrawnOutages{{0}, FixedDuration{Duration{1}}}}};
  Platform platform = platform_of({pool});
  platform.sites.resize(2);
  platform.sites[1].outages = {{{}, DrawnOutages{{100}, FixedDuration{Duration{1}}}}};
  CHECK(CapacityTimeline(platform, 1).next() == kNever);
}

// Everything that a pool can have, with an event in a few milliseconds.
Pool busy_pool(std::string name) {
  Pool pool = pool_of(std::move(name), 8);
  pool.deliveries = {{Units{2}, at_ms(200), ExponentialDuration{Duration{100}}},
                     {Units{2}, at_ms(300), ExponentialDuration{Duration{100}}}};
  pool.failures =
      FailureSpec{every_ms(300), InfantSpec{3, Duration{200}}, LognormalDuration{Duration{20}, 1}};
  pool.outages = {
      {{{0, 3}}, DrawnOutages{{365.25 * kMsPerDay / 100}, ExponentialDuration{Duration{50}}}},
      {{}, DrawnOutages{{365.25 * kMsPerDay / 200}, FixedDuration{Duration{9}}}}};
  return pool;
}

// The changes of one pool that are about units up to `last`.
std::vector<std::string> changes_of_pool(const Platform& platform, std::size_t pool,
                                         std::int32_t last = INT32_MAX) {
  CapacityTimeline timeline(platform, 1);
  std::vector<std::string> changes;
  while (timeline.next() < at_ms(5'000)) {
    CapacityChange change = timeline.take();
    if (change.pool != PoolId{pool} || change.units.last > last) continue;
    change.pool = PoolId{0};
    changes.push_back(to_text(change));
  }
  return changes;
}

TEST_CASE("what happens to a pool depends on the pool and the seed alone") {
  const auto alone = changes_of_pool(platform_of({busy_pool("a")}), 0);
  REQUIRE(alone.size() > 300);
  CHECK(changes_of_pool(platform_of({busy_pool("b"), busy_pool("a")}), 1) == alone);
  CHECK(changes_of_pool(platform_of({busy_pool("b"), busy_pool("a")}), 0) != alone);
  CHECK(changes_of(platform_of({busy_pool("a")}), at_ms(5'000), 2) != alone);
  // A site draws on its own, even if it is called as the pool.
  Platform at_a = platform_of({busy_pool("a"), pool_of("c", 1)});
  at_a.sites[0].name = "a";
  at_a.sites[0].outages = busy_pool("a").outages;
  at_a.sites[0].outages[0].units.clear();
  CHECK(changes_of_pool(at_a, 1).front() != changes_of_pool(at_a, 0, 3).front());
  at_a.pools[0].site = SiteId{};
  CHECK(changes_of_pool(at_a, 0) == alone);
}

TEST_CASE("a recorded market has its lowest units, as many as the record says, over and over") {
  // Of 5 units floor(5 x d / 4): 5, 1, 1, 3 in the ticks of 10 ms; more than 4 is 4.
  Pool pool = pool_of("spot", 5);
  pool.availability = AvailabilitySpec{{Duration{10}, {9, 1, 1, 3}}, 4};
  CHECK(changes_of(platform_of({pool}), at_ms(61)) ==
        std::vector<std::string>{"10 down reclaim 0 1-4", "30 up reclaim 0 1-2",
                                 "40 up reclaim 0 3-4", "50 down reclaim 0 1-4"});
  // From the run's start on; what never changes happens once.
  pool.availability->series.instances = {2};
  CHECK(changes_of(platform_of({pool}), kNever) ==
        std::vector<std::string>{"0 down reclaim 0 2-4"});
  pool.availability->series.instances = {4, 4};
  CHECK(changes_of(platform_of({pool}), kNever).empty());
}

TEST_CASE("a recorded market comes up before anything goes at its moment") {
  Pool spot = pool_of("spot", 2);
  spot.availability = AvailabilitySpec{{Duration{10}, {0, 1}}, 1};
  Pool other = pool_of("other", 3);
  other.outages = {{{{1, 1}}, window_ms(3, 10)}, {{{2, 2}}, window_ms(10, 12)}};
  CHECK(changes_of(platform_of({other, spot}), at_ms(12)) ==
        std::vector<std::string>{"0 down reclaim 1 0-1", "3 down outage 0 1-1",
                                 "10 up outage 0 1-1", "10 up reclaim 1 0-1",
                                 "10 down outage 0 2-2"});
}

TEST_CASE("reclaims are drawn apart from failures, and do not change them") {
  Pool pool = pool_of("a", 10);
  pool.failures = FailureSpec{every_ms(1'000), {}, FixedDuration{Duration{300}}};
  const auto failures = changes_of(platform_of({pool}), at_ms(5'000));
  pool.reclaims = pool.failures;
  std::vector<std::string> kept;
  std::vector<std::string> reclaims;
  for (const std::string& change : changes_of(platform_of({pool}), at_ms(5'000))) {
    (change.find("reclaim") == std::string::npos ? kept : reclaims).push_back(change);
  }
  CHECK(kept == failures);
  // 10 units over 5 s, each up for 1 s and away for 0.3 s: about 38 downs and as many ups.
  CHECK(reclaims.size() > 40);
  CHECK(reclaims.size() < 110);
}

TEST_CASE("a delivery that slips changes its own units alone") {
  const Pool pool = busy_pool("a");
  const auto alone = changes_of_pool(platform_of({pool}), 0, 5);
  Pool late = pool;
  late.deliveries[1].slip = FixedDuration{Duration{1'000}};
  CHECK(changes_of_pool(platform_of({late}), 0, 5) == alone);
  CHECK(changes_of_pool(platform_of({late}), 0) != changes_of_pool(platform_of({pool}), 0));
  // Nor does another outage that is drawn, or one with its dates.
  late.outages.push_back(late.outages[0]);
  late.outages.back().units = {{6, 7}};
  late.outages.insert(late.outages.begin(), {{{7, 7}}, window_ms(1, 2)});
  CHECK(changes_of_pool(platform_of({late}), 0, 5) == alone);
}

}  // namespace
}  // namespace drawdown
