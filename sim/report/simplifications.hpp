// What the figures of a run rest on: what its model leaves out, and values that no source has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/run_state.hpp"

namespace drawdown {

/// What the model leaves out of what this run has, a sentence each. `silent` says whether some of
/// its jobs do not declare what they communicate, `communicating` whether some do,
/// `serving` whether there are services, `elastic` whether some of its jobs are elastic,
/// `contracted` whether there are contracts.
std::vector<std::string_view> simplifications(const Platform& platform, const PolicySpec& policy,
                                              bool silent, bool communicating, bool serving,
                                              bool elastic, bool contracted);

/// The assumed values of the accelerators of the pools that a run reads, as `tpu_v5p.host_watts`,
/// in the order of the pools; also where a pool says its own instead. Those of networks count only
/// for jobs that communicate.
std::vector<std::string> assumed_values(const Platform& platform, bool communicating);

}  // namespace drawdown
