// Chip-time by the hour, from states that change at any minute.
#include <map>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/account/ledger/hour_meter.hpp"
#include "sim/base/text.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kDollar = 1'000'000;
constexpr std::int64_t kUnits = 8;
constexpr std::int64_t kHours = 6;

// The chips of a place from a minute on.
struct ChipsAt {
  std::int64_t bound;
  std::int64_t down;
  std::int64_t free;  // of those that are up

  std::int64_t used() const { return bound - down - free; }
};

// Six hours, the last two of them in February, from half past eight on. The first pool has a
// reservation of eight chips, the second is a market.
class MeteredRun {
 public:
  MeteredRun() {
    scenario.start = *parse_date("2027-01-31 20:30");
    scenario.platform.sites = {Site{}};
    for (const bool is_market : {false, true}) {
      Pool pool;
      pool.site = SiteId{0};
      pool.units = Units{kUnits};
      pool.chips_per_unit = Chips{1};
      if (is_market) pool.market = MarketKind::on_demand;
      const PoolId id{scenario.platform.pools.size()};
      scenario.platform.pools.push_back(pool);
      Reservation reservation;
      reservation.pool = id;
      scenario.platform.reservations.push_back(reservation);
    }
    PriceEntry price;
    price.kind = ScopeKind::accelerator;
    price.pools = {PoolId{0}, PoolId{1}};
    price.on_demand = Price{kDollar};
    scenario.prices = PriceList({price}, scenario.platform);
  }

  // All used chip-time of the reservation, by the hour, up to so many chips.
  void sign(std::int64_t chips) {
    Contract contract;
    contract.name = "c";
    contract.scope = {ScopeKind::reservation, {ReservationId{0}}};
    contract.from = kRunStart - 30min;
    contract.until = kRunStart + 24h;
    contract.meter = Meter::used;
    contract.ramp = {{contract.from, chips}};
    contract.rate = Price{kDollar};
    scenario.contracts = {contract};
  }

  // `by_minute` has the chips of each place at each minute.
  Statement finish(const std::vector<std::array<ChipsAt, 2>>& by_minute, Duration horizon) {
    RunState state(scenario);
    for (std::size_t i = 0; i < 2; ++i) {
      Partition partition;
      partition.pool = PoolId{i};
      partition.reservation = ReservationId{i};
      partition.market = scenario.platform.pools[i].market;
      partition.chips_per_unit = Chips{1};
      partition.units = Units{kUnits};
      partition.open = true;
      state.view.partitions.push_back(partition);
    }
    HourMeter meter(state);
    for (std::size_t minute = 0; minute < by_minute.size(); ++minute) {
      for (std::size_t i = 0; i < 2; ++i) {
        Partition& partition = state.view.partitions[i];
        partition.bound = Chips{by_minute[minute][i].bound};
        partition.down = Chips{by_minute[minute][i].down};
        partition.free = Chips{by_minute[minute][i].free};
      }
      meter.sample(kRunStart + std::chrono::minutes(minute));
    }
    return meter.finish(kRunStart + horizon);
  }

  Scenario scenario;
};

std::array<ChipsAt, 2> any_chips() {
  std::array<ChipsAt, 2> chips{};
  for (ChipsAt& at : chips) {
    at.bound = *rc::gen::inRange<std::int64_t>(0, kUnits + 1);
    at.down = *rc::gen::inRange<std::int64_t>(0, at.bound + 1);
    at.free = *rc::gen::inRange<std::int64_t>(0, at.bound - at.down + 1);
  }
  return chips;
}

// (February, place, used, in which way) -> chip-minutes.
using Paid = std::map<std::tuple<bool, std::size_t, bool, PaidAs>, std::int64_t>;

Paid paid(const Statement& statement) {
  constexpr std::int64_t kMsPerMinute = 60'000;
  Paid sums;
  for (const Take& take : statement.takes) {
    const bool is_february = take.month.month() == std::chrono::February;
    sums[{is_february, take.place.index(), take.used, take.as}] += take.time.value() / kMsPerMinute;
  }
  return sums;
}

}  // namespace

TEST_CASE("hours hold what each minute of them says") {
  rc::check([] {
    const std::int64_t contracted = *rc::gen::inRange<std::int64_t>(0, kUnits);
    const std::int64_t minutes = *rc::gen::inRange<std::int64_t>(1, kHours * 60);
    std::vector<std::array<ChipsAt, 2>> by_minute;
    for (std::int64_t minute = 0; minute < minutes; ++minute) {
      const bool changes = minute == 0 || *rc::gen::inRange(0, 20) == 0;
      by_minute.push_back(changes ? any_chips() : by_minute.back());
    }
    // Minute by minute: hours begin at the 30th minute of the run, February at the 210th.
    Paid expected;
    const auto pay = [&](auto key, std::int64_t amount) {
      if (amount > 0) expected[key] += amount;
    };
    std::int64_t used_in_hour = 0;
    for (std::int64_t minute = 0; minute < minutes; ++minute) {
      const auto& [reserved, market] = by_minute[static_cast<std::size_t>(minute)];
      const bool is_february = minute >= 210;
      pay(std::tuple(is_february, 0, false, PaidAs::listed), reserved.bound - reserved.used());
      pay(std::tuple(is_february, 1, true, PaidAs::listed), market.used());
      used_in_hour += reserved.used();
      const bool is_last = minute + 1 == minutes;
      if ((minute + 31) % 60 != 0 && !is_last) continue;
      // The contract has its chips for the whole hour, whether or not the run ends within it, but
      // not before the run.
      const std::int64_t room = contracted * (minute < 30 ? 30 : 60);
      pay(std::tuple(is_february, 0, true, PaidAs::taken), std::min(room, used_in_hour));
      pay(std::tuple(is_february, 0, true, PaidAs::listed),
          used_in_hour - std::min(room, used_in_hour));
      used_in_hour = 0;
    }
    MeteredRun run;
    run.sign(contracted);
    RC_ASSERT(paid(run.finish(by_minute, std::chrono::minutes(minutes))) == expected);
  });
}

TEST_CASE("what is not delivered and what is in repair is metered, too") {
  // 8 chips are asked for, 6 are bound, 2 of them in repair, 4 used, for half an hour, then an hour
  // with all 8 up and free.
  MeteredRun run;
  run.sign(8);
  Contract& contract = run.scenario.contracts[0];
  contract.meter = Meter::held;
  contract.pay_on_delivery = true;
  contract.service_level = {ExactShare{900'000}, kWhole};
  std::vector<std::array<ChipsAt, 2>> by_minute(30, {ChipsAt{6, 2, 0}, ChipsAt{0, 0, 0}});
  by_minute.insert(by_minute.end(), 60, {ChipsAt{8, 0, 8}, ChipsAt{0, 0, 0}});
  const Statement statement = run.finish(by_minute, 90min);
  // Due: 8 x 6 / 8 chips for half an hour: 3 chip-hours, and 8 for an hour, which are all taken.
  REQUIRE(statement.periods.size() == 1);
  CHECK(ChipTime{statement.periods[0].obligation} == Chips{11} * 1h);
  CHECK(ChipTime{statement.periods[0].taken} == Chips{11} * 1h);
  // Held 11, of which 90 %, 9.9, were promised to be up, and 11 - 1 = 10 were: no credit.
  const auto is_credit = [](const Bill& bill) { return bill.kind == BillKind::credit; };
  CHECK(std::ranges::count_if(statement.bills, is_credit) == 0);
  // With 95 %, 10.45, 0.45 chip-hours are missing.
  contract.service_level->availability = ExactShare{950'000};
  const Statement stricter = run.finish(by_minute, 90min);
  const auto credit = std::ranges::find_if(stricter.bills, is_credit);
  REQUIRE(credit != stricter.bills.end());
  CHECK(credit->amount == Money{-450'000});
}

TEST_CASE("long quiet times are hours, and egress is of the month in which it began") {
  MeteredRun run;
  Contract contract;
  contract.name = "all";
  contract.scope = {ScopeKind::any, {ReservationId{0}, ReservationId{1}}};
  contract.from = kRunStart - 30min;
  contract.until = kRunStart + 24h * 365;
  contract.unit = QuantityUnit::money_per_hour;
  contract.ramp = {{contract.from, 0}};
  contract.settlement = Settlement::month;
  run.scenario.contracts = {contract};
  RunState state(run.scenario);
  for (const Duration begin : {Duration(3h + 30min - 1ms), Duration(3h + 30min)}) {
    Transfer& transfer = state.transfers.emplace_back();
    transfer.from = SiteId{0};
    transfer.egress_micro_usd = 7 * kDollar;
    transfer.begin = kRunStart + begin;
  }
  state.transfers.back().egress_micro_usd = 5 * kDollar;
  HourMeter meter(state);
  const Statement statement = meter.finish(kRunStart + 24h * 100);
  // January, February, March, April, May: 3.5 hours and 100 days from 31 January on end in May.
  REQUIRE(statement.periods.size() == 5);
  CHECK(statement.periods[0].taken == 7 * kDollar);
  CHECK(statement.periods[1].taken == 5 * kDollar);
  CHECK(statement.periods[2].taken == 0);
}

}  // namespace drawdown
