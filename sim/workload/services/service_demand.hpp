// The demand for a service, step by step.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/workload/services/service_spec.hpp"
#include "sim/workload/streams/arrivals/hourly_rate.hpp"

namespace drawdown {

/// The requests of one service over time, constant within each of its steps.
class ServiceDemand {
 public:
  /// Draws from the random stream `services/<name>/levels`. `service` must outlive it.
  ServiceDemand(const ServiceSpec& service, Date start, std::uint64_t seed);

  /// Of the next step, the first being that which begins with the service. Raises InputError where
  /// it is more than kMostRequests.
  RequestRate next();

 private:
  RequestRate of_hour(const HourlyDemand& demand);

  const ServiceSpec& service_;
  std::int64_t step_ = 0;  // the next
  // Of demand that follows the hours: from the Monday before the service's beginning to that, and
  // the course from there on.
  Duration from_monday_;
  std::optional<HourlyRate> course_;
};

}  // namespace drawdown
