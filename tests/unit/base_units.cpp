// Units: what must not be added, multiplied, compared or converted does not compile.
#include <concepts>

#include <catch2/catch.hpp>

#include "sim/base/errors.hpp"
#include "sim/base/units.hpp"

namespace drawdown {
namespace {

template <class A, class B>
concept CanAdd = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept CanSubtract = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept CanMultiply = requires(A a, B b) {
  a* b;
};
template <class A, class B>
concept CanDivide = requires(A a, B b) {
  a / b;
};
template <class A, class B>
concept CanCompare = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept CanEqual = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept CanAccrue = requires(A& a, B b) {
  a += b;
};

// What a chip-time is made of, and what it is not.
static_assert(std::same_as<decltype(Chips{} * Duration{}), ChipTime>);
static_assert(std::same_as<decltype(Chips{} * std::int64_t{}), Chips>);
static_assert(std::same_as<decltype(Chips{} + Chips{}), Chips>);
static_assert(!CanAdd<Chips, Units>);
static_assert(!CanAdd<Chips, ChipTime>);
static_assert(!CanAdd<Chips, std::int64_t>);
static_assert(!CanSubtract<ChipTime, Chips>);
static_assert(!CanAccrue<Chips, Units>);
static_assert(!CanMultiply<Chips, Chips>);
static_assert(!CanMultiply<Chips, Units>);
static_assert(!CanMultiply<Units, Duration>);
static_assert(!CanMultiply<ChipTime, Duration>);
static_assert(!CanDivide<Chips, Chips>);
static_assert(!CanCompare<ChipTime, Chips>);
static_assert(!CanCompare<Chips, Units>);
static_assert(!CanEqual<ChipTime, Chips>);
static_assert(!CanEqual<Chips, std::int64_t>);

// Moments differ by lengths; the run's clock is not the calendar.
static_assert(std::same_as<decltype(Instant{} - Instant{}), Duration>);
static_assert(std::same_as<decltype(Instant{} + Duration{}), Instant>);
static_assert(std::same_as<decltype(Date{} + Duration{}), Date>);
static_assert(!CanAdd<Instant, Instant>);
static_assert(!CanAdd<Date, Date>);
static_assert(!CanAdd<Instant, std::int64_t>);
static_assert(!CanSubtract<Date, Instant>);
static_assert(!CanCompare<Instant, Date>);
static_assert(!CanCompare<Instant, Duration>);

// Numbers become quantities only where it is said, and ids of different tables are no numbers.
static_assert(!std::convertible_to<std::int64_t, Chips>);
static_assert(!std::convertible_to<Chips, std::int64_t>);
static_assert(!std::convertible_to<std::int64_t, Duration>);
static_assert(!std::convertible_to<Duration, Instant>);
static_assert(!std::convertible_to<std::size_t, PoolId>);
static_assert(!std::convertible_to<PoolId, std::size_t>);
static_assert(!std::convertible_to<PoolId, ReservationId>);
static_assert(!CanEqual<PoolId, ReservationId>);
static_assert(!CanEqual<GangId, PartitionId>);
static_assert(!CanAdd<PoolId, PoolId>);

TEST_CASE("chips and time make chip-time, in whole chip-milliseconds") {
  CHECK(Chips{8} * Duration{125} == ChipTime{1000});
  CHECK(Chips{8} * 3 - Chips{4} == Chips{20});
  // A million chips for a hundred years still fit.
  CHECK(Chips{1'000'000} * std::chrono::years(100) > ChipTime{0});
}

TEST_CASE("never is later than any moment, with room to add a duration to it") {
  CHECK(kNever + (kNever - kRunStart) > kNever);
  CHECK(to_ms(kRunStart + std::chrono::seconds(2)) == 2000);
}

TEST_CASE("an id that nobody set is not valid") {
  CHECK_FALSE(PoolId{}.valid());
  CHECK(PoolId{0}.valid());
  CHECK(PoolId{7}.index() == 7);
}

TEST_CASE("what 64 bits do not hold is refused, and no other number comes of it") {
  const ChipTime most{INT64_MAX};
  const ChipTime least{INT64_MIN};
  const ChipTime one{1};
  CHECK((most - one) + one == most);
  CHECK_THROWS_AS(most + one, InputError);
  CHECK_THROWS_AS(least - one, InputError);
  CHECK(ChipTime{INT64_MAX / 2} * 2 == most - one);
  CHECK_THROWS_AS(ChipTime{INT64_MAX / 2 + 1} * 2, InputError);
  // 2^31 chips for 2^32 ms are 2^63 chip-ms.
  CHECK(Chips{std::int64_t{1} << 31} * Duration{(std::int64_t{1} << 32) - 1} ==
        most - ChipTime{(std::int64_t{1} << 31) - 1});
  CHECK_THROWS_AS(Chips{std::int64_t{1} << 31} * Duration{std::int64_t{1} << 32}, InputError);
}

}  // namespace
}  // namespace drawdown
