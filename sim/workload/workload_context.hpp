// What a workload needs to know of the run that it is for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sim/base/units.hpp"

namespace drawdown {

/// The run of a workload.
struct WorkloadContext {
  Date start;
  std::optional<Date> end;  ///< streams stop here at the latest
  std::uint64_t seed = 1;
  std::map<std::string, Chips> pool_chips;  ///< each pool's capacity
  Chips total_chips;                        ///< the platform's
};

}  // namespace drawdown
