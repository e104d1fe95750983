// One run of a study: from a scenario to a record.
#pragma once

#include <string>

#include "sim/config/document.hpp"
#include "sim/study/run_key.hpp"

namespace drawdown {

/// Simulates the scenario, as `drawdown run` does but without its tables, and gives the text of its
/// record; with `steady_state` the figures after the warm-up are in it too. Once in a process:
/// SimGrid has one engine. Raises what a run raises, and EnvironmentError where the trace is no
/// longer what the key was made of.
std::string simulate(Document scenario, const std::string& key, bool steady_state,
                     const RunKeys& keys);

}  // namespace drawdown
