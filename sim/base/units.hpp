// The units of the model: time in whole milliseconds, chips and chip-time as whole numbers. One
// type per unit, so that what must not be added or compared does not compile.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace drawdown {

/// A length of simulated time, in whole milliseconds.
using Duration = std::chrono::duration<std::int64_t, std::milli>;

/// The clock of a run. Its epoch is the scenario's `start`.
struct RunClock {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<RunClock, Duration>;
};

/// A moment of a run, in whole milliseconds since the scenario's `start`.
using Instant = RunClock::time_point;

/// A moment of the calendar, UTC, in whole milliseconds.
using Date = std::chrono::sys_time<Duration>;

inline constexpr std::int64_t kMsPerHour = 3'600'000;

inline constexpr Instant kRunStart{Duration{0}};
/// Later than every moment of a run, with room to add a duration to it.
inline constexpr Instant kNever{Duration{std::int64_t{1} << 60}};
inline constexpr Duration kForever = kNever - kRunStart;
/// The latest moment that a run may reach: SimGrid's clock, in seconds, still tells ms apart there.
inline constexpr Instant kLastMoment{std::chrono::hours(24 * 365'000)};

/// Milliseconds since the run's start.
constexpr std::int64_t to_ms(Instant instant) {
  return instant.time_since_epoch().count();
}

/// Raises InputError: an amount is beyond 64 bits, which only absurd input makes it.
[[noreturn, gnu::cold, gnu::noinline]] void raise_uncountable();

/// The product, which must fit 64 bits, else InputError.
constexpr std::int64_t counted_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) [[unlikely]]
    raise_uncountable();
  return product;
}

/// A whole number of something; `Tag` says of what. Sums and comparisons stay within one kind, and
/// what does not fit 64 bits raises InputError.
template <class Tag>
class Count {
 public:
  constexpr Count() = default;
  constexpr explicit Count(std::int64_t value) : value_(value) {}

  constexpr std::int64_t value() const { return value_; }
  constexpr auto operator<=>(const Count&) const = default;

  constexpr Count& operator+=(Count other) {
    if (__builtin_add_overflow(value_, other.value_, &value_)) [[unlikely]]
      raise_uncountable();
    return *this;
  }
  constexpr Count& operator-=(Count other) {
    if (__builtin_sub_overflow(value_, other.value_, &value_)) [[unlikely]]
      raise_uncountable();
    return *this;
  }
  friend constexpr Count operator+(Count a, Count b) { return a += b; }
  friend constexpr Count operator-(Count a, Count b) { return a -= b; }
  friend constexpr Count operator*(Count a, std::int64_t times) {
    return Count{counted_product(a.value_, times)};
  }

 private:
  std::int64_t value_ = 0;
};

/// Accelerators, whatever their kind.
using Chips = Count<struct ChipsTag>;
/// What fails as one and is allocated as one: a GPU node, a TPU host.
using Units = Count<struct UnitsTag>;
/// Chips x time, in chip-milliseconds.
using ChipTime = Count<struct ChipTimeTag>;

constexpr ChipTime operator*(Chips chips, Duration time) {
  return ChipTime{counted_product(chips.value(), time.count())};
}

/// The index of one of a run's things in the table that holds them; `Tag` says which table.
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}

  constexpr std::size_t index() const { return index_; }
  constexpr bool valid() const { return index_ != UINT32_MAX; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  std::uint32_t index_ = UINT32_MAX;
};

using SiteId = Id<struct SiteTag>;
using PoolId = Id<struct PoolTag>;
using ReservationId = Id<struct ReservationTag>;
using TenantId = Id<struct TenantTag>;
/// A reservation as the place where gangs run, in platform order.
using PartitionId = Id<struct PartitionTag>;
/// A link that flows share.
using LinkId = Id<struct LinkTag>;
/// A waiting or running gang. Ids of ended gangs are used again.
using GangId = Id<struct GangTag>;
using DataSetId = Id<struct DataSetTag>;
/// A data set on its way to a site, in the order in which they begin.
using TransferId = Id<struct TransferTag>;
using ServiceId = Id<struct ServiceTag>;

}  // namespace drawdown
