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
//         duration:               # one distribution:
//           lognormal: {median: 14 min, sigma: 2.2}
//           ...                   # others: sim/model/distribution/distribution_reader.hpp
//           min: 1 s              # what is drawn below becomes this. Default 1 ms
//           max: 7 d              # what is drawn above becomes this. Default: about 3,000 years
//         sizes: [{chips: 1 chips, weight: 70}, {chips: 8 chips, weight: 30}]   # default weight 1
//         # sizes: [{chips: 8 chips, duration: {fixed: 1 h}}]   # a size's own; default: the
//                                 # stream's, which need not be there if all sizes have their own
//         # sizes: [{shape: 4x4x8}, {shape: 8x8, weight: 2}]    # slices of a torus; 8x8 is 8x8x1
//         placement:              # not together with shapes; one of these. Default: no limit
//           same_leaf: required   # required | preferred. In one domain: same_domain
//           # max_leaves: 2 required   # at most so many, required | preferred. Or max_domains
//         requested:              # default: the run time
//           factor: 3             # x the run time; or fixed: 4 h
//           round_up: 1 h         # to the next multiple. Default: as it is
//         startup: 2 min          # from the first start to the first work. Default 0 s
//         restart: 10 min         # from a later start to the first work. Default: startup
//         checkpoint: {interval: 30 min, write: 30 s}           # default: none
//         step: {compute: 2 s, all_reduce: 14 GB}   # of its training: computing, and what each
//                                 # chip's all_reduce and all_to_all are of (default 0 B). Default:
//                                 # it sends nothing
//         data: corpus            # a data set of the platform's, which its gangs read. Default:
//                                 # none
#pragma once

#include <optional>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/reader.hpp"
#include "sim/workload/streams/stream_spec.hpp"

namespace drawdown {

/// The key `streams` of a workload, for a run from `start` to `end`, if it ends at a date. What is
/// wrong is in the diagnostics of `workload`; until they are raised, the result means nothing.
std::vector<StreamSpec> read_streams(MapReader& workload, Date start,
                                     const std::optional<Date>& end);

}  // namespace drawdown
