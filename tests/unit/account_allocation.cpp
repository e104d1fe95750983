// Who pays for which cause: by hand, in chip-ms and micro-dollars.
#include <catch2/catch.hpp>

#include "sim/account/allocation/charge_back.hpp"
#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr std::chrono::year_month kMonth{std::chrono::year(2027), std::chrono::January};
constexpr ReservationId kPlace{0};
constexpr CommitmentId kContract{0};

WaterfallCell cell(Cause cause, std::string_view tenant, std::int64_t time,
                   ReservationId place = kPlace) {
  return {kMonth, place, cause, tenant, ChipTime{time}};
}

Take take(bool used, PaidAs as, std::int64_t time, std::int64_t cost) {
  return {kMonth,         kPlace,      used, as, as == PaidAs::listed ? CommitmentId{} : kContract,
          ChipTime{time}, Money{cost}, {}};
}

// What is expected of a row.
struct Expected {
  std::optional<Cause> cause;
  std::string_view tenant;
  std::optional<PaidAs> as;
  std::int64_t time;
  std::int64_t cost;
};

void check(const std::vector<PaidCell>& paid, const std::vector<Expected>& expected) {
  REQUIRE(paid.size() == expected.size());
  for (std::size_t i = 0; i < paid.size(); ++i) {
    INFO("row " << i);
    CHECK(paid[i].cause == expected[i].cause);
    CHECK(paid[i].tenant == expected[i].tenant);
    CHECK(paid[i].as == expected[i].as);
    CHECK(paid[i].time == ChipTime{expected[i].time});
    CHECK(paid[i].cost == Money{expected[i].cost});
  }
}

std::vector<Contract> contracts_over(std::vector<ReservationId> places) {
  Contract contract;
  contract.scope.places = std::move(places);
  return {contract};
}

TEST_CASE("each payer's part is split over what is left, and its cost over its part") {
  // Used: 10 + 20 + 30. The contract has 31 of them: 5.17, 10.33, 15.5, so 5, 10, 16; its 100 are
  // 16.13, 32.26, 51.61: 16, 32, 52. Of the 5, 10 and 14 left, 10 are at the list price: 1.72,
  // 3.45, 4.83: 2, 3, 5, at 3 each. Nobody pays for 3, 7, 9.
  const std::vector<WaterfallCell> cells{cell(Cause::starting, "a", 10),
                                         cell(Cause::productive, "a", 20),
                                         cell(Cause::productive, "b", 30)};
  Statement statement;
  statement.takes = {take(true, PaidAs::taken, 31, 100), take(true, PaidAs::listed, 10, 30)};
  check(allocate(cells, statement, contracts_over({kPlace})),
        {{Cause::starting, "a", PaidAs::taken, 5, 16},
         {Cause::starting, "a", PaidAs::listed, 2, 6},
         {Cause::starting, "a", {}, 3, 0},
         {Cause::productive, "a", PaidAs::taken, 10, 32},
         {Cause::productive, "a", PaidAs::listed, 3, 9},
         {Cause::productive, "a", {}, 7, 0},
         {Cause::productive, "b", PaidAs::taken, 16, 52},
         {Cause::productive, "b", PaidAs::listed, 5, 15},
         {Cause::productive, "b", {}, 9, 0}});
}

TEST_CASE("a shortfall is explained by what is idle or not delivered, the rest is unreserved") {
  // 20 are short, for 200. The contract has taken 4 of the 8 idle ones (2 of each); of the first
  // place 3 are undelivered and 4 idle, all 7 explain it; in the second 5 do. 8 are left: 80.
  constexpr ReservationId kOther{1};
  const std::vector<WaterfallCell> cells{
      cell(Cause::undelivered, "", 3), cell(Cause::in_repair, "", 4), cell(Cause::no_demand, "", 4),
      cell(Cause::no_demand, "", 5, kOther), cell(Cause::productive, "a", 9, kOther)};
  Statement statement;
  statement.takes = {take(false, PaidAs::taken, 4, 40)};
  statement.shortfalls = {{kMonth, kContract, ChipTime{20}, Money{200}},
                          {kMonth, kContract, ChipTime{}, Money{7}}};
  check(allocate(cells, statement, contracts_over({kPlace, kOther})),
        {{Cause::undelivered, "", PaidAs::taken, 3, 30},
         {Cause::in_repair, "", PaidAs::taken, 2, 20},
         {Cause::in_repair, "", PaidAs::taken, 2, 20},
         {Cause::no_demand, "", PaidAs::taken, 2, 20},
         {Cause::no_demand, "", PaidAs::taken, 2, 20},
         {Cause::no_demand, "", PaidAs::taken, 5, 50},
         {Cause::productive, "a", {}, 9, 0},
         {{}, "", PaidAs::taken, 0, 80},
         {{}, "", PaidAs::taken, 0, 7}});
}

TEST_CASE("more cannot be paid for than there is") {
  Statement statement;
  statement.takes = {take(true, PaidAs::taken, 2, 1)};
  CHECK_THROWS_AS(allocate(std::vector<WaterfallCell>{cell(Cause::productive, "a", 1)}, statement,
                           contracts_over({kPlace})),
                  Bug);
}

TEST_CASE("unused cost is borne by the holder, by those who used, or centrally") {
  Platform platform;
  platform.reservations.resize(1);
  platform.reservations[0].holder = "h";
  const auto row = [](std::optional<Cause> cause, std::string_view tenant, PaidAs as,
                      std::int64_t cost) {
    return PaidCell{kMonth, cause ? kPlace : ReservationId{},
                    cause,  tenant,
                    as,     as == PaidAs::listed ? CommitmentId{} : kContract,
                    {},     Money{cost}};
  };
  // The contract was used by a for 10 and, as overage, for 20, and by b for 60; 31 of it are
  // unused, and 9 unreserved. Idle chips cost 5 at the list price, which nobody used.
  const std::vector<PaidCell> paid{row(Cause::productive, "a", PaidAs::taken, 10),
                                   row(Cause::productive, "a", PaidAs::overage, 20),
                                   row(Cause::productive, "b", PaidAs::taken, 60),
                                   row(Cause::spare, "", PaidAs::taken, 11),
                                   row(Cause::no_demand, "", PaidAs::taken, 20),
                                   row(Cause::no_demand, "", PaidAs::listed, 5),
                                   row({}, "", PaidAs::taken, 9)};
  const auto borne = [&](ChargeBack rule) {
    std::vector<std::tuple<bool, PaidAs, std::string, std::int64_t>> found;
    for (const BorneCost& part : charge_back(paid, rule, platform)) {
      found.emplace_back(part.place.valid(), part.as, part.tenant, part.cost.value());
    }
    return found;
  };
  using Rows = decltype(borne(ChargeBack::holder));
  CHECK(borne(ChargeBack::holder) == Rows{{true, PaidAs::taken, "h", 31},
                                          {true, PaidAs::listed, "h", 5},
                                          {false, PaidAs::taken, "", 9}});
  CHECK(borne(ChargeBack::central) == Rows{{true, PaidAs::taken, "", 31},
                                           {true, PaidAs::listed, "", 5},
                                           {false, PaidAs::taken, "", 9}});
  // 31 x 30 / 90 = 10.33 and 20.67
  CHECK(borne(ChargeBack::pro_rata) == Rows{{true, PaidAs::taken, "a", 10},
                                            {true, PaidAs::taken, "b", 21},
                                            {true, PaidAs::listed, "", 5},
                                            {false, PaidAs::taken, "a", 3},
                                            {false, PaidAs::taken, "b", 6}});
}

}  // namespace
}  // namespace drawdown
