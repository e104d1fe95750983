// Whether the replications of a point are enough.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/statistics/estimate.hpp"
#include "sim/study/execution/store.hpp"
#include "sim/study/study.hpp"

namespace drawdown {

/// How the intervals of a metric are made in this study.
Estimation estimation_of(const Study& study, std::string_view metric);

/// Whether the intervals that `until` names are narrow enough over these runs, the first
/// replications of a point, all of which are done. Raises EnvironmentError where a record is gone
/// or is none.
bool are_narrow_enough(const Study& study, const Store& store,
                       const std::vector<std::string>& keys);

}  // namespace drawdown
