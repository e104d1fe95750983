// What a scenario says of jobs that are drawn at random.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/distribution/distribution.hpp"
#include "sim/model/geometry/ask.hpp"
#include "sim/workload/elasticity.hpp"
#include "sim/workload/streams/arrivals/arrival_spec.hpp"
#include "sim/workload/terms/job_terms.hpp"

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
  Elasticity elasticity{};                 ///< of a size without a shape
};

/// Numbers from `min` to `max`, each as probable as the others.
struct Uniform {
  double min = 1;
  double max = 1;
};

/// What jobs ask for: their run time times a number, or a fixed time; up to the next multiple of
/// `round_up` or the next of `limits`, or the last of these; at least 1 ms.
struct RequestedSpec {
  std::variant<Uniform, Duration> basis;
  std::optional<Duration> round_up;
  std::vector<Duration> limits;  ///< ascending; empty: none
};

/// For each job of another stream, so many that depend on it are submitted with it.
struct FollowSpec {
  std::size_t stream = 0;  ///< by its place among the streams
  std::int64_t jobs = 1;   ///< above 0
};

/// Jobs that are drawn at random. Arrivals, levels, batches, durations, sizes and requests draw
/// from random streams of their own, `<name>/arrivals` and so on: a change to one leaves the
/// numbers of the others as they were.
struct StreamSpec {
  std::string
      name;  ///< differs from those of the other streams; jobs are `<name>-1`, `<name>-2`, ...
  std::string tenant;
  std::string job_class;
  std::string pool;  ///< empty: any
  std::optional<std::int64_t> jobs;
  std::optional<Date> until;  ///< no job is submitted at this moment or later
  ArrivalSpec arrivals;
  std::optional<FollowSpec> after;  ///< in place of arrivals, `jobs` and `until`
  DurationSpec duration;            ///< of the sizes that have none of their own
  std::optional<double> chip_ms;    ///< of each job, at speed 1; in place of `duration`
  std::vector<SizeSpec> sizes;
  std::optional<RequestedSpec> requested;  ///< absent: the run time
  PlacementLimit limit;                    ///< none where a size has a shape
  JobTerms terms;
};

}  // namespace drawdown
