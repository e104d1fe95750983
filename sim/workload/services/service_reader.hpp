// Services, read from YAML.
//
//   workload:
//     services:
//       - name: chat
//         tenant: serving         # default: the name
//         class: inference        # default: inference
//         priority: 100           # whole, -1000000 to 1000000. Default 0
//         preemptible: false      # default false
//         from: 2027-01-01        # not before the run's start. Default: the run's start
//         until: 2029-01-01       # default: the run's end, which there must be
//         step: 5 min             # default 5 min
//         demand:                 # demand_reader.hpp
//         replica:
//           chips: 8 chips        # or shape: 2x4
//           startup: 3 min        # from a start to its first request. Default 0 s
//           throughput: {h100_sxm: 12 requests/s}    # by accelerator, the first is the reference
//           # roofline:           # instead: the throughput follows from
//           #   parameters: 70e9
//           #   active_parameters: 70e9    # default: all
//           #   bytes_per_parameter: 1
//           #   kv_bytes_per_token: 160e3
//           #   prompt_tokens: 1155
//           #   output_tokens: 211
//           #   batch: 64
//           #   accelerators: {h100_sxm: 0.5}   # the share of their peak figures that is reached
//         autoscaler:             # default: as said below
//           target: 0.7           # of throughput, above 0, six decimals. Not with erlang_c.
//           Default 1 lag: 2 min            # it sees the demand of so long ago. Default 0 s keep:
//           15 min          # replicas are kept that were needed within it. Default 0 s min: 1 #
//           replicas. Default 0 max: 500              # default 1000000
//         attainment: fluid       # default fluid, or:
//         # attainment: {erlang_c: {slots: 32, within: 2 s, goal: 0.99}}
#pragma once

#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/services/service_spec.hpp"

namespace drawdown {

/// The key `services` of a workload, for a run that starts at `start`; `run_ends`: at a date.
/// `own` are the platform's accelerators beside the catalogue's. What is wrong is in the
/// diagnostics of `workload`; until they are raised, the result means nothing.
std::vector<ServiceSpec> read_services(MapReader& workload, Date start, bool run_ends,
                                       const std::vector<Accelerator>& own);

}  // namespace drawdown
