// The platform that a run had.
#pragma once

#include "sim/model/platform.hpp"
#include "sim/review/run/run_files.hpp"

namespace drawdown {

/// From run.yaml alone: without what says when units are down or slip, which may be in other files.
Platform read_run_platform(const RunFiles& run);

}  // namespace drawdown
