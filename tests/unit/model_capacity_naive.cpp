// The timeline of capacity gives the same list as drawing everything and sorting it.
#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "tests/unit/capacity_changes.hpp"
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

namespace drawdown {
namespace {

using Kind = CapacityChange::Kind;

// All there is before `end`, drawn pool by pool and sorted: what the timeline is to give.
class NaiveTimeline {
 public:
  NaiveTimeline(const Platform& platform, std::uint64_t seed, Instant end)
      : platform_(platform), seed_(seed), end_(end) {
    for (std::size_t i = 0; i < platform.pools.size(); ++i) add_pool(i);
    for (std::size_t site = 0; site < platform.sites.size(); ++site) {
      std::vector<CapacityChange> where;
      for (std::size_t i = 0; i < platform.pools.size(); ++i) {
        if (platform.pools[i].site != SiteId{site}) continue;
        where.push_back({kRunStart, Kind::down, PoolId{i}, all_of(i)});
      }
      const Site& of = platform.sites[site];
      add_outages(of.outages, where, "site_outages/" + of.name);
    }
    std::erase_if(changes_, [&](const CapacityChange& change) { return change.at >= end; });
    std::ranges::sort(changes_, {}, [](const CapacityChange& c) {
      return std::tuple(c.at, c.kind, c.reason, c.pool, c.units.first, c.units.last);
    });
  }

  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const CapacityChange& change : changes_) texts.push_back(to_text(change));
    return texts;
  }

 private:
  struct UnitLife {
    Instant from, infant_until, until, repaired;
  };

  UnitRange all_of(std::size_t pool) const {
    return {0, static_cast<std::int32_t>(platform_.pools[pool].units.value()) - 1};
  }

  void add_down(DownReason reason, CapacityChange where, Instant from, Instant until) {
    where.reason = reason;
    where.kind = Kind::down;
    where.at = from;
    changes_.push_back(where);
    where.kind = Kind::up;
    where.at = until;
    changes_.push_back(where);
  }

  void add_pool(std::size_t index) {
    const Pool& pool = platform_.pools[index];
    std::vector<UnitLife> lives = lives_of(index);
    for (const Window& window : pool.maintenance) {
      add_down(DownReason::maintenance, {kRunStart, Kind::down, PoolId{index}, all_of(index)},
               window.from, window.until);
    }
    add_outages(pool.outages, {{kRunStart, Kind::down, PoolId{index}, all_of(index)}},
                "outages/" + pool.name);
    if (pool.failures) add_failures(index, lives);
  }

  // Deliveries and retirements, too.
  std::vector<UnitLife> lives_of(std::size_t index) {
    const Pool& pool = platform_.pools[index];
    std::vector<UnitLife> lives;
    std::int64_t initial = pool.units.value();
    for (const Delivery& delivery : pool.deliveries) initial -= delivery.units.value();
    const auto add = [&](std::int64_t units, Instant from, Instant infant_until, Instant until) {
      const auto first = static_cast<std::int32_t>(lives.size());
      for (; units > 0; --units) lives.push_back({from, infant_until, until, kRunStart});
      return UnitRange{first, static_cast<std::int32_t>(lives.size()) - 1};
    };
    const UnitRange there = add(initial, kRunStart, kRunStart, pool.retire);
    if (initial > 0 && pool.retire != kNever) {
      changes_.push_back({pool.retire, Kind::retire, PoolId{index}, there});
    }
    for (std::size_t i = 0; i < pool.deliveries.size(); ++i) {
      const Delivery& delivery = pool.deliveries[i];
      Instant at = delivery.at;
      RandomStream random(seed_, fmt::format("deliveries/{}/{}", pool.name, i));
      if (delivery.slip) at += whole_ms(draw_ms(*delivery.slip, random));
      at = std::max(at, kRunStart);
      const bool comes = at < delivery.retire;
      const Duration infancy =
          pool.failures && pool.failures->infant ? pool.failures->infant->span : Duration{0};
      const UnitRange units = add(delivery.units.value(), at, at + infancy, delivery.retire);
      if (comes) changes_.push_back({at, Kind::deliver, PoolId{index}, units});
      if (comes && delivery.retire != kNever) {
        changes_.push_back({delivery.retire, Kind::retire, PoolId{index}, units});
      }
    }
    return lives;
  }

  void add_failures(std::size_t index, std::vector<UnitLife>& lives) {
    const Pool& pool = platform_.pools[index];
    const FailureSpec& spec = *pool.failures;
    const double most = spec.infant && !pool.deliveries.empty() ? spec.infant->factor : 1;
    const auto units = static_cast<double>(lives.size());
    RandomStream random(seed_, "failures/" + pool.name);
    double ms = 0;
    while (true) {
      ms += random.exponential(1000 * kMsPerDay / (spec.rate.per_1000_unit_days * most * units));
      const Instant now = at_ms(std::llround(ms));
      if (now >= end_) return;
      const auto unit = static_cast<std::size_t>(std::floor(random.uniform() * units));
      const double acceptance = random.uniform();
      const Duration repair = whole_ms(draw_ms(spec.repair, random));
      UnitLife& life = lives[unit];
      if (now < life.from || now >= life.until || now < life.repaired) continue;
      if (acceptance >= (now < life.infant_until ? most : 1.0) / most) continue;
      const auto number = static_cast<std::int32_t>(unit);
      add_down(DownReason::failure, {now, Kind::down, PoolId{index}, {number, number}}, now,
               now + repair);
      life.repaired = now + repair;
    }
  }

  void add_outages(const std::vector<OutageSpec>& outages, std::vector<CapacityChange> all,
                   const std::string& stream) {
    std::size_t drawn = 0;
    for (const OutageSpec& outage : outages) {
      std::vector<CapacityChange> where = all;
      if (!outage.units.empty()) {
        where.assign(outage.units.size(), all.front());
        for (std::size_t i = 0; i < where.size(); ++i) where[i].units = outage.units[i];
      }
      std::vector<Window> windows;
      if (const auto* random_outages = std::get_if<DrawnOutages>(&outage.when)) {
        windows = windows_of(*random_outages, fmt::format("{}/{}", stream, drawn++));
      } else {
        windows = {std::get<Window>(outage.when)};
      }
      for (const Window& window : windows) {
        for (const CapacityChange& each : where) {
          add_down(DownReason::outage, each, window.from, window.until);
        }
      }
    }
  }

  std::vector<Window> windows_of(const DrawnOutages& spec, const std::string& stream) const {
    RandomStream random(seed_, stream);
    std::vector<Window> windows;
    double ms = 0;
    while (true) {
      ms += random.exponential(365.25 * kMsPerDay / spec.rate.per_year);
      const Instant from = at_ms(std::llround(ms));
      if (from >= end_) return windows;
      windows.push_back({from, from + whole_ms(draw_ms(spec.lasts, random))});
    }
  }

  const Platform& platform_;
  std::uint64_t seed_;
  Instant end_;
  std::vector<CapacityChange> changes_;
};

Duration some_ms(std::int64_t least, std::int64_t most) {
  return Duration{*rc::gen::inRange(least, most + 1)};
}

DurationDistribution some_distribution() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return FixedDuration{some_ms(1, 20)};
    case 1:
      return ExponentialDuration{some_ms(1, 20)};
    case 2:
      return LognormalDuration{some_ms(1, 20), 1};
    default: {
      const Duration min = some_ms(0, 10);
      return TriangularDuration{min, min + Duration{4}, min + Duration{20}};
    }
  }
}

std::vector<OutageSpec> some_outages(const Pool* pool) {
  std::vector<OutageSpec> outages(*rc::gen::inRange<std::size_t>(0, 4));
  for (OutageSpec& outage : outages) {
    if (*rc::gen::arbitrary<bool>()) {
      const Instant from = kRunStart + some_ms(0, 80);
      outage.when = Window{from, from + some_ms(1, 40)};
    } else {
      const auto gap = static_cast<double>(*rc::gen::inRange(2, 60));
      outage.when = DrawnOutages{{365.25 * kMsPerDay / gap}, some_distribution()};
    }
    if (pool == nullptr || *rc::gen::arbitrary<bool>()) continue;
    for (std::int32_t unit = 0; unit < pool->units.value(); unit += 3) {
      if (*rc::gen::arbitrary<bool>()) outage.units.push_back({unit, unit});
    }
  }
  return outages;
}

Pool some_pool(std::size_t index, std::size_t sites) {
  Pool pool = pool_of(fmt::format("p{}", index), 0);
  pool.site = SiteId{*rc::gen::inRange<std::size_t>(0, sites)};
  pool.units = Units{*rc::gen::inRange<std::int64_t>(0, 5)};
  const auto deliveries = *rc::gen::inRange(pool.units == Units{0} ? 1 : 0, 4);
  for (int i = 0; i < deliveries; ++i) {
    Delivery delivery{Units{*rc::gen::inRange<std::int64_t>(1, 4)}, kRunStart + some_ms(-20, 80)};
    if (*rc::gen::arbitrary<bool>()) delivery.slip = some_distribution();
    if (*rc::gen::arbitrary<bool>()) {
      delivery.retire = std::max(delivery.at, kRunStart) + some_ms(1, 60);
    }
    pool.units += delivery.units;
    pool.deliveries.push_back(delivery);
  }
  if (*rc::gen::arbitrary<bool>()) pool.retire = kRunStart + some_ms(1, 120);
  if (*rc::gen::inRange(0, 4) > 0) {
    pool.failures = FailureSpec{every_ms(*rc::gen::inRange(5, 200)), {}, some_distribution()};
    if (*rc::gen::arbitrary<bool>()) pool.failures->infant = InfantSpec{3.5, some_ms(1, 60)};
  }
  pool.outages = some_outages(&pool);
  if (*rc::gen::arbitrary<bool>()) pool.maintenance = {window_ms(10, 20), window_ms(30, 90)};
  return pool;
}

TEST_CASE("the timeline is everything drawn and sorted") {
  REQUIRE(rc::check("the same list", [] {
    Platform platform;
    platform.sites.resize(*rc::gen::inRange<std::size_t>(1, 3));
    for (std::size_t i = 0; i < platform.sites.size(); ++i) {
      platform.sites[i].name = fmt::format("s{}", i);
      platform.sites[i].outages = some_outages(nullptr);
    }
    const auto pools = *rc::gen::inRange<std::size_t>(1, 4);
    for (std::size_t i = 0; i < pools; ++i) {
      platform.pools.push_back(some_pool(i, platform.sites.size()));
    }
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const Instant end = at_ms(150);
    const auto changes = changes_of(platform, end, seed);
    RC_CLASSIFY(changes.size() > 50);
    RC_ASSERT(changes == NaiveTimeline(platform, seed, end).texts());
  }));
}

}  // namespace
}  // namespace drawdown
