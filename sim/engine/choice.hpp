// Whether what a policy chose can be done.
#pragma once

#include "sim/engine/run_state.hpp"

namespace drawdown {

/// Raises Bug unless this gang may lose its place for this start.
void check_victim(const RunState& state, GangId victim, const Start& choice);

/// Raises Bug unless this start can be carried out now, with its victims gone.
void check_choice(const RunState& state, const Start& choice);

}  // namespace drawdown
