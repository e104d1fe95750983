// A trace as a scenario names it, read from YAML.
//
//   workload:
//     trace:
//       format: csv               # swf | csv | philly | helios | openb | dlrm
//       file: jobs.csv.gz         # plain or gzip, relative to this file
//       on_bad_line: fail         # fail | skip (skipped lines are counted). Default fail
//       sort: false               # read all to memory and sort by submit time. Default: true for
//                                 # the four last, else false
//       time_zero: start          # what the run's start is in the trace: its moment 0 (dates: the
//                                 # scenario's start), or its first_job. Default: first_job for
//                                 # the four last, else start
//       offered_load: 0.9         # scale each pool's times between submissions to this load;
//                                 # implies sort. Default: as in the trace
//       columns:                  # csv only; default: those of `drawdown generate`
//         id: job                 # default: the job's number
//         tenant: user            # default: unknown
//         class: kind             # default: none
//         pool: cluster           # default: any
//         chips: num_gpus
//         submit: {column: timestamp, unit: date}      # s | ms | us | date (UTC)
//         run: {column: duration, unit: s}             # s | ms | us
//         requested: {column: limit, unit: s}          # default: the run time
//         shape: slice            # 4x4x8 in a job's field, or nothing. Default: none
//         limit: constraint       # max_leaves 1 required, or nothing. Default: none
//         priority: class         # a whole number, or nothing. Default: that of all jobs
//         deadline: {column: due, unit: s}             # from the submission, or nothing. Default:
//                                                      # that of all jobs
//         after: needs            # ids of the jobs that it depends on, with spaces between, or
//                                 # nothing. Default: none
//       startup: 2 min            # of all jobs; restart, checkpoint, priority, preemptible,
//                                 # deadline, markets, step, data and runs_on, too, as in a
//                                 # stream
//
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/traces/trace_spec.hpp"

namespace drawdown {

/// `own` are the platform's accelerators beside the catalogue's. What is wrong is in the
/// diagnostics of `trace`; until they are raised, the result means nothing.
TraceSpec read_trace(MapReader trace, const std::vector<Accelerator>& own);

}  // namespace drawdown
