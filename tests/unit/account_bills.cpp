// What is billed when, by hand: a chip-hour costs a dollar where nothing else is said.
#include "tests/unit/commitments_run.hpp"
#include <catch2/catch.hpp>

namespace drawdown {
namespace {

using std::chrono::year_month;

constexpr BillKind kBill = BillKind::bill;

TEST_CASE("bills follow what is taken, or are level") {
  // 10 chips by the year, used in December (744 h) alone, 5 of them.
  const Billing billing = GENERATE(Billing::taken, Billing::level);
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2028-01-01");
  contract.meter = Meter::used;
  contract.settlement = Settlement::year;
  contract.billing = billing;
  const Instant december = run.on("2027-12-01");
  const Statement statement = run.until("2028-01-01", [&](std::size_t, Instant hour) {
    return ChipsOfHour{hour < december ? 0 : 5};
  });
  const std::vector<std::int64_t> level{7'440, 6'720, 7'440, 7'200, 7'440, 7'200,
                                        7'440, 7'440, 7'200, 7'440, 7'200, 7'440};
  CHECK(monthly(statement, kBill) ==
        (billing == Billing::level ? level : std::vector<std::int64_t>{87'600}));
  // What is short, 87,600 - 3,720, is that of January to November in full and half of December's.
  REQUIRE(statement.shortfalls.size() == 12);
  CHECK(statement.shortfalls[0].time == ChipTime{chip_hours(7'440)});
  CHECK(statement.shortfalls[0].cost == dollars(7'440));
  CHECK(statement.shortfalls[11].cost == dollars(3'720));
}

TEST_CASE("the last bill of a taken window settles what was made up") {
  CommitmentsRun run;
  Contract& contract = run.sign(1, "2026-02-01", "2028-02-01");
  contract.meter = Meter::used;
  contract.settlement = Settlement::year;
  contract.makeup = std::chrono::months(12);
  // January 2027, 744 h, ends the first year: short by 744. In the second year (8,760 h) 2 chips
  // are used: 8,760 + 744 are covered, 744 of them free. Bills are 2 x the hours of the month until
  // the room is used up: February to June is 3,600 h, 7,200; July (744 h) 1,488; and 816 of August.
  const Statement statement =
      run.until("2028-02-01",
                by_month(run, {{0}, {2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}, {2}}));
  CHECK(monthly(statement, kBill) ==
        std::vector<std::int64_t>{744, 1'344, 1'488, 1'440, 1'488, 1'440, 1'488, 816, -744});
  CHECK(sum_of(statement, {kBill}) == dollars(744 + 8'760));
}

TEST_CASE("what is prepaid comes off the bills") {
  // 10 chips in 2027: 87,600 dollars, 7,440 in January.
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2028-01-01");
  contract.rate.reset();
  contract.total = dollars(87'600);
  contract.billing = Billing::level;
  SECTION("a quarter") {
    contract.prepaid = {{run.on("2026-12-01"), share(0.25)}};
    const Statement statement = run.until("2028-01-01", always({10}));
    CHECK(monthly(statement, BillKind::prepayment) == std::vector<std::int64_t>{21'900});
    CHECK(monthly(statement, kBill).front() == 5'580);
    CHECK(sum_of(statement, {kBill}) == dollars(65'700));
    CHECK(statement.balances.front() == Money{});
  }
  SECTION("all") {
    contract.prepaid = {{contract.from, kWhole}};
    const Statement statement = run.until("2028-01-01", always({3}));
    CHECK(monthly(statement, BillKind::prepayment) == std::vector<std::int64_t>{87'600});
    CHECK(monthly(statement, kBill).empty());
  }
  SECTION("twice, and no more than has been paid") {
    // Half of each bill; the 8,760 of January pay for 3,720 + 3,360 and 1,680 of March's 3,720.
    contract.prepaid = {{contract.from, share(0.1)}, {run.on("2027-07-15"), share(0.4)}};
    const Statement statement = run.until("2028-01-01", always({10}));
    CHECK(monthly(statement, BillKind::prepayment) == std::vector<std::int64_t>{8'760, 35'040});
    // July's bill has all that waits: half of 87,600 x 212 / 365 = 50,880, less 8,760, is 16,680,
    // and its charge 7,440. So have August's and September's; October's is half of 72,960, less
    // 8,760 + 7,440 + 7,440 + 7,200: 5,640 of 7,440.
    CHECK(monthly(statement, kBill) ==
          std::vector<std::int64_t>{3'720, 3'360, 5'760, 7'200, 7'440, 7'200, 1'800, 3'600, 3'720});
    CHECK(sum_of(statement, {kBill}) == dollars(43'800));
  }
  SECTION("of what the run sees") {
    // 181 days of 240 chip-hours: 43,440
    contract.prepaid = {{contract.from, share(0.25)}};
    const Statement statement = run.until("2027-07-01", always({10}));
    CHECK(monthly(statement, BillKind::prepayment) == std::vector<std::int64_t>{10'860});
    CHECK(sum_of(statement, {kBill, BillKind::prepayment}) == dollars(43'440));
  }
}

TEST_CASE("what is prepaid for what never comes is paid back, or a balance when the run ends") {
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2027-03-01");
  contract.pay_on_delivery = true;
  contract.prepaid = {{contract.from, share(0.5)}};
  // 1,416 h, half of 14,160; of January, 744 h, half of 7,440
  const Statement whole = run.until("2027-03-01", always({0, 0, 10}));
  CHECK(monthly(whole, BillKind::prepayment) == std::vector<std::int64_t>{7'080});
  CHECK(monthly(whole, BillKind::paid_back) == std::vector<std::int64_t>{-7'080});
  CHECK(whole.balances.front() == Money{});
  const Statement cut = run.until("2027-02-01", always({0, 0, 10}));
  CHECK(monthly(cut, BillKind::prepayment) == std::vector<std::int64_t>{3'720});
  CHECK(monthly(cut, BillKind::paid_back).empty());
  CHECK(cut.balances.front() == dollars(3'720));
}

TEST_CASE("a rate grows with the years of the contract") {
  CommitmentsRun run;
  Contract& contract = run.sign(1, "2026-07-01", "2028-07-01");
  contract.escalator = share(0.03);
  contract.settlement = GENERATE(Settlement::hour, Settlement::month, Settlement::year);
  // 181 days at 1, then 366 at 1.03 (29 February 2028 is one of them): 4,344 + 9,047.52
  const Statement statement = run.until("2028-07-01", always({1}));
  CHECK(sum_of(statement, {kBill}) == Money{13'391'520'000});
}

TEST_CASE("a bad service level is credited") {
  // Of 100 chips 10 are in repair for all of January, 744 h: 70,680 are promised, 66,960 are up.
  CommitmentsRun run;
  Contract& contract = run.sign(100, "2027-01-01", "2027-02-01");
  contract.rate = Price{2 * kDollar};
  contract.service_level = {share(0.95), share(0.5)};
  const Statement statement = run.until("2027-02-01", always({80, 20, 0, 10}));
  // 3,720 chip-hours, half of 2 dollars each
  CHECK(monthly(statement, BillKind::credit) == std::vector<std::int64_t>{-3'720});
  // What it covers is at most what was taken.
  contract.ramp.front().quantity = 1;
  CHECK(monthly(run.until("2027-02-01", always({80, 20, 0, 10})), BillKind::credit) ==
        std::vector<std::int64_t>{-744});
}

TEST_CASE("who ends a contract pays a fee for what is refunded, and all of the rest") {
  // 2028 has 8,784 h: 87,840 dollars.
  CommitmentsRun run;
  Contract& contract = run.sign(10, "2027-01-01", "2029-01-01");
  contract.settlement = GENERATE(Settlement::hour, Settlement::month, Settlement::term);
  contract.termination = {run.on("2028-01-01"), share(0.3), {}};
  SECTION("all is refunded") {
    const Statement statement = run.until("2028-02-01", always({10}));
    CHECK(sum_of(statement, {kBill}) == dollars(87'600));
    CHECK(monthly(statement, BillKind::termination) == std::vector<std::int64_t>{26'352});
    CHECK(statement.bills.back().month ==
          year_month{std::chrono::year(2028), std::chrono::January});
    CHECK(statement.unpriced == ChipTime{chip_hours(7'440)});
  }
  SECTION("up to a cap") {
    contract.termination->refund_cap = dollars(50'000);
    // 15,000 + 37,840
    const Statement statement = run.until("2028-02-01", always({10}));
    CHECK(monthly(statement, BillKind::termination) == std::vector<std::int64_t>{52'840});
    REQUIRE(statement.shortfalls.size() == 1);
    CHECK(statement.shortfalls.front().cost == dollars(52'840));
  }
  SECTION("if the run sees it") {
    const Statement statement = run.until("2028-01-01", always({10}));
    CHECK(monthly(statement, BillKind::termination).empty());
  }
}

TEST_CASE("42 billion dollars over five years are billed to the cent") {
  CommitmentsRun run;
  Contract& contract = run.sign(600'000, "2027-01-01", "2032-01-01");
  contract.rate.reset();
  contract.total = dollars(42'000'000'000);
  contract.settlement = GENERATE(Settlement::hour, Settlement::month, Settlement::year);
  contract.billing = GENERATE(Billing::level, Billing::taken);
  const Statement statement = run.until("2032-01-01", always({400'000, 100'000}));
  CHECK(sum_of(statement, {kBill}) == dollars(42'000'000'000));
  CHECK(statement.bills.size() == 60);
  // 600,000 chips x 43,824 h = 26,294,400,000 chip-hours: 1.597298 dollars each, 1.5973.
  const RunCalendar calendar(run.start);
  CHECK(Tariff(contract, calendar).rate(contract.from) == Price{1'597'298});
}

TEST_CASE("200 billion dollars over five years of a ramp are billed to the cent") {
  CommitmentsRun run;
  Contract& contract = run.sign(200'000, "2027-01-01", "2032-01-01");
  contract.ramp.push_back({run.on("2028-01-01"), 1'000'000});
  contract.ramp.push_back({run.on("2029-07-01"), 2'000'000});
  contract.rate.reset();
  contract.total = dollars(200'000'000'000);
  contract.billing = Billing::level;
  contract.settlement = Settlement::month;
  contract.prepaid = {{contract.from, share(0.15)}};
  const Statement statement = run.until("2032-01-01", always({150'000, 50'000}));
  CHECK(sum_of(statement, {kBill, BillKind::prepayment}) == dollars(200'000'000'000));
  CHECK(monthly(statement, BillKind::prepayment) == std::vector<std::int64_t>{30'000'000'000});
}

}  // namespace
}  // namespace drawdown
