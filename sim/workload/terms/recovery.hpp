// What starts, checkpoints and interruptions cost a job.
#pragma once

#include "sim/base/units.hpp"

namespace drawdown {

/// Rules of docs/platforms.md, "What a gang loses". All lengths are at least 0.
struct Recovery {
  Duration startup{};   ///< from the first start to the first work
  Duration restart{};   ///< from a later start to the first work
  Duration interval{};  ///< progress between checkpoints; 0: there are none
  Duration write{};     ///< what a checkpoint takes

  bool operator==(const Recovery&) const = default;
};

}  // namespace drawdown
