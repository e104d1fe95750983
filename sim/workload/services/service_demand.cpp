#include "sim/workload/services/service_demand.hpp"

namespace drawdown {

ServiceDemand::ServiceDemand(const ServiceSpec& service, Date, std::uint64_t)
    : rate_(service.demand.rate) {}

RequestRate ServiceDemand::next() {
  return rate_;
}

}  // namespace drawdown
