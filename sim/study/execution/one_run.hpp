// One run of a study: from a scenario to a record.
#pragma once

#include <string>

#include "sim/config/document.hpp"

namespace drawdown {

/// Simulates the scenario, as `drawdown run` does but without its tables, and gives the text of its
/// record; with `steady_state` the figures after the warm-up are in it too. Once in a process:
/// SimGrid has one engine. Raises what a run raises.
std::string simulate(Document scenario, const std::string& key, bool steady_state);

}  // namespace drawdown
