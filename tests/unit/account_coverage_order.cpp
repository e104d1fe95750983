// Which contract covers which chips in an hour: against the documented order done chip by chip, and
// against all ways to do it.
#include <map>

#include "tests/unit/commitments_run.hpp"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

namespace drawdown {
namespace {

// A chip for an hour.
struct Chip {
  std::size_t place;
  bool used;
};
// Who pays for it: a contract (with or without overage), nobody, or the list price.
using Payer = std::tuple<std::size_t, bool, PaidAs, std::size_t>;  // place, used, as, contract
constexpr std::size_t kNoContract = 99;

bool comes_before(const Contract& a, const Contract& b) {
  if (a.scope.kind != b.scope.kind) return a.scope.kind < b.scope.kind;
  if (*a.rate != *b.rate) return *a.rate < *b.rate;
  if (a.until != b.until) return a.until < b.until;
  return a.name < b.name;
}

bool may_take(const Contract& contract, const Chip& chip) {
  const auto& places = contract.scope.places;
  const bool in_scope =
      std::find(places.begin(), places.end(), ReservationId{chip.place}) != places.end();
  return in_scope && (chip.used || contract.meter == Meter::held);
}

// The contracts, each once, by repeated search for the first that is left.
std::vector<std::size_t> naive_order(const std::vector<Contract>& contracts) {
  std::vector<std::size_t> order;
  std::vector<bool> done(contracts.size());
  while (order.size() < contracts.size()) {
    std::size_t first = kNoContract;
    for (std::size_t i = 0; i < contracts.size(); ++i) {
      if (done[i]) continue;
      if (first == kNoContract || comes_before(contracts[i], contracts[first])) first = i;
    }
    done[first] = true;
    order.push_back(first);
  }
  return order;
}

std::map<Payer, std::int64_t> naive_coverage(const CommitmentsRun& run, std::vector<Chip> chips) {
  std::map<Payer, std::int64_t> covered;
  const auto worth = [&](const Chip& chip) { return run.prices[chip.place]->price; };
  const auto take_best = [&](const Contract& contract) {
    std::size_t best = chips.size();
    for (std::size_t i = 0; i < chips.size(); ++i) {
      if (!may_take(contract, chips[i])) continue;
      if (best == chips.size()) {
        best = i;
      } else if (chips[i].used != chips[best].used) {
        if (chips[i].used) best = i;
      } else if (worth(chips[i]) != worth(chips[best])) {
        if (worth(chips[i]) > worth(chips[best])) best = i;
      } else if (chips[i].place < chips[best].place) {
        best = i;
      }
    }
    return best;
  };
  const auto order = naive_order(run.contracts);
  for (const bool overage : {false, true}) {
    for (const std::size_t i : order) {
      const Contract& contract = run.contracts[i];
      if (overage && !contract.overage) continue;
      std::int64_t room = overage ? INT64_MAX : contract.ramp.front().quantity;
      for (std::size_t best; room > 0 && (best = take_best(contract)) < chips.size(); --room) {
        const Chip chip = chips[best];
        ++covered[{chip.place, chip.used, overage ? PaidAs::overage : PaidAs::taken, i}];
        chips.erase(chips.begin() + static_cast<std::ptrdiff_t>(best));
      }
    }
  }
  for (const Chip& chip : chips) {
    ++covered[{chip.place, chip.used, PaidAs::listed, kNoContract}];
  }
  return covered;
}

std::vector<Chip> chips_of(const std::vector<ChipsOfHour>& places) {
  std::vector<Chip> chips;
  for (std::size_t place = 0; place < places.size(); ++place) {
    chips.insert(chips.end(), static_cast<std::size_t>(places[place].used), {place, true});
    chips.insert(chips.end(), static_cast<std::size_t>(places[place].idle), {place, false});
  }
  return chips;
}

Statement hour_of(CommitmentsRun& run, const std::vector<ChipsOfHour>& places) {
  return run.until(kRunStart + kHour, [&](std::size_t place, Instant) { return places[place]; });
}

TEST_CASE("chips are covered in the documented order") {
  CHECK(rc::check([] {
    CommitmentsRun run(4);
    std::vector<ChipsOfHour> places;
    for (std::size_t place = 0; place < 4; ++place) {
      run.list(place, *rc::gen::inRange(0, 4) * kDollar, kDollar);
      places.push_back({*rc::gen::inRange(0, 4), *rc::gen::inRange(0, 4)});
    }
    const int contracts = *rc::gen::inRange(0, 6);
    for (int i = 0; i < contracts; ++i) {
      Contract& contract = run.sign(*rc::gen::inRange(0, 6), "2027-01-01",
                                    *rc::gen::element<std::string>("2028-01-01", "2029-01-01"));
      contract.rate = Price{*rc::gen::inRange(1, 3) * kDollar};
      contract.meter = *rc::gen::element(Meter::held, Meter::used);
      contract.scope.kind = *rc::gen::element(ScopeKind::pool, ScopeKind::accelerator);
      if (*rc::gen::arbitrary<bool>()) contract.overage = Price{kDollar};
      contract.scope.places.clear();
      for (std::size_t place = 0; place < 4; ++place) {
        if (*rc::gen::arbitrary<bool>()) contract.scope.places.emplace_back(place);
      }
    }
    const Statement statement = hour_of(run, places);
    std::map<Payer, std::int64_t> found;
    for (const Take& take : statement.takes) {
      RC_ASSERT(take.time.value() % kHour.count() == 0);
      const std::size_t contract = take.commitment.valid() ? take.commitment.index() : kNoContract;
      found[{take.place.index(), take.used, take.as, contract}] +=
          take.time.value() / kHour.count();
    }
    RC_ASSERT(found == naive_coverage(run, chips_of(places)));
  }));
}

// The least that the chips from the `next`-th on can cost at list prices, over all ways to cover.
std::int64_t least_listed(const CommitmentsRun& run, const std::vector<Chip>& chips,
                          std::vector<std::int64_t>& rooms, std::size_t next = 0) {
  if (next == chips.size()) return 0;
  std::int64_t least =
      run.prices[chips[next].place]->price.value() + least_listed(run, chips, rooms, next + 1);
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    if (rooms[i] == 0 || !may_take(run.contracts[i], chips[next])) continue;
    --rooms[i];
    least = std::min(least, least_listed(run, chips, rooms, next + 1));
    ++rooms[i];
  }
  return least;
}

std::int64_t listed(const Statement& statement) {
  std::int64_t sum = 0;
  for (const Take& take : statement.takes) {
    if (take.as == PaidAs::listed) sum += take.cost.value();
  }
  return sum;
}

std::int64_t least_listed(const CommitmentsRun& run, const std::vector<ChipsOfHour>& places) {
  std::vector<std::int64_t> rooms;
  for (const Contract& contract : run.contracts) rooms.push_back(contract.ramp.front().quantity);
  return least_listed(run, chips_of(places), rooms);
}

TEST_CASE("where scopes lie within each other or apart the order costs least") {
  CHECK(rc::check([] {
    CommitmentsRun run(3);
    std::vector<ChipsOfHour> places;
    for (std::size_t place = 0; place < 3; ++place) {
      run.list(place, *rc::gen::inRange(0, 4) * kDollar, kDollar);
      places.push_back({*rc::gen::inRange(0, 3)});
    }
    const std::vector<Scope> scopes{
        {ScopeKind::pool, {ReservationId{0}}},
        {ScopeKind::pool, {ReservationId{1}}},
        {ScopeKind::pool, {ReservationId{2}}},
        {ScopeKind::provider, {ReservationId{0}, ReservationId{1}}},
        {ScopeKind::any, {ReservationId{0}, ReservationId{1}, ReservationId{2}}},
    };
    const int contracts = *rc::gen::inRange(1, 5);
    for (int i = 0; i < contracts; ++i) {
      Contract& contract = run.sign(*rc::gen::inRange(0, 4), "2027-01-01", "2028-01-01");
      contract.rate = Price{*rc::gen::inRange(1, 3) * kDollar};
      contract.meter = Meter::used;
      contract.scope = *rc::gen::elementOf(scopes);
    }
    RC_ASSERT(listed(hour_of(run, places)) == least_listed(run, places));
  }));
}

TEST_CASE("where scopes overlap it may cost more") {
  // The first contract may cover either chip, and takes the dear one; the second only that one.
  CommitmentsRun run(2);
  run.list(0, kDollar, kDollar);
  run.list(1, 2 * kDollar, kDollar);
  run.sign(1, "2027-01-01", "2028-01-01").scope = {ScopeKind::accelerator,
                                                   {ReservationId{0}, ReservationId{1}}};
  run.sign(1, "2027-01-01", "2028-01-01").scope = {ScopeKind::provider, {ReservationId{1}}};
  const std::vector<ChipsOfHour> places{{1}, {1}};
  CHECK(listed(hour_of(run, places)) == kDollar);
  CHECK(least_listed(run, places) == 0);
}

}  // namespace
}  // namespace drawdown
