// The `policy` part of a scenario, read from YAML (docs/files.md).
#pragma once

#include "sim/config/reader.hpp"
#include "sim/policy/policy.hpp"

namespace drawdown {

/// The policy that a file describes; what it leaves out has its default. What is wrong is in the
/// diagnostics of `policy`; until they are raised, the result means nothing.
PolicySpec read_policy(MapReader policy);

/// Writes the keys that a named policy stands for (order, backfill, backfill_order, preemption)
/// into a `policy` mapping; the other keys stay as they are.
void apply_named_policy(const NamedPolicy& named, Node& policy);

}  // namespace drawdown
