// Whether what a policy chose can be done.
#pragma once

#include "sim/engine/run_state.hpp"

namespace drawdown {

/// Raises Bug unless this start can be carried out now.
void check_choice(const RunState& state, const Start& choice);

}  // namespace drawdown
