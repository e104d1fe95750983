// Decisions of each policy on views that are small enough to work out by hand. Times are
// milliseconds; a unit is one chip unless it is said.
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/policy/policy.hpp"

namespace drawdown {
namespace {

constexpr Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

// A view that is put together by hand, and what a policy makes of it.
class Scene {
 public:
  explicit Scene(Backfill backfill, QueueOrder order = QueueOrder::arrival,
                 QueueOrder backfill_order = QueueOrder::arrival)
      : view(order, backfill_order),
        policy_(make_policy(spec_of(backfill, order, backfill_order))) {}

  /// An open reservation of `total` chips, of which `free` are free.
  Partition& reservation(std::int64_t total, std::int64_t free) {
    Partition partition;
    partition.chips_per_unit = Chips{1};
    partition.units = Units{total};
    partition.until = kNever;
    partition.open = true;
    partition.bound = Chips{total};
    partition.free = Chips{free};
    view.partitions.push_back(partition);
    return view.partitions.back();
  }
  /// Gangs that may use these reservations.
  DemandId demand(std::vector<std::size_t> usable) {
    Demand demand;
    demand.relations.assign(view.partitions.size(), Relation::not_admitted);
    for (const std::size_t index : usable) {
      demand.relations[index] = Relation::usable;
      demand.usable.emplace_back(index);
    }
    view.demands.push_back(demand);
    return DemandId{view.demands.size() - 1};
  }
  /// The next gang: `a`, then `b`, and so on.
  Waiting gang(std::int64_t chips, std::int64_t estimate, DemandId demand = DemandId{0}) {
    const Waiting gang{GangId{arrived_}, demand, Chips{chips}, Duration{estimate}, arrived_};
    ++arrived_;
    view.queue.insert(gang);
    if (view.backfill_queue) view.backfill_queue->insert(gang);
    return gang;
  }
  /// The decision as text: starts as gang@reservation, then promises as gang@reservation:moment.
  std::string decide() {
    Decision decision;
    policy_->decide(view, decision);
    std::string text;
    for (const auto& [gang, partition, chips, place, victims] : decision.starts) {
      text += fmt::format("{}@{} ", name_of(gang), partition.index());
    }
    text += "|";
    for (const auto& [gang, partition, at, place] : decision.promises) {
      text += fmt::format(" {}@{}:{}", name_of(gang), partition.index(), to_ms(at));
    }
    return text;
  }

  View view;

 private:
  static char name_of(const Waiting& gang) { return static_cast<char>('a' + gang.sequence); }
  static PolicySpec spec_of(Backfill backfill, QueueOrder order, QueueOrder backfill_order) {
    PolicySpec spec;
    spec.order = order;
    spec.backfill = backfill;
    spec.backfill_order = backfill_order;
    return spec;
  }

  std::uint64_t arrived_ = 0;
  std::unique_ptr<Policy> policy_;
};

TEST_CASE("strict: nobody overtakes the first that cannot start") {
  Scene scene(Backfill::none);
  scene.reservation(10, 5);
  scene.demand({0});
  scene.gang(2, 100);  // 5 - 2 = 3 are left
  scene.gang(4, 100);  // needs 4 > 3: closes the reservation
  scene.gang(1, 1);
  CHECK(scene.decide() == "a@0 |");
}

TEST_CASE("strict: the shortest estimate is first where that is the order") {
  Scene scene(Backfill::none, QueueOrder::estimate);
  scene.reservation(10, 5);
  scene.demand({0});
  scene.gang(4, 100);
  scene.gang(3, 50);  // first: 5 - 3 = 2 are left, and a needs 4
  CHECK(scene.decide() == "b@0 |");
}

TEST_CASE("strict: a gang closes only where it may ever run") {
  Scene scene(Backfill::none);
  scene.reservation(10, 5);
  scene.reservation(4, 4).until = at_ms(60);
  const DemandId both = scene.demand({0, 1});
  const DemandId second = scene.demand({1});
  scene.gang(6, 100, both);   // too large for 1, and busy in 0: closes 0 alone
  scene.gang(2, 61, second);  // 0 + 61 > 60: never lasts in 1, closes nothing
  scene.gang(3, 60, both);    // lasts to the end of 1 exactly
  scene.gang(1, 10, second);  // 4 - 3 = 1 is left
  CHECK(scene.decide() == "c@1 d@1 |");
}

TEST_CASE("strict: units are taken whole") {
  Scene scene(Backfill::none);
  Partition& partition = scene.reservation(3, 24);
  partition.chips_per_unit = Chips{8};
  scene.demand({0});
  scene.gang(9, 10);  // 2 units of 8: 24 - 16 = 8 are left
  scene.gang(8, 10);
  scene.gang(1, 10);
  CHECK(scene.decide() == "a@0 b@0 |");
}

TEST_CASE("easy: others overtake if they end by the promise, or leave it its chips") {
  Scene scene(Backfill::easy);
  scene.reservation(10, 4).busy_until.add(at_ms(100), Chips{6});
  scene.demand({0});
  scene.gang(8, 50);    // 4 + 6 = 10 at 100: promised 100, extra 10 - 8 = 2
  scene.gang(3, 101);   // ends after 100, and needs 3 > 2
  scene.gang(2, 1000);  // ends after 100, and takes the extra 2: 4 - 2 = 2 are free
  scene.gang(1, 101);   // no extra is left
  scene.gang(2, 100);   // ends at 100: in time; none are free
  scene.gang(1, 1);
  CHECK(scene.decide() == "c@0 e@0 | a@0:100");
}

TEST_CASE("easy: overtaking is tried in the backfill order") {
  Scene scene(Backfill::easy, QueueOrder::arrival, QueueOrder::estimate);
  scene.reservation(10, 4).busy_until.add(at_ms(100), Chips{6});
  scene.demand({0});
  scene.gang(8, 50);
  scene.gang(3, 90);
  scene.gang(2, 80);  // shortest first: 4 - 2 = 2 are free, and b needs 3
  CHECK(scene.decide() == "c@0 | a@0:100");
}

TEST_CASE("easy: what starts in this decision counts in its promises") {
  Scene scene(Backfill::easy);
  scene.reservation(10, 10);
  scene.demand({0});
  scene.gang(6, 70);   // starts: 4 are free, 10 at 70
  scene.gang(5, 10);   // promised 70, extra 5
  scene.gang(4, 500);  // takes 4 of the extra
  CHECK(scene.decide() == "a@0 c@0 | b@0:70");
}

TEST_CASE("easy: a gang that outlived its prediction is expected at the next millisecond") {
  Scene scene(Backfill::easy);
  scene.view.now = at_ms(200);
  scene.reservation(4, 0).busy_until.add(at_ms(150), Chips{4});
  scene.demand({0});
  scene.gang(4, 10);
  CHECK(scene.decide() == "| a@0:201");
}

TEST_CASE("easy: the promise is in the reservation that has room first and lasts") {
  Scene scene(Backfill::easy);
  scene.reservation(4, 0).busy_until.add(at_ms(100), Chips{4});
  Partition& ends = scene.reservation(4, 0);
  ends.busy_until.add(at_ms(40), Chips{4});
  ends.until = at_ms(60);
  Partition& opens = scene.reservation(4, 0);
  opens.open = false;
  opens.from = at_ms(80);
  scene.demand({0, 1, 2});
  scene.gang(4, 30);  // 40 + 30 > 60: not in 1; in 2 at 80, before 100
  scene.gang(4, 20);  // 40 + 20 = 60: in 1
  scene.gang(4, 20);  // what is left
  scene.gang(4, 20);  // nothing is
  CHECK(scene.decide() == "| a@2:80 b@1:40 c@0:100");
}

TEST_CASE("nobody counts on a reservation before its notice") {
  for (const Backfill backfill : {Backfill::easy, Backfill::conservative}) {
    Scene scene(backfill);
    scene.reservation(4, 0).busy_until.add(at_ms(100), Chips{4});
    Partition& opens = scene.reservation(4, 0);
    opens.open = opens.known = false;
    opens.from = at_ms(80);
    scene.demand({0, 1});
    scene.gang(4, 30);
    CHECK(scene.decide() == "| a@0:100");
    opens.known = true;
    ++scene.view.surprises;
    CHECK(scene.decide() == "| a@1:80");
  }
}

TEST_CASE("easy: a promise to one that starts elsewhere goes to the next") {
  Scene scene(Backfill::easy);
  scene.reservation(8, 0).busy_until.add(at_ms(100), Chips{8});
  scene.reservation(8, 4).busy_until.add(at_ms(50), Chips{4});
  const DemandId second = scene.demand({1});
  const DemandId both = scene.demand({0, 1});
  const DemandId first = scene.demand({0});
  scene.gang(8, 10, second);  // promised 1 at 50
  scene.gang(4, 50, both);    // 1 has its promise: promised 0 at 100; then overtakes in 1 until 50
  scene.gang(8, 10, first);   // so 0 is free to be promised
  CHECK(scene.decide() == "b@1 | a@1:50 c@0:100");
}

TEST_CASE("conservative: everyone has a promise, and nobody delays any") {
  Scene scene(Backfill::conservative);
  scene.reservation(10, 4).busy_until.add(at_ms(100), Chips{6});
  scene.demand({0});
  scene.gang(8, 50);   // all 10 are free at 100
  scene.gang(4, 100);  // 4 are, until 100: starts
  scene.gang(4, 10);   // 10 - 8 = 2 from 100 to 150: promised 150
  scene.gang(2, 60);   // 2 from 100 on
  CHECK(scene.decide() == "b@0 | a@0:100 c@0:150 d@0:100");
}

TEST_CASE("conservative: promises move earlier, in queue order, and never later") {
  Scene scene(Backfill::conservative);
  scene.reservation(10, 0).busy_until.add(at_ms(100), Chips{10});
  scene.demand({0});
  scene.gang(6, 50);
  scene.gang(6, 50);
  scene.gang(4, 50);  // beside a: 6 + 4 = 10
  CHECK(scene.decide() == "| a@0:100 b@0:150 c@0:100");
  // At 40, 4 chips come free before their time: c starts, which frees nothing for b.
  scene.view.now = at_ms(40);
  ++scene.view.surprises;
  scene.view.partitions[0].free = Chips{4};
  scene.view.partitions[0].busy_until.remove(at_ms(100), Chips{4});
  CHECK(scene.decide() == "c@0 | a@0:100 b@0:150");
}

TEST_CASE("conservative: a new gang finds its place between the promises, which stay") {
  Scene scene(Backfill::conservative);
  scene.reservation(10, 4).busy_until.add(at_ms(100), Chips{6});
  scene.demand({0});
  scene.gang(8, 50);
  CHECK(scene.decide() == "| a@0:100");
  scene.view.now = at_ms(30);
  scene.gang(4, 71);  // 30 + 71 > 100, and 10 - 8 = 2 until 150
  scene.gang(4, 70);  // 4 chips until 100: starts
  scene.gang(2, 90);  // 2 chips from 100 on
  CHECK(scene.decide() == "c@0 | a@0:100 b@0:150 d@0:100");
}

TEST_CASE("conservative: when the promises no longer fit, all are made anew") {
  Scene scene(Backfill::conservative);
  scene.reservation(4, 0).busy_until.add(at_ms(100), Chips{4});
  scene.demand({0});
  scene.gang(4, 10);
  scene.gang(4, 10);
  CHECK(scene.decide() == "| a@0:100 b@0:110");
  // At 100 the running gang overruns: a cannot start, and b's promise would overlap.
  scene.view.now = at_ms(100);
  CHECK(scene.decide() == "| a@0:101 b@0:111");
  // It ends at 105, and a starts, until 115.
  scene.view.now = at_ms(105);
  ++scene.view.surprises;
  scene.view.partitions[0].free = Chips{4};
  scene.view.partitions[0].busy_until.clear();
  CHECK(scene.decide() == "a@0 | b@0:115");
}

}  // namespace
}  // namespace drawdown
