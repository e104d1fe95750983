// The demand for a service, step by step.
#pragma once

#include <cstdint>

#include "sim/workload/services/service_spec.hpp"

namespace drawdown {

/// The requests of one service over time, constant within each of its steps.
class ServiceDemand {
 public:
  ServiceDemand(const ServiceSpec& service, Date start, std::uint64_t seed);

  /// Of the next step, the first being that which begins with the service. Raises InputError where
  /// it is more than kMostRequests.
  RequestRate next();

 private:
  RequestRate rate_;
};

}  // namespace drawdown
