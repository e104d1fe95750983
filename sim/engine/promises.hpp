// The promises of a decision in place of those of the one before.
#pragma once

#include <functional>

#include "sim/engine/run_state.hpp"

namespace drawdown {

/// Takes the promises to these gangs, which have started, off the view.
void keep_promises(RunState& state, const std::vector<Start>& starts);

/// Puts the promises that a decision made into the view, and tells which are new, changed
/// (`promised`) or lapsed without having been kept by a start (`withdrawn`), in order of arrival.
void replace_promises(RunState& state, std::vector<Promise>& made,
                      const std::function<void(const Promise&)>& promised,
                      const std::function<void(const Promise&)>& withdrawn);

}  // namespace drawdown
