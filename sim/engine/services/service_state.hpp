// Where a service stands: written by the engine alone, read by observers.
#pragma once

#include <algorithm>

#include "sim/workload/services/request_rate.hpp"

namespace drawdown {

/// All 0 before a service begins and once it is over. What follows from which replicas are ready is
/// as of the last sample.
struct ServiceState {
  RequestRate demand;         ///< of the present step
  RequestRate need;           ///< what the ready replicas should serve together for that
  RequestRate wanted;         ///< the need that the autoscaler saw in this step
  std::int64_t replicas = 0;  ///< that wait or run
  std::int64_t ready = 0;
  RequestRate throughput;  ///< of the ready ones
  Chips overprovisioned;

  RequestRate served() const { return std::min(demand, throughput); }
  bool operator==(const ServiceState&) const = default;
};

}  // namespace drawdown
