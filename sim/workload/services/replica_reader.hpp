// What a replica of a service is and serves, read from YAML.
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/platform.hpp"
#include "sim/workload/services/service_spec.hpp"

namespace drawdown {

/// The key `replica` of a service: fills in the chips, the shape, the startup and the throughputs.
void read_replica(MapReader replica, const Platform& platform, ServiceSpec& service);

}  // namespace drawdown
