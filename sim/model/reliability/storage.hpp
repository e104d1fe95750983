// Where a pool's gangs write their checkpoints, and how long that takes.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/units.hpp"
#include "sim/model/catalogue/quantities.hpp"

namespace drawdown {

/// Storage at a pool. Gangs do not share it: each has all of its bandwidth.
struct Storage {
  Bandwidth write;
  Bandwidth read;
  std::optional<Bandwidth> per_unit{};  ///< that a unit can write, or read; nothing: all there is
};

/// How long a checkpoint of so many bytes takes a gang.
struct CheckpointTimes {
  Duration write{};
  Duration read{};  ///< of the last one, by a start that goes on from it

  bool operator==(const CheckpointTimes&) const = default;
};

/// The times of a gang on `units` units, by the rules of docs/platforms.md, "What a gang loses"; at
/// least 1 ms each.
CheckpointTimes checkpoint_times(const Storage& storage, std::int64_t bytes, std::int64_t units);

}  // namespace drawdown
