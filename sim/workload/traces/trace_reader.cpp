#include "sim/workload/traces/trace_reader.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "sim/workload/asks_reader.hpp"
#include "sim/workload/portability/runs_on_reader.hpp"

namespace drawdown {
namespace {

constexpr std::array<Word<OnBadLine>, 2> kOnBadLine = {
    {{"fail", OnBadLine::fail}, {"skip", OnBadLine::skip}}};
constexpr std::array<Word<TimeZero>, 2> kTimeZero = {
    {{"start", TimeZero::start}, {"first_job", TimeZero::first_job}}};
constexpr std::array<Word<TimeUnit>, 4> kTimeUnit = {
    {{"s", TimeUnit::s}, {"ms", TimeUnit::ms}, {"us", TimeUnit::us}, {"date", TimeUnit::date}}};

std::optional<CsvColumn> read_text_column(MapReader& columns, std::string_view key) {
  const auto name = columns.maybe<std::string>(key);
  if (!name) return std::nullopt;
  return CsvColumn{*name, TimeUnit::s, columns.place(key)};
}

CsvColumn read_time_column(MapReader column, std::span<const Word<TimeUnit>> units) {
  CsvColumn result;
  result.name = column.required<std::string>("column");
  result.unit = column.required_choice("unit", units);
  result.place = column.place("column");
  return result;
}

CsvColumns read_columns(MapReader columns) {
  const auto lengths = std::span(kTimeUnit).first(3);
  CsvColumns result;
  result.id = read_text_column(columns, "id");
  result.tenant = read_text_column(columns, "tenant");
  result.job_class = read_text_column(columns, "class");
  result.pool = read_text_column(columns, "pool");
  result.chips = CsvColumn{columns.required<std::string>("chips"), {}, columns.place("chips")};
  result.submit = read_time_column(columns.map("submit"), kTimeUnit);
  result.run = read_time_column(columns.map("run"), lengths);
  if (auto requested = columns.maybe_map("requested")) {
    result.requested = read_time_column(*std::move(requested), lengths);
  }
  result.shape = read_text_column(columns, "shape");
  result.limit = read_text_column(columns, "limit");
  result.priority = read_text_column(columns, "priority");
  if (auto deadline = columns.maybe_map("deadline")) {
    result.deadline = read_time_column(*std::move(deadline), lengths);
  }
  result.after = read_text_column(columns, "after");
  return result;
}

}  // namespace

TraceSpec read_trace(MapReader trace, const std::vector<Accelerator>& own) {
  std::vector<Word<const TraceFormat*>> formats;
  for (const TraceFormat& format : trace_formats()) formats.emplace_back(format.name, &format);
  const TraceFormat& format = *trace.required_choice("format", formats);
  TraceSpec spec;
  spec.format = format.name;
  spec.file = trace.required_file("file").path;
  spec.file_place = trace.place("file");
  spec.on_bad_line = trace.choice("on_bad_line", "fail", kOnBadLine);
  spec.sort = trace.optional<bool>("sort", format.sort);
  spec.time_zero = trace.choice("time_zero", format.time_zero, kTimeZero);
  spec.offered_load = trace.maybe<double>("offered_load");
  if (spec.offered_load && *spec.offered_load <= 0) {
    trace.error("offered_load", "a load is above 0, e.g. 0.9");
  }
  if (auto columns = trace.maybe_map("columns")) {
    if (spec.format != "csv") trace.error("columns", "only the format csv has columns");
    spec.columns = read_columns(*std::move(columns));
  }
  spec.recovery = read_recovery(trace);
  spec.standing = read_standing(trace);
  spec.markets = read_market_use(trace);
  spec.step = read_step(trace);
  spec.data_set = read_data_set(trace);
  spec.runs_on = read_runs_on(trace, own);
  return spec;
}

}  // namespace drawdown
