// A whole scenario, read from YAML.
#pragma once

#include "sim/config/document.hpp"
#include "sim/engine/run_state.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {

/// What a run needs: everything but its jobs, and where those come from.
struct RunInput {
  Scenario scenario;
  WorkloadSpec workload;
};

/// The scenario in the tree, into which every default is filled. What is wrong is in `diagnostics`;
/// until they are raised, the result means nothing.
RunInput read_scenario(Node& root, Diagnostics& diagnostics);

/// The same, of a tree that need have no more than a workload.
RunInput read_workload_only(Node& root, Diagnostics& diagnostics);

/// The same, of whichever parts the tree has: a platform or a workload of its own needs no more.
RunInput check_parts(Node& root, Diagnostics& diagnostics);

/// What the workload of this run must know of it.
WorkloadContext workload_context(const Scenario& scenario);

}  // namespace drawdown
