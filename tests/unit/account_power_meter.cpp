// What pools draw and the energy that it adds up to, told by hand what an engine would tell.
#include <catch2/catch.hpp>

#include "sim/account/power_meter.hpp"
#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

// At a site that draws a quarter more than its machines. At its meter: 125 W of an idle chip,
// 875 W of a busy one, 3 kW of a host.
Pool metered_pool(std::int64_t units) {
  Accelerator chip;
  chip.idle = {100};
  chip.busy = {700};
  chip.host = {2400};
  chip.chips_per_host = Chips{8};
  Pool pool;
  pool.site = SiteId{0};
  pool.units = Units{units};
  pool.chips_per_unit = Chips{8};
  pool.accelerator = chip;
  return pool;
}

// A run without an engine. The first pool has an open reservation of `reserved` units.
class ScriptedRun {
 public:
  ScriptedRun(std::vector<Pool> pools, std::int64_t reserved) {
    Site site;
    site.pue = 1.25;
    scenario.platform.sites = {site};
    scenario.platform.pools = std::move(pools);
    Partition partition;
    partition.pool = PoolId{0};
    partition.reservation = ReservationId{0};
    partition.chips_per_unit = Chips{8};
    partition.units = Units{reserved};
    partition.until = kNever;
    partition.open = true;
    partition.bound = partition.free = Chips{8 * reserved};
    state.view.partitions = {partition};
    state.view.demands = {{{}, {}, {Relation::usable}, {PartitionId{0}}}};
    attribution.emplace(state);
    power.emplace(state, *attribution);
    sample();
  }

  void at(Duration moment) { state.view.now = kRunStart + moment; }
  void sample() {
    attribution->sampled(state.view.now);
    power->sampled(state.view.now);
  }
  double kilowatts(std::size_t pool) {
    return static_cast<double>(power->draw(PoolId{pool}).value().value()) / 1e6;
  }
  // Of the first pool, afterwards.
  double kilowatts_after(CapacityChange::Kind kind, std::int32_t unit) {
    CapacityChange change;
    change.kind = kind;
    change.pool = PoolId{0};
    change.units = {unit, unit};
    power->changed(change);
    sample();
    return kilowatts(0);
  }

  Scenario scenario;
  RunState state{scenario};
  std::optional<Attribution> attribution;
  std::optional<PowerMeter> power;
};

TEST_CASE("a pool draws by the state of its units and chips, and energy is draw x time") {
  using Kind = CapacityChange::Kind;
  Pool pool = metered_pool(4);
  pool.deliveries = {{Units{1}, kRunStart + 3min}};
  ScriptedRun run({pool}, 3);
  // A unit with 8 idle chips: 3 kW + 8 x 125 W = 4 kW. Three are there.
  CHECK(run.kilowatts(0) == 12);

  Gang gang;
  gang.id = GangId{0};
  gang.demand = DemandId{0};
  gang.partition = PartitionId{0};
  gang.job.chips = gang.chips = Chips{10};
  gang.place.taken = Chips{16};
  gang.stage = Stage::starting;
  run.at(1min);
  run.attribution->queued(gang);
  run.attribution->started(gang);
  run.sample();
  CHECK(run.kilowatts(0) == 12);
  run.at(2min);
  gang.stage = Stage::recomputing;
  run.attribution->staged(gang, Stage::starting);
  run.sample();
  // 10 chips draw 750 W more; the 6 that it did not ask for do not.
  CHECK(run.kilowatts(0) == 19.5);
  gang.stage = Stage::productive;
  run.attribution->staged(gang, Stage::recomputing);
  run.at(3min);
  CHECK(run.kilowatts_after(Kind::deliver, 3) == 23.5);  // in no reservation
  run.at(4min);
  CHECK(run.kilowatts_after(Kind::down, 2) == 19.5);
  CHECK(run.kilowatts_after(Kind::down, 2) == 19.5);  // for another reason
  run.at(5min);
  CHECK(run.kilowatts_after(Kind::up, 2) == 19.5);
  run.at(6min);
  CHECK(run.kilowatts_after(Kind::up, 2) == 23.5);
  run.at(7min);
  run.attribution->ended(gang, EndState::done);
  run.sample();
  CHECK(run.kilowatts(0) == 16);
  run.at(8min);
  CHECK(run.kilowatts_after(Kind::retire, 0) == 12);
  CHECK(run.kilowatts_after(Kind::down, 0) == 12);  // it is gone
  run.power->finished(kRunStart + 10min);
  // 12 kW x 2 min, 19.5 x 1, 23.5 x 1, 19.5 x 2, 23.5 x 1, 16 x 1, 12 x 2: 169.5 kW x min.
  CHECK(run.power->energy_mwh(PoolId{0}).value() == Approx(169.5 / 60 / 1000).epsilon(1e-14));
}

TEST_CASE("a unit that comes while it is down draws nothing until it is up") {
  Pool pool = metered_pool(2);
  pool.deliveries = {{Units{1}, kRunStart + 1min}};
  ScriptedRun run({pool}, 1);
  CHECK(run.kilowatts(0) == 4);
  CHECK(run.kilowatts_after(CapacityChange::Kind::down, 1) == 4);     // not there yet
  CHECK(run.kilowatts_after(CapacityChange::Kind::deliver, 1) == 4);  // there, and down
  CHECK(run.kilowatts_after(CapacityChange::Kind::up, 1) == 8);
}

TEST_CASE("a unit of half a host draws half of what a host does") {
  Pool halves = metered_pool(4);
  halves.chips_per_unit = Chips{4};
  // 4 x (3 kW / 2 + 4 x 125 W)
  CHECK(ScriptedRun({halves}, 0).kilowatts(0) == 8);
}

TEST_CASE("pools without an accelerator draw nothing that is known") {
  Pool unknown = metered_pool(4);
  unknown.accelerator.reset();
  ScriptedRun both({metered_pool(2), unknown, metered_pool(1)}, 2);
  both.power->finished(kRunStart + 60min);
  CHECK(both.power->energy_mwh(PoolId{0}).value() == 0.008);
  CHECK_FALSE(both.power->draw(PoolId{1}));
  CHECK_FALSE(both.power->energy_mwh(PoolId{1}));
  CHECK(both.power->energy_mwh(PoolId{2}).value() == 0.004);
  CHECK(both.power->energy_mwh().value() == 0.012);

  ScriptedRun none({unknown}, 4);
  none.power->finished(kRunStart + 60min);
  CHECK_FALSE(none.power->energy_mwh());
}

TEST_CASE("a gigawatt for five years is counted to the last bit") {
  ScriptedRun run({metered_pool(250'000)}, 0);  // 4 kW each
  const auto days = std::chrono::hours(24 * 1826);
  run.power->finished(kRunStart + days);
  CHECK(run.power->energy_mwh().value() == 1000.0 * 24 * 1826);
}

TEST_CASE("more power than can be counted is the user's error") {
  Pool pool = metered_pool(2);
  pool.accelerator->busy = {1e15};  // 16 chips: 1.6e16 W
  CHECK_THROWS_AS(ScriptedRun({pool}, 2), InputError);
  pool.accelerator->busy = {4e14};  // 6.4e15 W, and 8e15 W at the meter
  CHECK_NOTHROW(ScriptedRun({pool}, 2));
}

}  // namespace
}  // namespace drawdown
