#include "capacity_changes.hpp"
#include <catch2/catch.hpp>

#include "sim/engine/capacity/inventory.hpp"

namespace drawdown {
namespace {

std::string to_text(const std::vector<CapacityEffect>& effects) {
  std::string text;
  for (const CapacityEffect& effect : effects) {
    text += fmt::format("{} {}:", name_of(effect.kind), effect.partition.index());
    for (const UnitRange& range : effect.units)
      text += fmt::format(" {}-{}", range.first, range.last);
    text += ";";
  }
  return text;
}

// Partitions 0 and 1 are reservations of all units of one pool, the second after the first, which
// drains into 2.
struct Drained {
  explicit Drained(Pool pool) : platform(platform_of({std::move(pool)})) {
    Reservation first = standing_reservation(PoolId{0}, platform.pools[0]);
    first.name = "first";
    first.until = at_ms(10);
    first.at_end = AtEnd::drain;
    Reservation next = standing_reservation(PoolId{0}, platform.pools[0]);
    next.name = "next";
    next.from = at_ms(10);
    platform.reservations = {first, next, drained_place(ReservationId{0}, first)};
    timeline.emplace(platform, 1);
    inventory.emplace(platform, *timeline, view);
    inventory->open(PartitionId{0});
  }

  Placement start(std::int64_t chips) {
    Placement place = inventory->any_place(PartitionId{0}, {Chips{chips}, {}, {}});
    inventory->take(PartitionId{0}, place);
    return place;
  }
  void end_first(const std::vector<const Placement*>& going_on) {
    inventory->drain(PartitionId{2}, going_on);
    CHECK(inventory->bound(PartitionId{2}) == bound_after);
    inventory->vacate(PartitionId{0});
    view.partitions[0].open = false;
  }
  const Partition& next() const { return view.partitions[1]; }
  const Partition& place() const { return view.partitions[2]; }

  Platform platform;
  View view{QueueOrder::arrival, QueueOrder::arrival};
  std::optional<CapacityTimeline> timeline;
  std::optional<Inventory> inventory;
  UnitRanges bound_after;  // by the place where gangs go on
};

TEST_CASE("units that drain are bound when the gang on them is gone", "[inventory]") {
  Drained run(pool_of("p", 8));
  CHECK(run.view.partitions[0].drains_to == PartitionId{2});
  const Placement a = run.start(3);
  const Placement ends_now = run.start(1);
  const Placement b = run.start(2);
  run.bound_after = {{0, 2}, {4, 5}};
  run.end_first({&a, &b});
  CHECK(run.place().bound == Chips{5});
  CHECK(run.place().free == Chips{0});
  // Its units are free already.
  CHECK(run.inventory->give_back(PartitionId{0}, ends_now).empty());
  CHECK(to_text(run.inventory->open(PartitionId{1})) == "bind 1: 3-3 6-7;");
  CHECK(run.next().lacking() == Chips{5});
  CHECK(run.next().more_to_come);

  const std::uint64_t surprises = run.view.surprises;
  CHECK(to_text(run.inventory->give_back(PartitionId{2}, b)) == "bind 1: 4-5;");
  CHECK(run.view.surprises > surprises);
  CHECK(run.next().free == Chips{5});
  CHECK(run.next().more_to_come);
  CHECK(to_text(run.inventory->give_back(PartitionId{2}, a)) == "bind 1: 0-2;");
  CHECK(run.next().lacking() == Chips{0});
  CHECK_FALSE(run.next().more_to_come);
  CHECK(run.place().bound == Chips{0});
  for (const std::size_t i : {1, 2}) run.inventory->audit(PartitionId{i});
}

TEST_CASE("a unit of several gangs drains until the last is gone", "[inventory]") {
  Pool pool = pool_of("p", 2);
  pool.chips_per_unit = Chips{4};
  pool.geometry = NodesSpec{};
  Drained run(pool);
  const Placement a = run.start(1);
  const Placement b = run.start(2);
  const Placement ends_now = run.start(1);
  REQUIRE((a.units == b.units && b.units == ends_now.units));
  run.bound_after = {{0, 0}};
  run.end_first({&a, &b});
  // The chip of the gang that ends is free, but nobody's.
  CHECK(run.inventory->give_back(PartitionId{0}, ends_now).empty());
  CHECK(run.place().free == Chips{1});
  CHECK(to_text(run.inventory->open(PartitionId{1})) == "bind 1: 1-1;");
  CHECK(run.inventory->give_back(PartitionId{2}, b).empty());
  CHECK(run.place().free == Chips{3});
  CHECK(to_text(run.inventory->give_back(PartitionId{2}, a)) == "bind 1: 0-0;");
  CHECK(run.place().bound == Chips{0});
  for (const std::size_t i : {1, 2}) run.inventory->audit(PartitionId{i});
}

TEST_CASE("a unit that fails under a gang that drains is bound, and down", "[inventory]") {
  Drained run(pool_of("p", 4));
  const Placement a = run.start(2);
  run.bound_after = {{0, 1}};
  run.end_first({&a});
  run.inventory->open(PartitionId{1});
  run.inventory->give_back(PartitionId{2}, a);
  run.inventory->apply({at_ms(20), CapacityChange::Kind::down, PoolId{0}, {1, 1}});
  CHECK(run.next().bound == Chips{4});
  CHECK(run.next().down == Chips{1});
  CHECK(run.next().free == Chips{3});
}

TEST_CASE("what no reservation lacks stays nobody's until one opens", "[inventory]") {
  Drained run(pool_of("p", 4));
  const Placement a = run.start(4);
  run.bound_after = {{0, 3}};
  run.end_first({&a});
  CHECK(run.inventory->give_back(PartitionId{2}, a).empty());
  CHECK(to_text(run.inventory->open(PartitionId{1})) == "bind 1: 0-3;");
}

}  // namespace
}  // namespace drawdown
