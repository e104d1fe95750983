// The waterfall over the ends of months, told by hand what an engine would tell it.
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/account/waterfall.hpp"
#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

// One pool of 4 units of 8 chips, all reserved, from `start` on.
Scenario scenario_of(Date start) {
  Scenario scenario;
  scenario.start = start;
  scenario.platform.pools = {{"v5p", SiteId{0}, Units{4}, Chips{8}}};
  scenario.platform.reservations = {
      standing_reservation(PoolId{0}, scenario.platform.pools.front())};
  return scenario;
}

// A run without an engine: its tenants are b and a, in the order in which they arrived.
class ScriptedRun {
 public:
  explicit ScriptedRun(Date start)
      : scenario_(scenario_of(start)),
        state_(with_partition(RunState(scenario_))),
        attribution_(state_),
        waterfall_(state_, attribution_, [this](const WaterfallRow& row) { keep(row); }) {}

  void open(Duration at) {
    begin(at);
    partition().open = true;
    partition().bound = partition().free = partition().total();
    waterfall_.opened(PartitionId{0}, {});
    sample();
  }
  void close(Duration at) {
    begin(at);
    partition().open = false;
    partition().bound = partition().free = Chips{0};
    attribution_.closed(PartitionId{0}, {});
    waterfall_.closed(PartitionId{0}, {});
    sample();
  }
  Gang start(Duration at, std::size_t tenant, std::int64_t chips) {
    begin(at);
    Gang gang;
    gang.id = GangId{gangs_++};
    gang.tenant = TenantId{tenant};
    gang.demand = DemandId{0};
    gang.partition = PartitionId{0};
    gang.job.chips = gang.chips = Chips{chips};
    gang.place.taken = partition().whole_units(Chips{chips});
    gang.settled = state_.view.now;
    partition().free -= gang.place.taken;
    attribution_.queued(gang);
    attribution_.started(gang);
    running_.push_back(gang);
    sample();
    return gang;
  }
  void end(Duration at, const Gang& gang) {
    begin(at);
    settle_all();
    std::erase_if(running_, [&](const Gang& other) { return other.id == gang.id; });
    partition().free += gang.place.taken;
    attribution_.ended(gang, EndState::done);
    sample();
  }
  /// The rows of the run up to its end: month, cause, tenant and chip-minutes.
  std::vector<std::string> finish(Duration at) {
    begin(at);
    settle_all();
    waterfall_.finished(state_.view.now);
    return rows_;
  }
  const Waterfall& waterfall() const { return waterfall_; }
  Partition& partition() { return state_.view.partitions.front(); }

 private:
  static RunState with_partition(RunState state) {
    Partition partition;
    partition.pool = PoolId{0};
    partition.reservation = ReservationId{0};
    partition.chips_per_unit = Chips{8};
    partition.units = Units{4};
    partition.until = kNever;
    state.view.partitions = {partition};
    state.view.demands = {{{}, {}, {Relation::usable}, {PartitionId{0}}}};
    state.tenants = {"b", "a"};
    return state;
  }
  // Gangs are settled when a month ends, as an engine does it.
  void begin(Duration at) {
    for (; month_.end() <= kRunStart + at; month_.advance()) {
      state_.view.now = month_.end();
      settle_all();
    }
    state_.view.now = kRunStart + at;
  }
  void settle_all() {
    for (Gang& gang : running_) {
      Spell spell;
      spell.productive = state_.view.now - gang.settled;
      gang.settled = state_.view.now;
      waterfall_.settled(gang, spell);
    }
  }
  void sample() {
    attribution_.sampled(state_.view.now);
    waterfall_.sampled(state_.view.now);
  }
  void keep(const WaterfallRow& row) {
    constexpr std::int64_t kMsPerMinute = 60'000;
    rows_.push_back(fmt::format(
        "{:04}-{:02} {} {} {}", static_cast<int>(row.month.year()),
        static_cast<unsigned>(row.month.month()), kCauseNames[static_cast<std::size_t>(row.cause)],
        row.tenant.valid() ? state_.tenants[row.tenant.index()] : std::string("-"),
        row.time.value() / kMsPerMinute));
  }

  Scenario scenario_;
  RunState state_;
  Attribution attribution_;
  Waterfall waterfall_;
  MonthOfRun month_{scenario_.start};
  std::vector<Gang> running_;
  std::vector<std::string> rows_;
  std::size_t gangs_ = 0;
};

using Rows = std::vector<std::string>;

TEST_CASE("a month ends in the middle of everything") {
  ScriptedRun run(Date(std::chrono::sys_days(2026y / 1 / 31)) + 23h);
  run.open(0min);
  const Gang of_b = run.start(30min, 0, 10);  // 2 units: 10 chips, and 6 in rounding
  const Gang of_a = run.start(45min, 1, 8);   // 1 unit
  run.end(90min, of_b);
  run.end(90min, of_a);
  CHECK(run.finish(120min) == Rows{
                                  // 32 x 30 + 16 x 15 + 8 x 15 chip-minutes until the month's end
                                  "2026-01 no_demand - 1320",
                                  "2026-01 rounding b 180",    // 6 x 30
                                  "2026-01 productive a 120",  // 8 x 15
                                  "2026-01 productive b 300",  // 10 x 30
                                  // 8 x 30 + 32 x 30
                                  "2026-02 no_demand - 1200",
                                  "2026-02 rounding b 180",
                                  "2026-02 productive a 240",  // 8 x 30
                                  "2026-02 productive b 300",
                              });
  CHECK(run.waterfall().reserved() == Chips{32} * 120min);
  CHECK(run.waterfall().total(Cause::productive) == ChipTime{960 * 60'000});
  CHECK(run.waterfall().total(Cause::rounding) == ChipTime{360 * 60'000});
}

TEST_CASE("what happens at a month's first moment counts in that month") {
  ScriptedRun run(Date(std::chrono::sys_days(2025y / 12 / 31)) + 23h);
  run.open(0min);
  const Gang gang = run.start(60min, 0, 32);
  run.end(120min, gang);
  run.close(120min);
  CHECK(run.finish(180min) == Rows{"2025-12 no_demand - 1920", "2026-01 productive b 1920"});
  CHECK(run.waterfall().reserved() == Chips{32} * 120min);
}

TEST_CASE("months in which nothing happens have their rows, of their own length") {
  ScriptedRun run(Date(std::chrono::sys_days(2024y / 1 / 15)));
  run.open(0min);
  const std::int64_t day = 32 * 24 * 60;
  CHECK(run.finish(24h * 77) == Rows{fmt::format("2024-01 no_demand - {}", 17 * day),
                                     fmt::format("2024-02 no_demand - {}", 29 * day),
                                     fmt::format("2024-03 no_demand - {}", 31 * day)});
}

TEST_CASE("months in which nothing is reserved have none") {
  ScriptedRun run(Date(std::chrono::sys_days(2026y / 1 / 1)));
  run.open(0min);
  run.close(24h);
  CHECK(run.finish(24h * 90) == Rows{fmt::format("2026-01 no_demand - {}", 32 * 24 * 60)});
}

TEST_CASE("chips that no cause explains are a bug") {
  ScriptedRun run(Date(std::chrono::sys_days(2026y / 1 / 1)));
  run.open(0min);
  run.partition().free -= Chips{8};  // a gang that nobody was told of
  run.end(1min, run.start(1min, 0, 8));
  CHECK_THROWS_AS(run.finish(2min), Bug);
}

}  // namespace
}  // namespace drawdown
