// Platforms whose capacity changes in a few milliseconds, and their changes as text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/model/capacity/timeline.hpp"

namespace drawdown {

inline constexpr double kMsPerDay = 86'400'000;

inline Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

inline Window window_ms(std::int64_t from, std::int64_t until) {
  return {at_ms(from), at_ms(until)};
}

/// One failure in so many milliseconds of a unit.
inline FailureRate every_ms(double ms) {
  return {1000 * kMsPerDay / ms};
}

inline Pool pool_of(std::string name, std::int64_t units) {
  Pool pool;
  pool.name = std::move(name);
  pool.site = SiteId{0};
  pool.units = Units{units};
  pool.chips_per_unit = Chips{1};
  return pool;
}

inline Platform platform_of(std::vector<Pool> pools) {
  Platform platform;
  platform.sites.resize(1);
  platform.sites[0].name = "iowa";
  platform.pools = std::move(pools);
  return platform;
}

inline std::string to_text(const CapacityChange& change) {
  using Kind = CapacityChange::Kind;
  constexpr const char* kKinds[] = {"deliver", "up", "down", "retire"};
  constexpr const char* kReasons[] = {" failure", " outage", " maintenance", " reclaim"};
  const bool has_reason = change.kind == Kind::up || change.kind == Kind::down;
  return fmt::format("{} {}{} {} {}-{}", to_ms(change.at), kKinds[static_cast<int>(change.kind)],
                     has_reason ? kReasons[static_cast<int>(change.reason)] : "",
                     change.pool.index(), change.units.first, change.units.last);
}

/// The changes before a moment, as text.
inline std::vector<std::string> changes_of(const Platform& platform, Instant end,
                                           std::uint64_t seed = 1) {
  CapacityTimeline timeline(platform, seed);
  std::vector<std::string> changes;
  while (timeline.next() < end) changes.push_back(to_text(timeline.take()));
  return changes;
}

}  // namespace drawdown
