// What a scenario says of the demand for a service.
#pragma once

#include "sim/workload/services/request_rate.hpp"

namespace drawdown {

/// Demand that follows the hours of the week.
struct DemandSpec {
  RequestRate rate;  ///< the mean of a week, at the service's beginning
};

}  // namespace drawdown
