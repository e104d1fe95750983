// What happens to units of a pool at a moment, and what is to happen yet.
#pragma once

#include <array>
#include <compare>
#include <functional>
#include <queue>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/capacity/capacity_spec.hpp"
#include "sim/model/geometry/unit_set.hpp"

namespace drawdown {

/// What has units down, in the order in which an instant takes them.
enum class DownReason { failure, outage, maintenance, reclaim };

constexpr std::string_view name_of(DownReason reason) {
  constexpr std::array<std::string_view, 4> kNames = {"failure", "outage", "maintenance",
                                                      "reclaim"};
  return kNames[static_cast<std::size_t>(reason)];
}

/// Units come, go down for a reason, are up again as far as that reason goes, or leave for ever.
struct CapacityChange {
  /// In the order in which an instant takes them (docs/accounting.md, Order of an instant).
  enum class Kind { deliver, up, down, retire };

  Instant at;
  Kind kind;
  PoolId pool;
  UnitRange units;
  DownReason reason = DownReason::failure;  ///< of `up` and `down`

  friend std::strong_ordering operator<=>(const CapacityChange& a, const CapacityChange& b) {
    return a.key() <=> b.key();
  }
  friend bool operator==(const CapacityChange& a, const CapacityChange& b) {
    return a.key() == b.key();
  }

 private:
  std::tuple<Instant, Kind, DownReason, PoolId, std::int32_t, std::int32_t> key() const {
    return {at, kind, reason, pool, units.first, units.last};
  }
};

constexpr std::string_view name_of(CapacityChange::Kind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"deliver", "up", "down", "retire"};
  return kNames[static_cast<std::size_t>(kind)];
}

/// Changes to come, the next one on top.
using PendingChanges =
    std::priority_queue<CapacityChange, std::vector<CapacityChange>, std::greater<>>;

/// Units of one pool.
struct PoolUnits {
  PoolId pool;
  UnitRange units;
};

/// Units go down and, at the window's end, are up again.
inline void add_down(PendingChanges& pending, DownReason reason, const PoolUnits& which,
                     const Window& window) {
  using Kind = CapacityChange::Kind;
  pending.push({window.from, Kind::down, which.pool, which.units, reason});
  pending.push({window.until, Kind::up, which.pool, which.units, reason});
}

}  // namespace drawdown
