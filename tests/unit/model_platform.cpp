// Platforms: who a reservation admits, and how much of a pool is reserved at once.
#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/model/platform.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kHorizonMs = 20;

Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

Reservation reservation_of(PoolId pool, std::int64_t units, std::int64_t from, std::int64_t until) {
  Reservation reservation;
  reservation.pool = pool;
  reservation.units = Units{units};
  reservation.from = at_ms(from);
  reservation.until = until > kHorizonMs ? kNever : at_ms(until);
  return reservation;
}

// Adds up each millisecond.
Units most_by_looking(const Platform& platform, PoolId pool) {
  Units most;
  for (std::int64_t ms = 0; ms <= kHorizonMs; ++ms) {
    Units held;
    for (const Reservation& reservation : platform.reservations) {
      const bool open = reservation.from <= at_ms(ms) && at_ms(ms) < reservation.until;
      if (open && reservation.pool == pool) held += reservation.units;
    }
    most = std::max(most, held);
  }
  return most;
}

TEST_CASE("the most that is reserved at once is found at any moment, end to end included") {
  REQUIRE(rc::check("as by looking at each millisecond", [] {
    Platform platform;
    const auto count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) {
      const auto from = *rc::gen::inRange<std::int64_t>(0, kHorizonMs + 1);
      const auto until = *rc::gen::inRange<std::int64_t>(from + 1, kHorizonMs + 3);
      platform.reservations.push_back(reservation_of(PoolId{*rc::gen::inRange<std::size_t>(0, 2)},
                                                     *rc::gen::inRange<std::int64_t>(1, 9), from,
                                                     until));
    }
    for (const PoolId pool : {PoolId{0}, PoolId{1}}) {
      RC_ASSERT(most_reserved_at_once(platform, pool) == most_by_looking(platform, pool));
    }
  }));
}

TEST_CASE("reservations that follow each other do not overlap") {
  Platform platform;
  platform.reservations = {reservation_of(PoolId{0}, 8, 10, 15),
                           reservation_of(PoolId{0}, 8, 0, 10)};
  CHECK(most_reserved_at_once(platform, PoolId{0}) == Units{8});
  CHECK(most_reserved_at_once(platform, PoolId{1}) == Units{0});
}

TEST_CASE("a reservation admits its holder and those it is shared with") {
  Reservation reservation;
  reservation.holder = "research";
  reservation.shared_with = {"serving", "batch"};
  CHECK(reservation.admits("research"));
  CHECK(reservation.admits("batch"));
  CHECK_FALSE(reservation.admits("Research"));
  CHECK_FALSE(reservation.admits(""));
  reservation.shared_with_all = true;
  CHECK(reservation.admits("anybody"));
}

TEST_CASE("a standing reservation holds all of a pool, for ever, for all") {
  const Pool pool{"v5p", SiteId{0}, Units{4}, Chips{8}};
  const Reservation standing = standing_reservation(PoolId{3}, pool);
  CHECK(standing.name == "standing_v5p");
  CHECK(standing.pool == PoolId{3});
  CHECK(standing.units == Units{4});
  CHECK(standing.from == kRunStart);
  CHECK(standing.until == kNever);
  CHECK(standing.admits("anybody"));
}

TEST_CASE("a market stands where a reservation of all its units would, under its own name") {
  Pool pool;
  pool.name = "v6e_spot";
  pool.units = Units{256};
  const Reservation market = market_reservation(PoolId{3}, pool);
  CHECK(market.name == "market_v6e_spot");
  CHECK(market.pool == PoolId{3});
  CHECK(market.units == Units{256});
  CHECK(market.spares == Units{0});
  CHECK(market.from == kRunStart);
  CHECK(market.until == kNever);
  CHECK(market.admits("anybody"));
}

TEST_CASE("what is handed back is as much smaller as the reservation, and no more than it has") {
  Platform platform;
  platform.pools = {{"a", SiteId{0}, Units{100}, Chips{1}}};
  Reservation reservation = reservation_of(PoolId{0}, 40, 10, 100);
  reservation.spares = Units{10};
  // 14 / 10 = 1.4: 1; each of the others at least 1, as long as something is left.
  reservation.handed_back = {{at_ms(-5), Units{14}}, {at_ms(10), Units{2}}, {at_ms(11), Units{3}}};
  CHECK(reservation.handed_back_before() == Units{16});
  platform.reservations = {reservation};
  scale(platform, 0.1);
  const Reservation& small = platform.reservations[0];
  // 4 units, 1 of them a spare.
  CHECK(small.units == Units{4});
  CHECK(small.spares == Units{1});
  CHECK(small.handed_back[0].units == Units{1});
  CHECK(small.handed_back[1].units == Units{1});
  CHECK(small.handed_back[2].units == Units{1});
  platform.reservations[0].handed_back[0].units = Units{3};
  scale(platform, 1.2);
  // 4.8: 5; 1.2: 1; of 4 beside the spare 3.6: 4 go at once, nothing is left.
  CHECK(platform.reservations[0].handed_back[0].units == Units{4});
  CHECK(platform.reservations[0].handed_back[2].units == Units{0});
}

TEST_CASE("a platform's size is the sum of its pools") {
  Platform platform;
  platform.pools = {{"a", SiteId{0}, Units{4}, Chips{8}}, {"b", SiteId{0}, Units{3}, Chips{1}}};
  CHECK(platform.units() == Units{7});
  CHECK(platform.chips() == Chips{35});
  CHECK(Platform{}.chips() == Chips{0});
}

}  // namespace
}  // namespace drawdown
