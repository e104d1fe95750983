// What a scenario says of the demand for a service.
#pragma once

#include <variant>
#include <vector>

#include "sim/workload/services/request_rate.hpp"
#include "sim/workload/streams/arrivals/arrival_spec.hpp"

namespace drawdown {

/// Demand that follows the hours of the week.
struct HourlyDemand {
  RequestRate rate;    ///< the mean of a week, at the service's beginning
  ArrivalSpec course;  ///< weights, growth and level, of a rate of 1
};

/// Demand that repeats the requests of a published trace.
struct TraceDemand {
  std::vector<RequestRate> steps;  ///< of the trace, as long as those of the service; one at least
};

using DemandSpec = std::variant<HourlyDemand, TraceDemand>;

}  // namespace drawdown
