// What a scenario says of its workload, and the source of jobs that it makes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/model/distribution.hpp"
#include "sim/workload/job.hpp"

namespace drawdown {

class RowReader;

enum class OnBadLine { fail, skip };

/// What the run's start is in a trace: its moment 0 (or the scenario's start date, for dates), or
/// the moment of its first job.
enum class TimeZero { start, first_job };

/// How a column writes times: a number of seconds, milliseconds or microseconds, or a UTC date.
enum class TimeUnit { s, ms, us, date };

struct CsvColumn {
  std::string name;
  TimeUnit unit = TimeUnit::s;  ///< of the three times; `date` for submit only
  Place place;                  ///< where the scenario names it
};

/// Which column holds what; submit, run and chips must be given.
struct CsvColumns {
  std::optional<CsvColumn> id;      ///< absent: the job's number, from 1
  std::optional<CsvColumn> tenant;  ///< absent or empty: `unknown`
  std::optional<CsvColumn> job_class;
  std::optional<CsvColumn> pool;
  std::optional<CsvColumn> chips;
  std::optional<CsvColumn> submit;
  std::optional<CsvColumn> run;
  std::optional<CsvColumn> requested;  ///< absent or empty: not asked for
  std::optional<CsvColumn> shape;      ///< absent or empty: none
  std::optional<CsvColumn> limit;      ///< absent or empty: none
};

/// Jobs of a log.
struct TraceSpec {
  std::string format;  ///< a name of trace_formats()
  std::string file;
  Place file_place;  ///< where the scenario names the file
  OnBadLine on_bad_line = OnBadLine::fail;
  bool sort = false;  ///< read all jobs to memory and sort them by submit time, ties in file order
  TimeZero time_zero = TimeZero::start;
  /// Each pool's times between submissions are scaled so that its jobs' chips x run time is this
  /// share of its chips x the time from its first to its last submission. Implies `sort`.
  std::optional<double> offered_load;
  std::optional<CsvColumns> columns;  ///< csv only; absent: the columns of `drawdown generate`
  Recovery recovery;                  ///< of every job
  std::shared_ptr<const StepProfile> step;  ///< of every job; null: they send nothing
};

/// When a stream's jobs are submitted: a Poisson process whose rate is `jobs_per_hour`, averaged
/// over a week, and follows the product of the two weights. Empty weights are all equal.
struct ArrivalSpec {
  double jobs_per_hour = 0;
  std::vector<double> daily;   ///< 24, from midnight UTC on
  std::vector<double> weekly;  ///< 7, Monday first
};

/// How long jobs run. What is drawn beyond `min` or `max` becomes `min` or `max`, so that the mean
/// is not quite the distribution's own. At least 1 ms.
struct DurationSpec {
  DurationDistribution distribution;
  std::optional<Duration> min;
  std::optional<Duration> max;
};

struct SizeSpec {
  Chips chips;
  double weight = 0;  ///< in proportion to the other sizes of the stream
  Shape shape{};      ///< its volume is `chips`; none: any place for so many
};

/// What jobs ask for: `factor` x their run time or a fixed time, up to the next multiple of
/// `round_up`; at least 1 ms.
struct RequestedSpec {
  std::variant<double, Duration> basis = 1.0;
  std::optional<Duration> round_up;
};

/// Jobs that are drawn at random. Arrivals, durations and sizes draw from random streams of their
/// own, `<name>/arrivals` and so on: a change to one leaves the others as they were.
struct StreamSpec {
  std::string
      name;  ///< differs from those of the other streams; jobs are `<name>-1`, `<name>-2`, ...
  std::string tenant;
  std::string job_class;
  std::string pool;  ///< empty: any
  std::optional<std::int64_t> jobs;
  std::optional<Date> until;  ///< no job is submitted at this moment or later
  ArrivalSpec arrivals;
  DurationSpec duration;
  std::vector<SizeSpec> sizes;
  std::optional<RequestedSpec> requested;  ///< absent: the run time
  PlacementLimit limit;                    ///< none where a size has a shape
  Recovery recovery;
  std::shared_ptr<const StepProfile> step;  ///< null: its jobs send nothing
};

/// Either a trace or generated streams.
using WorkloadSpec = std::variant<TraceSpec, std::vector<StreamSpec>>;

/// What a workload needs to know of the run.
struct WorkloadContext {
  Date start;
  std::optional<Date> end;  ///< streams stop here at the latest
  std::uint64_t seed = 1;
  std::map<std::string, Chips> pool_chips;  ///< each pool's capacity
  Chips total_chips;                        ///< the platform's
};

/// One format of traces, as `drawdown list formats` shows it.
struct TraceFormat {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<RowReader> (*make)(const TraceSpec& spec, Date start);
};

/// Every format there is.
std::span<const TraceFormat> trace_formats();

/// The jobs of a workload, in order of submission. Raises InputError where a trace cannot be opened
/// or lacks a column; what is wrong further down in it is raised by JobSource::next.
std::unique_ptr<JobSource> open_workload(const WorkloadSpec& spec, const WorkloadContext& context);

}  // namespace drawdown
