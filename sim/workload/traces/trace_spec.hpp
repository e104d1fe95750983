// What a scenario says of a log whose jobs it takes.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/base/units.hpp"
#include "sim/config/place.hpp"
#include "sim/model/fabric/fabric.hpp"
#include "sim/workload/portability/market_use.hpp"
#include "sim/workload/portability/runs_on.hpp"
#include "sim/workload/recovery.hpp"
#include "sim/workload/standing.hpp"

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
  TimeUnit unit = TimeUnit::s;  ///< of the four times; `date` for submit only
  Place place;                  ///< where the scenario names it
};

/// Which column holds what; submit, chips, and run or ended must be given. The last four are for
/// formats with a name of their own.
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
  std::optional<CsvColumn> priority;   ///< absent or empty: the trace's, as the deadline
  std::optional<CsvColumn> deadline;   ///< from the submission
  std::optional<CsvColumn> after;      ///< absent or empty: it depends on none
  /// Both instead of `run`; never dates. Empty: before, and after the trace (CsvLayout::length).
  std::optional<CsvColumn> started;
  std::optional<CsvColumn> ended;
  std::optional<CsvColumn> thousandths;  ///< of each chip that the job uses; it gets whole ones
  std::optional<CsvColumn> types;        ///< `A|B`: types of chips. A single one is the pool's name
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
  Standing standing;                  ///< of every job, but for what columns say
  MarketUse markets;                  ///< of every job
  std::shared_ptr<const StepProfile> step;  ///< of every job; null: they send nothing
  std::string data_set;                     ///< of every job; empty: none
  std::shared_ptr<const RunsOn> runs_on;    ///< of every job; null: everywhere, at speed 1
};

/// One format of traces, as `drawdown list formats` shows it, and what a scenario need not say.
struct TraceFormat {
  std::string_view name;
  std::string_view description;
  std::unique_ptr<RowReader> (*make)(const TraceSpec& spec, Date start);
  std::string_view sort = "false";       ///< default of the key
  std::string_view time_zero = "start";  ///< default of the key
};

/// Every format there is: docs/workloads.md says what each reads.
std::span<const TraceFormat> trace_formats();

}  // namespace drawdown
