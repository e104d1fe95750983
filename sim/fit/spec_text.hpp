// A fit as a workload file that `drawdown generate` and `drawdown run` read.
#pragma once

#include <string>

#include "sim/fit/closeness.hpp"

namespace drawdown {

/// YAML, with how near the forms come in its comments. `trace` is what was fitted, for the first
/// line; `scale` multiplies the rates.
std::string spec_text(const WorkloadFit& fit, const ClosenessOfFit& closeness,
                      const std::string& trace, double scale);

/// How near the forms come, for a person to read.
std::string fit_text(const WorkloadFit& fit, const ClosenessOfFit& closeness);

}  // namespace drawdown
