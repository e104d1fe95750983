// Contracts, by hand: a chip-hour costs a dollar where nothing else is said.
#include "tests/unit/commitments_run.hpp"
#include <catch2/catch.hpp>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

constexpr BillKind kBill = BillKind::bill;

TEST_CASE("the same use costs less the longer the windows are in which it is settled") {
  // 10 chips for 17,544 hours (8,760 in 2027 and 8,784 in 2028), taken or not: 175,440 dollars.
  // 10 chips are used, but: in January 2027 (744 h) 20 in every other hour and none between; none
  // in February (672 h); 14 in March (744 h); 13 in April 2028 (720 h). Beyond the quantity at 3.
  const auto [settlement, overage] = GENERATE(table<Settlement, std::int64_t>({
      // V = 372 x 10 + 744 x 4 + 720 x 3 = 8,856 chip-hours
      {Settlement::hour, 26'568},
      // January has what it may take, 7,440: V = 744 x 4 + 720 x 3 = 5,136
      {Settlement::month, 15'408},
      // of 2027 672 x 10 - 744 x 4 = 3,744 are short: V = 720 x 3
      {Settlement::year, 6'480},
      // 672 x 10 - 744 x 4 - 720 x 3 = 1,584 are short
      {Settlement::term, 0},
  }));
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2029-01-01");
  contract.meter = Meter::used;
  contract.settlement = settlement;
  contract.overage = Price{3 * kDollar};
  const Instant february = run.on("2027-02-01");
  const Instant march = run.on("2027-03-01");
  const Instant april = run.on("2027-04-01");
  const Instant next_april = run.on("2028-04-01");
  const Instant next_may = run.on("2028-05-01");
  const Statement statement = run.until("2029-01-01", [&](std::size_t, Instant hour) {
    std::int64_t used = 10;
    if (hour < february) {
      used = (hour - kRunStart) / kHour % 2 == 0 ? 20 : 0;
    } else if (hour < march) {
      used = 0;
    } else if (hour < april) {
      used = 14;
    } else if (next_april <= hour && hour < next_may) {
      used = 13;
    }
    return ChipsOfHour{used};
  });
  CHECK(sum_of(statement, {kBill}) == dollars(175'440));
  CHECK(sum_of(statement, {BillKind::overage}) == dollars(overage));
}

TEST_CASE("the quantity of a ramp goes up and down") {
  CommitmentsRun run;
  Contract& contract = run.sign(0, "2027-01-01", "2027-04-01");
  contract.settlement = Settlement::month;
  contract.ramp = {
      {run.on("2027-01-01"), 100}, {run.on("2027-02-01"), 200}, {run.on("2027-03-16"), 50}};
  const Statement statement = run.until("2027-04-01", always({0, 70}));
  // 744 h x 100; 672 h x 200; 360 h x 200 + 384 h x 50 = 91,200.
  CHECK(monthly(statement, kBill) == std::vector<std::int64_t>{74'400, 134'400, 91'200});
  // March takes all of its 70 x 744 = 52,080, also when more is there than is committed.
  CHECK(statement.periods.back().taken == chip_hours(52'080));
  CHECK(statement.periods.back().shortfall == chip_hours(91'200 - 52'080));
}

TEST_CASE("what is not delivered is owed, unless it is paid on delivery") {
  // 10 chips in January, 744 h; of the first 100 hours 6 of the 10 are not there yet.
  const bool pay_on_delivery = GENERATE(false, true);
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2027-02-01");
  contract.pay_on_delivery = pay_on_delivery;
  contract.settlement = GENERATE(Settlement::hour, Settlement::month, Settlement::term);
  const Instant delivery = kRunStart + 100h;
  const Statement statement = run.until("2027-02-01", [&](std::size_t, Instant hour) {
    return hour < delivery ? ChipsOfHour{1, 3, 6} : ChipsOfHour{10};
  });
  // 744 x 10, or 100 x 4 + 644 x 10 = 6,840
  CHECK(sum_of(statement, {kBill}) == dollars(pay_on_delivery ? 6'840 : 7'440));
  CHECK(statement.periods.front().shortfall == chip_hours(pay_on_delivery ? 0 : 600));
}

TEST_CASE("what was paid for and not taken can be made up until it lapses") {
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2027-05-01");
  contract.meter = Meter::used;
  contract.settlement = Settlement::month;
  contract.makeup = std::chrono::months(2);
  // January, 744 h: nothing, 7,440 are owed and may be made up until April begins.
  // February, 672 h: 7,392, 672 of them free; 6,768 are left.
  // March, 744 h: 7,440, nothing free; what is left lapses.
  // April, 720 h: 12 chips, of which the contract covers 10.
  const Statement statement = run.until("2027-05-01", by_month(run, {{0}, {11}, {10}, {12}}));
  CHECK(monthly(statement, kBill) == std::vector<std::int64_t>{7'440, 6'720, 7'440, 7'200});
  REQUIRE(statement.periods.size() == 4);
  CHECK(statement.periods[0].makeup_balance == chip_hours(7'440));
  CHECK(statement.periods[1].made_up == chip_hours(672));
  CHECK(statement.periods[1].makeup_balance == chip_hours(6'768));
  CHECK(statement.periods[2].makeup_balance == 0);
  CHECK(statement.periods[3].made_up == 0);
  CHECK(statement.unpriced == ChipTime{chip_hours(1'440)});
}

TEST_CASE("the oldest of what can be made up goes first") {
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2027-05-01");
  contract.meter = Meter::used;
  contract.settlement = Settlement::month;
  contract.makeup = std::chrono::months(2);
  // Short: January 744 x 2 = 1,488, February 672 x 2 = 1,344. March makes up 744: January's. The
  // other 744 of January lapse with March; April makes up 720 of February's.
  const Statement statement = run.until("2027-05-01", by_month(run, {{8}, {8}, {11}, {11}}));
  REQUIRE(statement.periods.size() == 4);
  CHECK(statement.periods[1].makeup_balance == chip_hours(2'832));
  CHECK(statement.periods[2].made_up == chip_hours(744));
  CHECK(statement.periods[2].makeup_balance == chip_hours(1'344));
  CHECK(statement.periods[3].made_up == chip_hours(720));
}

TEST_CASE("what is taken above the obligation is carried forward, up to a cap") {
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2027-04-01");
  contract.meter = Meter::used;
  contract.settlement = Settlement::month;
  contract.take_share = share(0.5);
  contract.carry_cap = chip_hours(3'000);
  // January: 7,440 taken, 3,720 owed: 3,000 of the rest are carried.
  // February: 3,360 owed, none taken: 360 are left to pay. March: 3,720.
  const Statement statement = run.until("2027-04-01", by_month(run, {{10}}));
  CHECK(monthly(statement, kBill) == std::vector<std::int64_t>{7'440, 360, 3'720});
  CHECK(statement.periods[0].carry_balance == chip_hours(3'000));
  CHECK(statement.periods[1].carry_balance == 0);
}

TEST_CASE("held chips are taken whether or not they are used") {
  // 6 of 10 chips are used: 744 h.
  const auto [meter, taken] =
      GENERATE(table<Meter, std::int64_t>({{Meter::held, 7'440}, {Meter::used, 4'464}}));
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2027-02-01");
  contract.meter = meter;
  contract.take_share = share(0.5);
  run.list(0, 3 * kDollar, 2 * kDollar);
  const Statement statement = run.until("2027-02-01", always({6, 4}));
  CHECK(sum_of(statement, {kBill}) == dollars(taken));
  // What it does not take is idle at the list price: 4 x 744 x 2
  Money listed;
  for (const Take& take : statement.takes) {
    if (take.as == PaidAs::listed) listed += take.cost;
  }
  CHECK(listed == dollars(meter == Meter::held ? 0 : 5'952));
}

TEST_CASE("narrow scopes come first, then usage, then low rates") {
  CommitmentsRun run(2);
  run.sign(1, "2027-01-01", "2028-01-01");                            // 0: any, 1 dollar
  run.sign(1, "2027-01-01", "2028-01-01").rate = Price{9 * kDollar};  // 1: pool, 9 dollars
  run.contracts[1].scope = {ScopeKind::pool, {ReservationId{1}}};
  run.sign(1, "2027-01-01", "2028-01-01").rate = Price{kDollar / 2};  // 2: any, half a dollar
  run.spend(100, QuantityUnit::money_per_hour, Counts::usage, "2027-01-01", "2028-01-01").scope = {
      ScopeKind::pool, {ReservationId{1}}};  // 3: pool, money
  run.sign(1, "2027-01-01", "2027-07-01");   // 4: as 0, ends earlier
  const Statement statement = run.until(kRunStart + kHour, always({1}));
  const std::vector<CommitmentId> order{CommitmentId{1}, CommitmentId{3}, CommitmentId{2},
                                        CommitmentId{4}, CommitmentId{0}};
  CHECK(statement.order == order);
  // The pool's one chip is covered by its contract, the other by that of the lowest rate.
  REQUIRE(statement.takes.size() == 2);
  CHECK(statement.takes[0].commitment == CommitmentId{2});
  CHECK(statement.takes[1].commitment == CommitmentId{1});
}

TEST_CASE("a savings plan takes chip-time for money") {
  // 10 dollars an hour at 2.70 less 28%, 1.944: floor(10 / 1.944 x 3.6e6) = 18,518,518 chip-ms.
  CommitmentsRun run;
  Contract& contract = run.spend(10 * kDollar, QuantityUnit::money_per_hour, Counts::usage,
                                 "2027-01-01", "2028-01-01");
  contract.discount = share(0.28);
  run.list(0, 2'700'000, 2'700'000);
  SECTION("as much as it can pay, the rest is at the list price") {
    const Statement statement = run.until(kRunStart + kHour, always({8}));
    REQUIRE(statement.takes.size() == 2);
    CHECK(statement.takes[0].time == ChipTime{18'518'518});
    CHECK(statement.takes[0].cost == dollars(10));  // 9.99999972, rounded
    // 8 x 3.6e6 - 18,518,518 = 10,281,482 chip-ms at 2.70: 7.7111115, halves up
    CHECK(statement.takes[1].cost == Money{7'711'112});
    CHECK(statement.takes[1].list_cost.rounded() == Money{7'711'112});
    // 18,518,518 x 2.7 / 3.6e6 = 13.8888885
    CHECK(statement.takes[0].list_cost.rounded() == Money{13'888'889});
  }
  SECTION("and what it does not spend is lost") {
    // 2 chips cost 3.888; idle ones are covered at the same price.
    const Statement statement = run.until(kRunStart + kHour, always({1, 1}));
    CHECK(sum_of(statement, {kBill}) == dollars(10));
    REQUIRE(statement.shortfalls.size() == 1);
    CHECK(statement.shortfalls.front().cost == Money{6'112'000});
    CHECK(statement.shortfalls.front().time == ChipTime{});
  }
}

TEST_CASE("an agreement to spend counts what others charge") {
  CommitmentsRun run(2);
  run.egress = dollars(1'000);
  run.list(0, 2 * kDollar, kDollar);
  run.list(1, 2 * kDollar, kDollar);
  // January, 744 h: 10 chips under contract, 7,440; 5 used ones more in each place, less 10%, at
  // 1.80: 13,392; 2 idle ones at 0.90: 1,339.20. With egress 23,171.20.
  Contract& usage = run.sign(10, "2027-01-01", "2028-01-01");
  usage.scope = {ScopeKind::pool, {ReservationId{0}}};
  Contract& agreement = run.spend(100'000 * kDollar, QuantityUnit::money, Counts::charges,
                                  "2027-01-01", "2027-02-01");
  agreement.discount = share(0.1);
  agreement.settlement = GENERATE(Settlement::month, Settlement::year, Settlement::term);
  const auto chips = [](std::size_t place, Instant) {
    return place == 0 ? ChipsOfHour{15, 1} : ChipsOfHour{5, 1};
  };
  const Statement january = run.until("2027-02-01", chips);
  CHECK(sum_of(january, {kBill}, 1) == Money{76'828'800'000});
  REQUIRE(january.periods.size() == 2);
  CHECK(january.periods[1].taken == 23'171'200'000);
  // What is in a narrower scope counts, what reaches beyond it does not: 10 under contract are not
  // the second place's own.
  run.contracts[1].scope = {ScopeKind::pool, {ReservationId{1}}};
  const Statement second = run.until("2027-02-01", chips);
  // 5 x 744 x 1.80 + 744 x 0.90, and no egress
  CHECK(second.periods[1].taken == 7'365'600'000);
}

TEST_CASE("a month counts for the agreement's window in which it ends") {
  // Windows of years from 15 February; a chip at a dollar from January to April 2027.
  CommitmentsRun run;
  run.list(0, kDollar, kDollar);
  run.spend(0, QuantityUnit::money, Counts::charges, "2026-02-15", "2028-02-15").settlement =
      Settlement::year;
  run.contracts[0].ramp = {{run.on("2026-02-15"), 3'650 * kDollar},
                           {run.on("2027-02-15"), 3'650 * kDollar}};
  const Statement statement = run.until("2027-04-01", always({1}));
  REQUIRE(statement.periods.size() == 2);
  // The run's first window has 45 of 365 days: 450 dollars; January alone ends in it, 744.
  CHECK(statement.periods[0].quantity == 450 * kDollar);
  CHECK(statement.periods[0].taken == 744 * kDollar);
  // February and March: 672 + 744; 45 days of the second year.
  CHECK(statement.periods[1].taken == 1'416 * kDollar);
  CHECK(statement.periods[1].quantity == 450 * kDollar);
}

TEST_CASE("own hardware is written off and run") {
  // A unit of 8 chips at 35,000 dollars each, over 1,825 days; 10 cents a chip-hour.
  CommitmentsRun run;
  Pool& pool = run.platform.pools[0];
  pool.owned = OwnedSpec{dollars(35'000), std::chrono::days(1'825), Price{kDollar / 10}, Money{}};
  SECTION("evenly, over what is used and what is not") {
    const Statement statement = run.until("2027-02-01", always({2, 6}));
    CHECK(monthly(statement, BillKind::capital) == std::vector<std::int64_t>{280'000});
    // 8 x 744 x 0.1
    CHECK(sum_of(statement, {BillKind::operation}) == Money{595'200'000});
    // 280,000 x 31 / 1,825 = 4,756.164384 and 595.20 for operation, a quarter of it used
    REQUIRE(statement.takes.size() == 2);
    CHECK(statement.takes[0].cost == Money{1'337'841'096});
    CHECK(statement.takes[1].cost == Money{4'013'523'288});
    CHECK(statement.balances.front() == dollars(280'000) - Money{4'756'164'384});
  }
  SECTION("the rest at once when it retires, and a delivery from then on") {
    pool.units = Units{2};
    pool.deliveries = {{Units{1}, run.on("2027-02-15")}};
    pool.retire = run.on("2027-02-01");
    const Statement statement = run.until("2027-03-01", always({}));
    CHECK(monthly(statement, BillKind::capital) == std::vector<std::int64_t>{280'000, 280'000});
    // Nothing has chip-time. January as above; in February the rest of the first unit, 14 days of
    // the second, 280,000 x 14 / 1,825 = 2,147.945205, and 8 x 336 x 0.1 = 268.80.
    REQUIRE(statement.shortfalls.size() == 2);
    CHECK(statement.shortfalls[0].cost == Money{4'756'164'384 + 595'200'000});
    CHECK(statement.shortfalls[1].cost ==
          Money{280'000'000'000 - 4'756'164'384 + 2'147'945'205 + 268'800'000});
    CHECK(statement.balances.front() == Money{280'000'000'000 - 2'147'945'205});
  }
}

TEST_CASE("the hours of a run follow each other, and do not pass a full hour") {
  CommitmentsRun run(1, "2027-01-01T00:30");
  Commitments commitments(run.platform, run.contracts, run.start, 1);
  const std::vector<Metered> metered(1);
  CHECK_THROWS_AS(commitments.hour(kRunStart, kRunStart + 31min, metered, run.prices), Bug);
  commitments.hour(kRunStart, kRunStart + 30min, metered, run.prices);
  CHECK_THROWS_AS(commitments.hour(kRunStart + 31min, kRunStart + 40min, metered, run.prices), Bug);
}

}  // namespace
}  // namespace drawdown
