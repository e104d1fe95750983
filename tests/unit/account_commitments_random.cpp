// What must hold of every run: money and chip-time are neither lost nor found.
#include <map>

#include "tests/unit/commitments_run.hpp"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/account/allocation/charge_back.hpp"

namespace drawdown {
namespace {

using std::chrono::year_month;
using Gen = std::int64_t;

Gen draw(Gen from, Gen below) {
  return *rc::gen::inRange<Gen>(from, below);
}
bool draw_bool() {
  return *rc::gen::arbitrary<bool>();
}
ExactShare draw_share(Gen most) {
  return ExactShare{draw(0, most * 10 + 1) * 100'000};
}

constexpr std::size_t kPlaces = 4;
constexpr std::size_t kMarket = 2;
constexpr std::size_t kOwned = 3;

// Two reservations, a market, and own hardware, an hour and a half before a month ends.
CommitmentsRun draw_run() {
  CommitmentsRun run(kPlaces, "2027-01-31T22:30");
  run.platform.pools[kMarket].market = MarketKind::on_demand;
  run.platform.pools[kOwned].owned =
      OwnedSpec{Money{draw(0, 5'000'000)}, std::chrono::hours(draw(1, 80)), Price{draw(0, 999)}};
  run.egress = Money{draw(0, 10'000'000)};
  for (std::size_t place = 0; place < kPlaces; ++place) {
    if (draw(0, 4) > 0) run.list(place, draw(0, 3'000'000), draw(0, 3'000'000));
  }
  return run;
}

void draw_usage_terms(Contract& contract) {
  if (draw_bool()) contract.overage = Price{draw(0, 3'000'000)};
  if (draw_bool()) contract.service_level = ServiceLevel{draw_share(1), draw_share(2)};
  contract.pay_on_delivery = draw_bool();
  if (draw_bool()) {
    contract.rate.reset();
    contract.total = Money{draw(0, 1'000'000'000)};
  } else {
    contract.rate = Price{draw(0, 3'000'000)};
    if (contract.settlement != Settlement::term) contract.escalator = draw_share(1);
  }
}

// What does not go with `counts: charges`.
void draw_covering_terms(Contract& contract) {
  if (draw_bool()) contract.makeup = std::chrono::months(draw(1, 3));
  contract.billing = draw_bool() ? Billing::taken : Billing::level;
  for (Gen i = draw(0, 3); i > 0; --i) {
    contract.prepaid.push_back({kRunStart + draw(-10, 60) * kHour, ExactShare{draw(0, 500'001)}});
  }
}

void draw_contract(CommitmentsRun& run) {
  constexpr Duration kHalf = std::chrono::minutes(30);  // the run starts at half past
  Contract& contract = run.sign(draw(1, 8), "2027-02-01", "2027-02-02");
  // Some begin a year before an hour of the run, so that a year of theirs ends within it.
  contract.from = kRunStart + kHalf + draw(-20, 40) * kHour;
  if (draw_bool()) contract.from -= std::chrono::days(365);
  contract.until = contract.from + draw(1, 80) * kHour;
  if (draw_bool()) contract.until += std::chrono::days(365);
  contract.ramp = {{contract.from, draw(1, 8)}};
  const Instant step = contract.from + draw(1, 40) * kHour;
  if (step < contract.until) contract.ramp.push_back({step, draw(0, 8)});
  contract.scope.kind = *rc::gen::element(ScopeKind::pool, ScopeKind::accelerator, ScopeKind::any);
  contract.scope.places.clear();
  for (std::size_t place = 0; place < kOwned; ++place) {
    if (draw_bool()) contract.scope.places.emplace_back(place);
  }
  if (contract.scope.places.empty()) contract.scope.places.emplace_back(0);
  contract.meter = draw_bool() ? Meter::held : Meter::used;
  contract.settlement =
      *rc::gen::element(Settlement::hour, Settlement::month, Settlement::year, Settlement::term);
  contract.take_share = draw_share(1);
  const Gen scale = draw_bool() ? kHour.count() : 1'000'000;
  if (draw_bool()) contract.carry_cap = draw(0, 10) * scale;
  const Instant middle = contract.from + draw(1, 40) * kHour;
  if (draw_bool() && middle < contract.until) {
    contract.termination = Termination{middle, draw_share(1), {}};
    if (draw_bool()) contract.termination->refund_cap = Money{draw(0, 9'000'000)};
  }
  const bool spends = draw(0, 3) == 0;
  if (spends) {
    contract.rate.reset();
    contract.discount = draw_share(1);
    contract.unit = draw_bool() ? QuantityUnit::money : QuantityUnit::money_per_hour;
    contract.counts = draw_bool() ? Counts::usage : Counts::charges;
    for (RampStep& each : contract.ramp) each.quantity *= 1'000'000;
  } else {
    if (draw_bool()) {
      contract.unit = QuantityUnit::chip_time;
      for (RampStep& each : contract.ramp) each.quantity *= 10 * kHour.count();
    }
    draw_usage_terms(contract);
  }
  if (!contract.counts_charges()) {
    draw_covering_terms(contract);
  } else if (contract.settlement == Settlement::hour) {
    contract.settlement = Settlement::month;
  }
}

struct RandomRun {
  CommitmentsRun run = draw_run();
  Instant horizon;
  std::vector<ChipsOfHour> chips;  // over and over
  Statement statement;
  // Of the hours, by month, place and whether it was used.
  std::map<std::tuple<year_month, std::size_t, bool>, ChipTime> metered;
  std::map<std::tuple<year_month, std::size_t>, ChipTime> undelivered;

  RandomRun() {
    for (Gen i = draw(0, 5); i > 0; --i) draw_contract(run);
    for (int i = 0; i < 31; ++i) {
      const Gen idle = draw(0, 4);
      chips.push_back({draw(0, 6), idle, draw(0, 3), draw(0, idle + 1)});
    }
    horizon = kRunStart + std::chrono::minutes(draw(1, 60 * 60));
    const RunCalendar calendar(run.start);
    statement = run.until(horizon, [&](std::size_t place, Instant hour) {
      const ChipsOfHour now = chips_at(place, hour);
      const Duration span = std::min(calendar.end_of_hour(hour), horizon) - hour;
      const year_month month = calendar.month_of(hour);
      metered[{month, place, true}] += Chips{now.used} * span;
      metered[{month, place, false}] += Chips{now.idle} * span;
      undelivered[{month, place}] += Chips{now.undelivered} * span;
      return now;
    });
  }

  ChipsOfHour chips_at(std::size_t place, Instant hour) const {
    const auto hours = static_cast<std::size_t>((hour + kHour - kRunStart) / kHour);
    ChipsOfHour now = chips[(kPlaces * hours + place) % chips.size()];
    if (place == kMarket) now = {now.used};
    return now;
  }
};

constexpr std::initializer_list<BillKind> kPurchases{BillKind::bill,      BillKind::prepayment,
                                                     BillKind::paid_back, BillKind::termination,
                                                     BillKind::capital,   BillKind::operation};

Money effective(const Statement& statement, std::size_t commitment, PaidAs as) {
  Money sum;
  for (const Take& take : statement.takes) {
    if (take.commitment == CommitmentId{commitment} && take.as == as) sum += take.cost;
  }
  if (as != PaidAs::taken) return sum;
  for (const Shortfall& shortfall : statement.shortfalls) {
    if (shortfall.commitment == CommitmentId{commitment}) sum += shortfall.cost;
  }
  return sum;
}

TEST_CASE("used and unused cost what is billed, and each chip-millisecond has one payer") {
  CHECK(rc::check([] {
    const RandomRun random;
    const Statement& statement = random.statement;
    const std::size_t contracts = random.run.contracts.size();
    for (std::size_t i = 0; i < statement.balances.size(); ++i) {
      const Money billed = sum_of(statement, kPurchases, i);
      RC_ASSERT(effective(statement, i, PaidAs::taken) == billed - statement.balances[i]);
      RC_ASSERT(effective(statement, i, PaidAs::overage) ==
                sum_of(statement, {BillKind::overage}, i));
      RC_ASSERT(statement.balances[i] >= Money{});
    }
    std::vector<Money> charges(contracts);
    std::vector<std::int64_t> taken(contracts);
    std::vector<std::int64_t> shortfall(contracts);
    for (const PeriodOfContract& period : statement.periods) {
      charges[period.contract.index()] += period.charge;
      taken[period.contract.index()] += period.taken;
      shortfall[period.contract.index()] += period.shortfall;
      RC_ASSERT(period.shortfall <= std::max<Gen>(0, period.obligation));
      RC_ASSERT(period.made_up <= period.taken);
    }
    for (std::size_t i = 0; i < contracts; ++i) {
      RC_ASSERT(charges[i] + sum_of(statement, {BillKind::termination}, i) ==
                effective(statement, i, PaidAs::taken));
      if (random.run.contracts[i].is_spend()) continue;
      for (const Take& take : statement.takes) {
        if (take.commitment == CommitmentId{i} && take.as == PaidAs::taken) {
          taken[i] -= take.time.value();
        }
      }
      for (const Shortfall& row : statement.shortfalls) {
        if (row.commitment == CommitmentId{i}) shortfall[i] -= row.time.value();
      }
      RC_ASSERT(taken[i] == 0);
      RC_ASSERT(shortfall[i] == 0);
    }
    auto left = random.metered;
    for (const Take& take : statement.takes) {
      left[{take.month, take.place.index(), take.used}] -= take.time;
    }
    ChipTime unpriced;
    for (const auto& [key, time] : left) {
      RC_ASSERT(time >= ChipTime{});
      unpriced += time;
    }
    RC_ASSERT(unpriced == statement.unpriced);
  }));
}

// Splits what was metered over causes and tenants at will.
std::vector<WaterfallCell> draw_cells(const RandomRun& random) {
  std::vector<WaterfallCell> cells;
  for (const auto& [key, time] : random.undelivered) {
    const auto [month, place] = key;
    const ReservationId id{place};
    cells.push_back({month, id, Cause::undelivered, "", time});
    const ChipTime idle = random.metered.at({month, place, false});
    const ChipTime part{draw(0, idle.value() + 1)};
    cells.push_back({month, id, Cause::spare, "", part});
    cells.push_back({month, id, Cause::no_demand, "", idle - part});
    const ChipTime used = random.metered.at({month, place, true});
    const ChipTime of_a{draw(0, used.value() + 1)};
    cells.push_back({month, id, Cause::productive, "a", of_a});
    cells.push_back({month, id, Cause::productive, "b", used - of_a});
  }
  std::erase_if(cells, [](const WaterfallCell& cell) { return cell.time == ChipTime{}; });
  return cells;
}

TEST_CASE("the cells of the waterfall keep their chip-time, and payers their costs") {
  CHECK(rc::check([] {
    const RandomRun random;
    const auto cells = draw_cells(random);
    const auto paid = allocate(cells, random.statement, random.run.contracts);
    using Cell = std::tuple<year_month, ReservationId, Cause, std::string_view>;
    std::map<Cell, ChipTime> times;
    for (const WaterfallCell& cell : cells) {
      times[{cell.month, cell.place, cell.cause, cell.tenant}] += cell.time;
    }
    using Payer = std::tuple<year_month, PaidAs, CommitmentId>;
    std::map<Payer, Money> costs;
    for (const Take& take : random.statement.takes) {
      costs[{take.month, take.as, take.commitment}] += take.cost;
    }
    for (const Shortfall& row : random.statement.shortfalls) {
      costs[{row.month, PaidAs::taken, row.commitment}] += row.cost;
    }
    std::map<Payer, Money> unused;
    for (const PaidCell& row : paid) {
      if (row.cause) times[{row.month, row.place, *row.cause, row.tenant}] -= row.time;
      if (!row.cause) RC_ASSERT(row.time == ChipTime{});
      if (!row.as) {
        RC_ASSERT(row.cost == Money{});
        continue;
      }
      costs[{row.month, *row.as, row.commitment}] -= row.cost;
      if (!row.used()) unused[{row.month, *row.as, row.commitment}] += row.cost;
    }
    for (const auto& [cell, time] : times) RC_ASSERT(time == ChipTime{});
    for (const auto& [payer, cost] : costs) RC_ASSERT(cost == Money{});
    const auto rule =
        *rc::gen::element(ChargeBack::holder, ChargeBack::pro_rata, ChargeBack::central);
    for (const BorneCost& part : charge_back(paid, rule, random.run.platform)) {
      unused[{part.month, part.as, part.commitment}] -= part.cost;
    }
    for (const auto& [payer, cost] : unused) RC_ASSERT(cost == Money{});
  }));
}

}  // namespace
}  // namespace drawdown
