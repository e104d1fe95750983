// A setting as the tree that goes into a scenario.
#pragma once

#include "sim/study/study.hpp"

namespace drawdown {

/// The value of a setting: as the study lists it, else `scalar`, which it then becomes.
const Node& value_node(const Study& study, const Setting& setting, Node& scalar);

}  // namespace drawdown
