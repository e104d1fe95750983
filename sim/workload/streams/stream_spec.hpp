// What a scenario says of jobs that are drawn at random.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/distribution/distribution.hpp"
#include "sim/model/fabric/fabric.hpp"
#include "sim/model/geometry/ask.hpp"
#include "sim/workload/portability/market_use.hpp"
#include "sim/workload/portability/runs_on.hpp"
#include "sim/workload/recovery.hpp"
#include "sim/workload/standing.hpp"
#include "sim/workload/streams/arrivals/arrival_spec.hpp"

namespace drawdown {

/// How long jobs run. What is drawn beyond `min` or `max` becomes `min` or `max`, so that the mean
/// is not quite the distribution's own. At least 1 ms.
struct DurationSpec {
  DurationDistribution distribution;
  std::optional<Duration> min;
  std::optional<Duration> max;
};

struct SizeSpec {
  Chips chips;
  double weight = 0;                       ///< in proportion to the other sizes of the stream
  Shape shape{};                           ///< its volume is `chips`; none: any place for so many
  std::optional<DurationSpec> duration{};  ///< absent: the stream's
};

/// What jobs ask for: `factor` x their run time or a fixed time, up to the next multiple of
/// `round_up`; at least 1 ms.
struct RequestedSpec {
  std::variant<double, Duration> basis = 1.0;
  std::optional<Duration> round_up;
};

/// For each job of another stream, so many that depend on it are submitted with it.
struct FollowSpec {
  std::size_t stream = 0;  ///< by its place among the streams
  std::int64_t jobs = 1;   ///< above 0
};

/// Jobs that are drawn at random. Arrivals, levels, batches, durations and sizes draw from random
/// streams of their own, `<name>/arrivals` and so on: a change to one leaves the numbers of the
/// others as they were.
struct StreamSpec {
  std::string
      name;  ///< differs from those of the other streams; jobs are `<name>-1`, `<name>-2`, ...
  std::string tenant;
  std::string job_class;
  std::string pool;      ///< empty: any
  std::string data_set;  ///< empty: none
  std::optional<std::int64_t> jobs;
  std::optional<Date> until;  ///< no job is submitted at this moment or later
  ArrivalSpec arrivals;
  std::optional<FollowSpec> after;  ///< in place of arrivals, `jobs` and `until`
  DurationSpec duration;            ///< of the sizes that have none of their own
  std::optional<double> chip_ms;    ///< of each job, at speed 1; in place of `duration`
  std::vector<SizeSpec> sizes;
  std::optional<RequestedSpec> requested;  ///< absent: the run time
  PlacementLimit limit;                    ///< none where a size has a shape
  Recovery recovery;
  Standing standing;
  MarketUse markets;
  std::shared_ptr<const StepProfile> step;  ///< null: its jobs send nothing
  std::shared_ptr<const RunsOn> runs_on;    ///< null: everywhere, at speed 1
};

}  // namespace drawdown
