// What a replica of a service is and serves, read from YAML.
#pragma once

#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/services/service_spec.hpp"

namespace drawdown {

/// The key `replica` of a service: fills in the chips, the shape, the startup and the throughputs.
/// `own` are the platform's accelerators beside the catalogue's.
void read_replica(MapReader replica, const std::vector<Accelerator>& own, ServiceSpec& service);

}  // namespace drawdown
