// The demand for a service, read from YAML.
//
//   demand:
//     rate: 400 requests/s      # the mean of a week, at the service's beginning
//     growth: 3 per year        # with daily, weekly and level, as for arrivals
//
//   demand:                     # or of a trace, which is repeated from its beginning when it ends
//     trace: azure              # azure | mooncake | helios (docs/workloads.md, Requests as demand)
//     file: requests.csv        # plain or gzip
//     scale: 10                 # times as many requests. Default 1
//     hash: "..."               # of the file; another one is an error. Default: what it is
#pragma once

#include "sim/base/units.hpp"
#include "sim/config/reader.hpp"
#include "sim/workload/services/demand_spec.hpp"

namespace drawdown {

/// The key `demand` of a service with steps of this length, or 0 where it could not be read. In the
/// tree the name of a trace becomes absolute, unless an environment variable begins it. Raises
/// InputError as read_demand_trace does.
DemandSpec read_demand(MapReader demand, Duration step);

}  // namespace drawdown
