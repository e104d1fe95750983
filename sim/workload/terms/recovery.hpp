// What starts, checkpoints and interruptions cost a job.
#pragma once

#include <cstdint>

#include "sim/base/units.hpp"

namespace drawdown {

/// Rules of docs/platforms.md, "What a gang loses". All lengths are at least 0.
struct Recovery {
  Duration startup{};      ///< from the first start to the first work
  Duration restart{};      ///< from a later start to the first work
  Duration interval{};     ///< progress between checkpoints; 0: there are none
  Duration write{};        ///< what a checkpoint takes, if that is the same everywhere
  std::int64_t bytes = 0;  ///< of a checkpoint; above 0: its storage says what it takes
  bool optimum = false;    ///< the interval is not said: it is what loses the least

  bool operator==(const Recovery&) const = default;
};

}  // namespace drawdown
