// Whether the replications of a point are enough.
#pragma once

#include <string>
#include <vector>

#include "sim/study/execution/store.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

/// Whether the intervals that `until` names are narrow enough over these runs, the first
/// replications of a point, all of which are done. Raises EnvironmentError where a record is gone
/// or is none.
bool are_narrow_enough(const Study& study, const Store& store,
                       const std::vector<std::string>& keys);

}  // namespace drawdown
