// The `platform` part of a scenario, read from YAML (docs/files.md).
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// The platform that a file describes, for a run that starts at `start`; no key is left to be asked
/// for. What is wrong is in the diagnostics of `platform`; until they are raised, the result means
/// nothing.
Platform read_platform(MapReader& platform, Date start);

}  // namespace drawdown
