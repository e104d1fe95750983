// The `trace` of a scenario's workload: what it may say, and what is said of it.
#include "tests/unit/workload_reading.hpp"

namespace drawdown {
namespace {

TEST_CASE("a trace is read with its defaults") {
  const Outcome outcome = read("workload:\n  trace: {format: swf, file: jobs.swf.gz}\n");
  CHECK(outcome.errors.empty());
  const auto& trace = std::get<TraceSpec>(outcome.spec);
  CHECK(trace.format == "swf");
  CHECK(trace.file.ends_with("jobs.swf.gz"));
  CHECK(trace.file_place.line == 2);
  CHECK(trace.file_place.column == 30);
  CHECK(trace.on_bad_line == OnBadLine::fail);
  CHECK_FALSE(trace.sort);
  CHECK(trace.time_zero == TimeZero::start);
  CHECK_FALSE(trace.offered_load);
  CHECK_FALSE(trace.columns);
}

TEST_CASE("a csv trace maps its columns") {
  const Outcome outcome = read(
      "workload:\n"
      "  trace:\n"
      "    format: csv\n"
      "    file: jobs.csv\n"
      "    on_bad_line: skip\n"
      "    sort: true\n"
      "    time_zero: first_job\n"
      "    offered_load: 0.9\n"
      "    columns:\n"
      "      submit: {column: timestamp, unit: date}\n"
      "      run: {column: duration, unit: us}\n"
      "      chips: num_gpus\n"
      "      pool: cluster\n"
      "      shape: slice\n"
      "      limit: constraint\n");
  CHECK(outcome.errors.empty());
  const auto& trace = std::get<TraceSpec>(outcome.spec);
  CHECK(trace.on_bad_line == OnBadLine::skip);
  CHECK(trace.sort);
  CHECK(trace.time_zero == TimeZero::first_job);
  CHECK(trace.offered_load == 0.9);
  REQUIRE(trace.columns);
  CHECK(trace.columns->submit->name == "timestamp");
  CHECK(trace.columns->submit->unit == TimeUnit::date);
  CHECK(trace.columns->run->unit == TimeUnit::us);
  CHECK(trace.columns->run->place.line == 11);
  CHECK(trace.columns->chips->name == "num_gpus");
  CHECK(trace.columns->pool->place.line == 13);
  CHECK_FALSE(trace.columns->tenant);
  CHECK_FALSE(trace.columns->requested);
  CHECK(trace.columns->shape->name == "slice");
  CHECK(trace.columns->limit->place.line == 15);
}

TEST_CASE("a published trace is sorted and begins with its first job, unless it says otherwise") {
  for (const std::string format : {"philly", "helios", "openb", "dlrm"}) {
    const auto trace = [&](const std::string& more) {
      const Outcome outcome =
          read("workload:\n  trace: {format: " + format + ", file: x" + more + "}\n");
      CHECK(outcome.errors.empty());
      return std::get<TraceSpec>(outcome.spec);
    };
    CHECK(trace("").format == format);
    CHECK(trace("").sort);
    CHECK(trace("").time_zero == TimeZero::first_job);
    CHECK_FALSE(trace(", sort: false").sort);
    CHECK(trace(", time_zero: start").time_zero == TimeZero::start);
  }
}

TEST_CASE("a trace that cannot be is refused, where it says so") {
  const auto error = [](const std::string& trace) {
    return read("workload:\n  trace: " + trace + "\n").errors;
  };
  mentions(error("{format: swv, file: x}"),
           "expected one of swf, csv, philly, helios, openb, dlrm, got 'swv'; did you mean 'swf'?");
  mentions(error("{format: swf}"), "missing key 'file'");
  mentions(error("{format: swf, file: x, offered_load: 0}"), "a load is above 0");
  mentions(error("{format: swf, file: x, columns: {}}"), "only the format csv has columns");
  const std::string no_chips = error("{format: csv, file: x, columns: {submit: at}}");
  mentions(no_chips, "submit: expected a mapping, got 'at'");
  mentions(no_chips, "missing key 'run'");
  mentions(no_chips, "missing key 'chips'");
  mentions(error("{format: csv, file: x, columns: {chips: n, submit: {column: a, unit: s},"
                 " run: {column: b, unit: date}}}"),
           "unit: expected one of s, ms, us, got 'date'");
  mentions(read("workload: {}\n").errors, "expected one of trace, streams");
}

}  // namespace
}  // namespace drawdown
