// The sizes in which policies start elastic gangs: small pools of each geometry against all sizes
// tried one by one, and scenes worked out by hand.
#include <deque>

#include "tests/unit/small_pools.hpp"
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "sim/policy/policy.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kUnits = 12;
constexpr std::int64_t kChipsPerUnit = 4;
constexpr std::size_t kPools = 2;

// A pool, and the places that are taken in an open reservation of all of it.
class Machine {
 public:
  Machine() : geometry_(draw_geometry(Units{kUnits}, Chips{kChipsPerUnit})) {
    if (geometry_) whole_ = empty();
  }

  // Where a gang of so many chips goes beside all that are there.
  std::optional<Placement> find(Chips chips) const {
    if (geometry_) return space()->find({chips, {}, {}});
    Placement counted;
    counted.taken = Chips{(chips.value() + kChipsPerUnit - 1) / kChipsPerUnit * kChipsPerUnit};
    return counted.taken <= free() ? std::optional(counted) : std::nullopt;
  }
  void take(const Placement& place) { places_.push_back(place); }

  // All that is taken so far is held to 100 ms. What is taken later does not change it.
  Partition partition() {
    Partition partition;
    partition.chips_per_unit = Chips{kChipsPerUnit};
    partition.units = Units{kUnits};
    partition.until = kNever;
    partition.open = true;
    partition.bound = partition.total();
    partition.free = free();
    partition.geometry = geometry_.get();
    partition.whole = whole_.get();
    if (geometry_) {
      shown_ = space();
      partition.space = shown_.get();
    }
    for (const Placement& place : places_) partition.hold(kRunStart + Duration{100}, place);
    return partition;
  }

 private:
  std::unique_ptr<Space> empty() const {
    auto space = geometry_->empty_space();
    space->add({{0, kUnits - 1}});
    return space;
  }
  std::unique_ptr<Space> space() const {
    auto space = empty();
    for (const Placement& place : places_) space->take(place);
    return space;
  }
  Chips free() const {
    Chips free{kUnits * kChipsPerUnit};
    for (const Placement& place : places_) free -= place.taken;
    return free;
  }

  std::shared_ptr<const Geometry> geometry_;
  std::unique_ptr<Space> whole_;
  std::unique_ptr<Space> shown_;
  std::deque<Placement> places_;
};

struct Chosen {
  GangId gang;
  std::size_t machine;
  Chips chips;
  Placement place;
};

// Those that start in order, each in the first machine where its smallest size fits, with the first
// of its sizes from the largest down that fits there. One that fits nowhere closes all that it may
// use.
std::vector<Chosen> try_all_sizes(std::deque<Machine>& machines, const std::vector<Waiting>& queue,
                                  const std::vector<Demand>& demands) {
  std::vector<Chosen> chosen;
  std::vector<bool> closed(machines.size());
  for (const Waiting& gang : queue) {
    bool started = false;
    for (const PartitionId id : demands[gang.demand.index()].usable) {
      Machine& machine = machines[id.index()];
      if (started || closed[id.index()] || !machine.find(gang.chips)) continue;
      std::int64_t chips = gang.chips.value();
      for (std::int32_t i = 0; i < gang.doublings; ++i) chips *= 2;
      while (!machine.find(Chips{chips})) chips /= 2;
      chosen.push_back({gang.gang, id.index(), Chips{chips}, *machine.find(Chips{chips})});
      machine.take(chosen.back().place);
      started = true;
    }
    if (started) continue;
    for (const PartitionId id : demands[gang.demand.index()].usable) closed[id.index()] = true;
  }
  return chosen;
}

std::vector<Waiting> draw_queue(std::size_t demands) {
  std::vector<Waiting> queue;
  for (std::size_t i = 0; i < 6; ++i) {
    const DemandId demand{
        static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(demands)))};
    queue.push_back({.gang = GangId{i},
                     .demand = demand,
                     .chips = Chips{*rc::gen::inRange(1, 17)},
                     .estimate = Duration{*rc::gen::inRange(1, 200)},
                     .sequence = i,
                     .doublings = *rc::gen::inRange(0, 4)});
  }
  return queue;
}

// Gangs of `demands` are tried in order; starts beyond those in order, if there may be any, are of
// the smallest size.
void check_against_all_sizes(Backfill backfill, const std::vector<Demand>& demands) {
  std::deque<Machine> machines(kPools);
  View view(QueueOrder::arrival, QueueOrder::arrival);
  view.demands = demands;
  for (Machine& machine : machines) {
    for (int tries = *rc::gen::inRange(0, 6); tries > 0; --tries) {
      if (auto place = machine.find(Chips{*rc::gen::inRange(1, 17)})) machine.take(*place);
    }
    view.partitions.push_back(machine.partition());
  }
  const std::vector<Waiting> queue = draw_queue(demands.size());
  for (const Waiting& gang : queue) view.queue.insert(gang);
  PolicySpec spec;
  spec.backfill = backfill;
  Decision decision;
  make_policy(spec)->decide(view, decision);

  const std::vector<Chosen> in_order = try_all_sizes(machines, queue, demands);
  RC_ASSERT(decision.starts.size() >= in_order.size());
  std::size_t larger = 0;
  for (std::size_t i = 0; i < decision.starts.size(); ++i) {
    const Start& start = decision.starts[i];
    if (i >= in_order.size()) {
      RC_ASSERT(backfill == Backfill::easy);
      RC_ASSERT(start.chips == start.gang.chips);
      continue;
    }
    RC_ASSERT(start.gang.gang == in_order[i].gang);
    RC_ASSERT(start.partition.index() == in_order[i].machine);
    RC_ASSERT(start.chips == in_order[i].chips);
    RC_ASSERT(start.place.units == in_order[i].place.units);
    RC_ASSERT(start.place.taken == in_order[i].place.taken);
    if (start.chips > start.gang.chips) ++larger;
  }
  RC_TAG(fmt::format("{} in order, {} of them larger than they must be, {} backfilled",
                     in_order.size(), larger, decision.starts.size() - in_order.size()));
}

TEST_CASE("the largest size that fits, of all of them") {
  const Demand first{{}, {}, {}, {PartitionId{0}}};
  const Demand second{{}, {}, {}, {PartitionId{1}}};
  const Demand both{{}, {}, {}, {PartitionId{0}, PartitionId{1}}};
  REQUIRE(rc::check("strict", [&] {
    check_against_all_sizes(Backfill::none, {first, second, both});
  }));
  // With one reservation each, a gang that cannot start takes the promise of all that it may use.
  REQUIRE(rc::check("easy", [&] { check_against_all_sizes(Backfill::easy, {first, second}); }));
}

// What a policy starts of these gangs (smallest size, doublings, estimate, priority) where 4 of 8
// chips are free and a gang of priority 0 has the others until 100: `0:4` is gang 0 on 4.
struct Asking {
  std::int64_t chips;
  std::int32_t doublings;
  std::int64_t estimate;
  std::int32_t priority = 0;
};
std::string starts(PolicySpec spec, const std::vector<Asking>& gangs) {
  View view(QueueOrder::arrival, QueueOrder::arrival);
  Partition partition;
  partition.chips_per_unit = Chips{1};
  partition.units = Units{8};
  partition.until = kNever;
  partition.open = true;
  partition.bound = Chips{8};
  partition.free = Chips{4};
  Placement held;
  held.taken = Chips{4};
  partition.hold(kRunStart + Duration{100}, held);
  partition.preemptible.insert({Priority{0}, 0, GangId{100}, &held});
  view.partitions = {partition};
  view.demands = {{{}, {}, {}, {PartitionId{0}}}};
  view.would_lose = [](GangId) { return ChipTime{1}; };
  for (std::size_t i = 0; i < gangs.size(); ++i) {
    view.queue.insert({.gang = GangId{i},
                       .demand = DemandId{0},
                       .chips = Chips{gangs[i].chips},
                       .estimate = Duration{gangs[i].estimate},
                       .sequence = i,
                       .priority = Priority{gangs[i].priority},
                       .doublings = gangs[i].doublings});
  }
  Decision decision;
  make_policy(spec)->decide(view, decision);
  std::string text;
  for (const Start& start : decision.starts) {
    text += fmt::format("{}:{} ", start.gang.gang.index(), start.chips.value());
  }
  return text;
}

TEST_CASE("strict and easy start the largest in order, conservative the smallest") {
  for (const Backfill backfill : {Backfill::none, Backfill::easy}) {
    PolicySpec spec;
    spec.backfill = backfill;
    CHECK(starts(spec, {{1, 3, 50}}) == "0:4 ");  // 8, 4, 2 or 1; 4 are free
    CHECK(starts(spec, {{1, 1, 50}, {1, 1, 50}}) == "0:2 1:2 ");
    CHECK(starts(spec, {{3, 1, 50}, {1, 0, 50}}) == "0:3 1:1 ");  // 6 are too many
  }
  PolicySpec conservative;
  conservative.backfill = Backfill::conservative;
  CHECK(starts(conservative, {{1, 3, 50}, {2, 1, 50}}) == "0:1 1:2 ");
}

TEST_CASE("backfilled gangs are of the smallest size, and counted with its estimate") {
  PolicySpec spec;
  spec.backfill = Backfill::easy;
  // 0 is promised all 8 chips at 100.
  CHECK(starts(spec, {{8, 0, 50}, {1, 2, 100}}) == "1:1 ");
  CHECK(starts(spec, {{8, 0, 50}, {1, 2, 101}}).empty());
}

TEST_CASE("a preempting gang is of the smallest size") {
  PolicySpec spec;
  spec.preemption = Preemption::priority;
  CHECK(starts(spec, {{5, 1, 50, 1}}) == "0:5 ");  // 10 are more than there are
  CHECK(starts(spec, {{4, 1, 50, 1}}) == "0:4 ");  // in order: nobody gives way for 8
  spec.backfill = Backfill::easy;
  // 1 is free beside 0's 3: with the other gone 4 would fit.
  CHECK(starts(spec, {{3, 0, 50, 1}, {2, 1, 50, 1}}) == "0:3 1:2 ");
}

}  // namespace
}  // namespace drawdown
