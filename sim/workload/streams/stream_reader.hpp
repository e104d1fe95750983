// Generated streams, read from YAML.
//
//   workload:
//     streams:
//       - name: research
//         tenant: research        # default: the name
//         class: training         # default: none
//         pool: v5p               # default: any
//         jobs: 100000            # stop after so many; and, or instead:
//         until: 2026-06-01       # stop then. Neither is needed where the scenario has an end
//         arrivals:
//           rate: 120 jobs/h      # the mean of a week at the start, batches counted by their jobs
//           daily: [24 weights]   # from midnight UTC. Default: all equal
//           weekly: [7 weights]   # Monday first. Default: all equal
//           ...                   # growth, variation, level, batch, or a calendar:
//                                 # sim/workload/streams/arrivals/arrivals_reader.hpp
//         # after: {stream: pretrain, jobs: 40}   # in place of arrivals: so many (default 1) with
//                                 # each job of that stream, on which they depend (docs/jobs.md)
//         duration:               # one distribution:
//           lognormal: {median: 14 min, sigma: 2.2}
//           ...                   # others: sim/model/distribution/distribution_reader.hpp
//           min: 1 s              # what is drawn below becomes this. Default 1 ms
//           max: 7 d              # what is drawn above becomes this. Default: about 3,000 years
//         training:               # or this: the run time follows from the size that is drawn
//           parameters: 405e9
//           active_parameters: 37e9      # of a mixture of experts. Default: all
//           tokens: 15.6e12
//           precision: bf16       # bf16 | fp8 | int8. Default bf16
//           utilisation: {h100_sxm: 0.40, tpu_v5p: 0.45}   # of the dense peak; they are what it
//                                 # runs on, and `runs_on` has no speeds
//           # chip_hours: 2.788e6 chip-hours             # or this alone
//           # budget: 5.576e6 USD        # or these
//           # price: 2 USD/chip-hour
//         sizes: [{chips: 1 chips, weight: 70}, {chips: 8 chips, weight: 30}]   # default weight 1
//         # sizes: [{chips: 8 chips, duration: {fixed: 1 h}}]   # a size's own; default: the
//                                 # stream's, which need not be there if all sizes have their own
//         # sizes: [{shape: 4x4x8}, {shape: 8x8, weight: 2}]    # slices of a torus; 8x8 is 8x8x1
//         # sizes: [{chips: 1024 chips, down_to: 128 chips, scaling: 0.9}]   # elastic: on halves
//                                 # of halves too, at (n / chips) ^ scaling of the speed; scaling
//                                 # above 0 and at most 1, default 1. Not of a shape (docs/jobs.md)
//         placement:              # not together with shapes; one of these. Default: no limit
//           same_leaf: required   # required | preferred. In one domain: same_domain
//           # max_leaves: 2 required   # at most so many, required | preferred. Or max_domains
//         requested:              # default: the run time
//           factor: 3             # x the run time, or evenly from {min: 1, max: 5}, min by
//                                 # default 1; or fixed: 4 h
//           round_up: 1 h         # to the next multiple. Default: as it is
//           # limits: [1 h, 4 h, 1 d]             # in its place: to the next of these, or the last
//         startup: 2 min          # from the first start to the first work. Default 0 s
//         restart: 10 min         # from a later start to the first work. Default: startup
//         checkpoint: {interval: 30 min, write: 30 s}           # default: none. Interval: or
//                                 # optimum. In place of write: bytes: 14 TB, to the pool's storage
//         priority: 100           # higher goes first. -1000000 to 1000000. Default 0
//         preemptible: false      # whether a higher priority may take its place. Default true
//         deadline: 7 d           # from its submission, by then it should be done. Default: none
//         markets: [on_demand]    # where its jobs may run beside reservations; or none. Default:
//                                 # [on_demand, spot]
//         step: {compute: 2 s, all_reduce: 14 GB}   # of its training: computing, and what each
//                                 # chip's all_reduce and all_to_all are of (default 0 B). Default:
//                                 # it sends nothing
//         data: corpus            # a data set of the platform's, which its gangs read. Default:
//                                 # none
//         runs_on:                # default: everywhere, at speed 1
//           - accelerator: tpu_v5p
//             speed: 1            # default 1
//             from: 2027-01-01    # jobs submitted before cannot use it. Default: all can
//             compile: 20 min     # a start that is not on the accelerator of the last. Default 0 s
#pragma once

#include <optional>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/streams/stream_spec.hpp"

namespace drawdown {

/// The key `streams` of a workload, for a run from `start` to `end`, if it ends at a date. `own`
/// are the platform's accelerators beside the catalogue's. What is wrong is in the diagnostics of
/// `workload`; until they are raised, the result means nothing.
std::vector<StreamSpec> read_streams(MapReader& workload, Date start,
                                     const std::optional<Date>& end,
                                     const std::vector<Accelerator>& own);

}  // namespace drawdown
