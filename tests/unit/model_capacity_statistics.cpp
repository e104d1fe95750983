// What is drawn of capacity meets its closed forms: each bound is 4 standard deviations, with a
// fixed seed.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "tests/unit/capacity_changes.hpp"
#include <catch2/catch.hpp>

namespace drawdown {
namespace {

using Kind = CapacityChange::Kind;
using std::chrono::days;
using std::chrono::hours;

Instant day(std::int64_t number) {
  return kRunStart + days(number);
}

// A time that a unit was down.
struct Downtime {
  std::int32_t unit;
  Instant from;
  Instant until;
};

// The downtimes of single units that begin before `end`; none is down twice at once.
std::vector<Downtime> downtimes_of(const Pool& pool, Instant end) {
  CapacityTimeline timeline(platform_of({pool}), 1);
  std::vector<Downtime> downtimes;
  std::map<std::int32_t, std::size_t> open;
  while (timeline.next() < end || !open.empty()) {
    const CapacityChange change = timeline.take();
    const std::int32_t unit = change.units.first;
    if (change.kind == Kind::down && change.at < end) {
      REQUIRE(open.emplace(unit, downtimes.size()).second);
      downtimes.push_back({unit, change.at, change.at});
    } else if (change.kind == Kind::up && open.contains(unit)) {
      downtimes[open[unit]].until = change.at;
      open.erase(unit);
    }
  }
  return downtimes;
}

// How many begin in `[from, until)`, of units `first` to `last`.
double count(const std::vector<Downtime>& downtimes, Instant from, Instant until,
             std::int32_t first, std::int32_t last) {
  return static_cast<double>(std::ranges::count_if(downtimes, [&](const Downtime& d) {
    return from <= d.from && d.from < until && first <= d.unit && d.unit <= last;
  }));
}

TEST_CASE("units fail at their rate while they are up, and are down for the rest") {
  constexpr double kUnits = 1000;
  constexpr double kDays = 100;
  Pool pool = pool_of("a", 1000);
  pool.failures = FailureSpec{{1000}, {}, FixedDuration{hours(12)}};  // once a day of a unit
  const auto downtimes = downtimes_of(pool, day(100));
  // A renewal process whose cycle is an exponential of 1 d and a repair of 0.5 d: mean 1.5 d,
  // variance 1 d^2. By day t a unit that starts up has failed t / 1.5 + (1 - A)^2 / 2 times, where
  // A = 1 / 1.5 is the availability, with variance t x 1 / 1.5^3 (Cox, Renewal Theory, 1962,
  // sections 4.2 and 4.5).
  const double expected = kUnits * (kDays / 1.5 + 1.0 / 18);
  const double sigma = std::sqrt(kUnits * kDays / std::pow(1.5, 3));
  CHECK(std::abs(static_cast<double>(downtimes.size()) - expected) < 4 * sigma);
  // From day 10 on, the start is forgotten: 90 days, and 1 / 1.5 of each is up.
  double down_days = 0;
  for (const Downtime& d : downtimes) {
    const Duration inside = std::min(d.until, day(100)) - std::max(d.from, day(10));
    down_days += std::max(0.0, static_cast<double>(inside.count()) / kMsPerDay);
  }
  // Each failure of these days is half a day down.
  CHECK(std::abs(down_days - kUnits * 90 * 0.5 / 1.5) < 4 * sigma * 0.5);
}

TEST_CASE("delivered units fail more often when they are young, and only while they are there") {
  Pool pool = pool_of("a", 2000);
  pool.deliveries = {{Units{1000}, day(10), {}, day(130)}};
  pool.failures = FailureSpec{{20}, InfantSpec{3, days(60)}, FixedDuration{Duration{1}}};
  const auto downtimes = downtimes_of(pool, day(200));
  // With repairs of 1 ms, Poisson: the variance is the mean.
  const auto is_near = [](double found, double mean) {
    return std::abs(found - mean) < 4 * std::sqrt(mean);
  };
  // 1000 units x 200 d x 20 / 1000 unit-days
  CHECK(is_near(count(downtimes, day(0), day(200), 0, 999), 4000));
  CHECK(count(downtimes, day(0), day(10), 1000, 1999) == 0);
  // 1000 units x 60 d x 20 / 1000 unit-days x 3, and then once as many
  CHECK(is_near(count(downtimes, day(10), day(70), 1000, 1999), 3600));
  CHECK(is_near(count(downtimes, day(70), day(130), 1000, 1999), 1200));
  CHECK(count(downtimes, day(130), day(200), 1000, 1999) == 0);
}

TEST_CASE("repairs last as they are distributed") {
  Pool pool = pool_of("a", 1000);
  pool.failures = FailureSpec{{4}, {}, LognormalDuration{hours(8), 0.5}};
  const auto downtimes = downtimes_of(pool, day(5000));
  double sum = 0;
  for (const Downtime& d : downtimes) sum += static_cast<double>((d.until - d.from).count());
  const auto n = static_cast<double>(downtimes.size());
  REQUIRE(n > 10'000);
  // Mean median x exp(sigma^2 / 2), variance mean^2 x (exp(sigma^2) - 1).
  const double mean = 8 * kMsPerHour * std::exp(0.125);
  CHECK(std::abs(sum / n - mean) < 4 * mean * std::sqrt((std::exp(0.25) - 1) / n));
}

TEST_CASE("outages come at their rate and last as they are distributed") {
  Pool pool = pool_of("a", 3);
  pool.outages = {{{{1, 2}}, DrawnOutages{{50}, ExponentialDuration{hours(4)}}}};
  CapacityTimeline timeline(platform_of({pool}), 1);
  // Between two moments at which none lasts, the sum of the lengths is that of the ups less that
  // of the downs.
  double outages = 0;
  double sum_ms = 0;
  int lasting = 0;
  while (timeline.next() < day(36'525) || lasting > 0) {
    const CapacityChange change = timeline.take();
    REQUIRE(change.units.first == 1);
    REQUIRE(change.units.last == 2);
    const bool is_down = change.kind == Kind::down;
    lasting += is_down ? 1 : -1;
    outages += is_down ? 1 : 0;
    sum_ms += (is_down ? -1 : 1) * static_cast<double>(to_ms(change.at));
  }
  // 100 years of 365.25 days, 50 a year; an exponential's deviation is its mean.
  CHECK(std::abs(outages - 5000) < 4 * std::sqrt(5000));
  CHECK(std::abs(sum_ms / outages - 4 * kMsPerHour) < 4 * 4 * kMsPerHour / std::sqrt(outages));
}

TEST_CASE("deliveries slip as their slip is distributed") {
  Pool pool = pool_of("a", 1000);
  pool.deliveries.assign(1000,
                         {Units{1}, day(100), TriangularDuration{days(0), days(60), days(270)}});
  CapacityTimeline timeline(platform_of({pool}), 1);
  double sum = 0;
  while (timeline.next() != kNever) {
    sum += static_cast<double>((timeline.take().at - day(100)).count()) / kMsPerDay;
  }
  // Mean (0 + 60 + 270) / 3 = 110 d, variance (60^2 + 270^2 - 60 x 270) / 18 = 3350 d^2.
  CHECK(std::abs(sum / 1000 - 110) < 4 * std::sqrt(3350.0 / 1000));
}

}  // namespace
}  // namespace drawdown
