// The trace readers: what each format's lines mean, and what is said of bad ones.
#include <cstdlib>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/base/text.hpp"
#include "sim/workload/traces/trace.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {
namespace {

WorkloadContext context() {
  WorkloadContext result;
  result.start = *parse_date("2026-01-01");
  return result;
}

TraceSpec spec_of(const char* format, const std::string& path) {
  TraceSpec spec;
  spec.format = format;
  spec.file = path;
  return spec;
}

CsvColumn column(const char* name, TimeUnit unit = TimeUnit::s) {
  return {name, unit, Place{"w.yaml", 9, 5}};
}

CsvColumns columns_of(CsvColumn submit, CsvColumn run, CsvColumn chips) {
  CsvColumns columns;
  columns.submit = std::move(submit);
  columns.run = std::move(run);
  columns.chips = std::move(chips);
  return columns;
}

std::vector<Job> read(const TraceSpec& spec) {
  return all_jobs(*open_workload(spec, context()));
}

std::vector<Job> read(const char* format, std::string_view content) {
  const TextFile file(content);
  return read(spec_of(format, file.path()));
}

// What is said of a trace, without its file's name.
std::string error_in(TraceSpec spec, std::string_view content) {
  const TextFile file(content);
  spec.file = file.path();
  std::string text = input_error_of([&] { read(spec); });
  for (auto at = text.find(file.path()); at != std::string::npos; at = text.find(file.path())) {
    text.erase(at, file.path().size());
  }
  return text;
}

std::string error_in(const char* format, std::string_view content) {
  return error_in(spec_of(format, ""), content);
}

const std::string kHeader = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s\n";

TEST_CASE("swf: each field goes where it belongs") {
  const auto jobs = read("swf",
                         "; Version: 2.2\n\n"
                         "15 10 5 3477 4 -1 -1 8 53940 -1 1 12 13 -1 3 -1 -1 -1\n"
                         "   16\t10.0004  5 0.0005 4 -1.5 1e3 8 -1 -1 1 -1 13 -1 -1 -1 -1 -1\r\n");
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == "15");
  CHECK(jobs[0].tenant == "12");
  CHECK(jobs[0].job_class == "3");
  CHECK(jobs[0].pool.empty());
  CHECK(jobs[0].chips == Chips{4});
  CHECK(to_ms(jobs[0].submit) == 10'000);
  CHECK(jobs[0].run.count() == 3'477'000);
  CHECK(jobs[0].requested.count() == 53'940'000);
  CHECK(jobs[0].refusal.empty());
  CHECK(jobs[1].tenant == "unknown");
  CHECK(jobs[1].job_class.empty());
  CHECK(to_ms(jobs[1].submit) == 10'000);
  CHECK(jobs[1].run.count() == 1);
  CHECK(jobs[1].requested.count() == 1);
}

TEST_CASE("swf: requested chips stand in for allocated ones, and jobs that never ran are refused") {
  const auto jobs = read("swf",
                         "1 0 0 60 -1 -1 -1 8 60 -1 1 1 1 -1 1 -1 -1 -1\n"
                         "2 1 0 60 0 -1 -1 -1 60 -1 1 1 1 -1 1 -1 -1 -1\n"
                         "3 2 0 -1 4 -1 -1 4 60 -1 1 1 1 -1 1 -1 -1 -1\n");
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].chips == Chips{8});
  CHECK(jobs[0].refusal.empty());
  CHECK(jobs[1].chips == Chips{0});
  CHECK(jobs[1].refusal == "no_chips");
  CHECK(jobs[2].run == Duration{0});
  CHECK(jobs[2].refusal == "no_run_time");
}

TEST_CASE("swf: a bad line is refused with every fault of its fields") {
  CHECK(error_in("swf", "1 2 3\n") == ":1:6: expected 18 fields, got 3\n  1 | 1 2 3\n    |      ^");
  CHECK(error_in("swf", "1 0 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1 9\n")
            .starts_with(":1:39: expected 18 fields, got 19\n"));
  CHECK(error_in("swf", "; c\n1 -5 0 6x 1 1 1 1 60 1 1 1 1 1 1 1 1 y\n") ==
        ":2:3: expected a submit time of at least 0, got '-5'\n"
        "  2 | 1 -5 0 6x 1 1 1 1 60 1 1 1 1 1 1 1 1 y\n    |   ^\n"
        ":2:8: expected a run time in seconds, got '6x'\n"
        "  2 | 1 -5 0 6x 1 1 1 1 60 1 1 1 1 1 1 1 1 y\n    |        ^\n"
        ":2:38: expected a number, got 'y'\n"
        "  2 | 1 -5 0 6x 1 1 1 1 60 1 1 1 1 1 1 1 1 y\n"
        "    |                                      ^\n"
        "3 errors");
  CHECK(error_in("swf", "1 0 0 99999999999999999999 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n")
            .starts_with(":1:7: expected a run time in seconds of at most 3,000 years, got '999"));
  CHECK(error_in("swf", "1 0 0 60 1.5 1 1 1 60 1 1 1 1 1 1 1 1 1\n")
            .starts_with(":1:10: expected a whole number of chips, got '1.5'"));
  CHECK(error_in("swf",
                 "1 5 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n"
                 "2 4 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n")
            .starts_with(":2:3: expected a submit time not before the previous job's, got '4' (for "
                         "a trace out of order, add `sort: true`)"));
}

TEST_CASE("a trace without a job is an error") {
  CHECK(error_in("swf", "; nothing\n") == ": has no jobs");
  CHECK(error_in("csv", "") == ": has no jobs");
  CHECK(error_in("csv", kHeader) == ": has no jobs");
  TraceSpec skip = spec_of("swf", "");
  skip.on_bad_line = OnBadLine::skip;
  CHECK(error_in(skip, "x\ny\n") == ": has no jobs: all of its 2 lines are malformed");
}

TEST_CASE("bad lines are skipped and counted where that is asked for") {
  const TextFile file(
      "a\n1 5 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n2 4 0 60 1\n"
      "3 4 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n"
      "4 5 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n");
  TraceSpec spec = spec_of("swf", file.path());
  spec.on_bad_line = OnBadLine::skip;
  for (const bool sort : {false, true}) {
    spec.sort = sort;
    const auto source = open_workload(spec, context());
    CHECK(all_jobs(*source).size() == (sort ? 3 : 2));
    CHECK(source->counts().jobs == (sort ? 3 : 2));
    CHECK(source->counts().of(LineNote::malformed) == (sort ? 2 : 3));
  }
}

TEST_CASE("csv: the columns of `drawdown generate` need no mapping") {
  const auto jobs = read("csv", "# a comment\n" + kHeader +
                                    "\"a,\"\"1\"\"\",research,training,v5p,8,1.5,60,120\n"
                                    "b, research ,,,2.0,1.5,60,\n");
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == "a,\"1\"");
  CHECK(jobs[0].tenant == "research");
  CHECK(jobs[0].job_class == "training");
  CHECK(jobs[0].pool == "v5p");
  CHECK(jobs[0].chips == Chips{8});
  CHECK(to_ms(jobs[0].submit) == 1500);
  CHECK(jobs[0].run.count() == 60'000);
  CHECK(jobs[0].requested.count() == 120'000);
  CHECK(jobs[1].tenant == "research");
  CHECK(jobs[1].pool.empty());
  CHECK(jobs[1].chips == Chips{2});
  CHECK(jobs[1].requested == jobs[1].run);
  const auto least = read("csv", "run_s,submit_s,chips\n7,0,1\n8,0,0\n");
  REQUIRE(least.size() == 2);
  CHECK(least[0].id == "1");
  CHECK(least[1].id == "2");
  CHECK(least[0].tenant == "unknown");
  CHECK(least[1].refusal == "no_chips");
}

TEST_CASE("csv: times have the units of the mapping, to the nearest millisecond") {
  const TextFile file("when,long,gpus,limit\n5835000499,1500,2,2e6\n5835000500,1.5,2,\n");
  TraceSpec spec = spec_of("csv", file.path());
  spec.columns =
      columns_of(column("when", TimeUnit::us), column("long", TimeUnit::ms), column("gpus"));
  spec.columns->requested = column("limit", TimeUnit::us);
  const auto jobs = read(spec);
  REQUIRE(jobs.size() == 2);
  CHECK(to_ms(jobs[0].submit) == 5'835'000);
  CHECK(to_ms(jobs[1].submit) == 5'835'001);
  CHECK(jobs[0].run.count() == 1500);
  CHECK(jobs[1].run.count() == 2);
  CHECK(jobs[0].requested.count() == 2000);
  CHECK(jobs[1].requested == jobs[1].run);
}

TEST_CASE("csv: dates count from the run's start, or from the first job") {
  const std::string text = "at,run,n\n2026-01-02 00:00:01,66.0,1\n2026-01-01,5,1\n";
  const TextFile file(text);
  TraceSpec spec = spec_of("csv", file.path());
  spec.columns = columns_of(column("at", TimeUnit::date), column("run"), column("n"));
  spec.sort = true;
  auto jobs = read(spec);
  CHECK(to_ms(jobs[0].submit) == 0);
  CHECK(jobs[0].id == "2");
  CHECK(to_ms(jobs[1].submit) == 86'401'000);
  spec.sort = false;
  CHECK(error_in(spec, text).starts_with(":3:1: expected a submit time not before the previous"));
  CHECK(error_in(spec, "at,run,n\n2025-12-31 23:59:59,66.0,1\n")
            .starts_with(":2:1: submitted before the run's start, 2026-01-01: got '2025-12-31 "));
  CHECK(error_in(spec, "at,run,n\n1st of May,1,1\n")
            .starts_with(":2:1: expected a submit date (UTC), e.g. 2017-10-09 07:01:55, got '1st"));
  spec.time_zero = TimeZero::first_job;
  const TextFile old("at,run,n\n2017-10-09 07:01:55,1,1\n2017-10-09 07:01:57,1,1\n");
  spec.file = old.path();
  for (const bool sort : {false, true}) {
    spec.sort = sort;
    jobs = read(spec);
    CHECK(to_ms(jobs[0].submit) == 0);
    CHECK(to_ms(jobs[1].submit) == 2000);
  }
}

TEST_CASE("csv: a bad line is refused with every fault of its fields") {
  CHECK(error_in("csv", "chips,submit_s,run_s\n1.5,-1,x\n") ==
        ":2:1: expected a whole number of chips, got '1.5'\n  2 | 1.5,-1,x\n    | ^\n"
        ":2:8: expected a run time in seconds, got 'x'\n  2 | 1.5,-1,x\n    |        ^\n2 errors");
  CHECK(error_in("csv", "chips,submit_s,run_s\n1,-1,5\n")
            .starts_with(":2:3: submitted before the run's start, 2026-01-01: got '-1'"));
  CHECK(error_in("csv", "chips,submit_s,run_s\n1,2\n")
            .starts_with(":2:4: expected 3 fields, got 2\n"));
  CHECK(error_in("csv", "chips,submit_s,run_s\n1,2,3,4\n")
            .starts_with(":2:7: expected 3 fields, got 4\n"));
  CHECK(error_in("csv", "chips,submit_s,run_s\n1,2,\"3\n4\"\n")
            .starts_with(":2:5: expected a closing quote on the same line\n"));
  CHECK(error_in("csv", "chips,submit_s,run_s\n1,\"2\"x,3\n")
            .starts_with(":2:6: expected a comma after the closing quote\n"));
  CHECK(error_in("csv", "chips,submit_s,run_s\n2000000000,2,\n")
            .starts_with(":2:1: expected at most 1000000000 chips, got '2000000000'\n"));
  CHECK(error_in("csv", "chips,submit_s,run_s\n1,2,3,\n" + std::string(500, 'x')).size() < 200);
}

TEST_CASE("csv: a job may ask for a shape or a limit") {
  const std::string text =
      "chips,submit_s,run_s,shape,limit\n128,0,1,4x4x8,\n16,0,1,,max_leaves 1 required\n"
      "4,0,1,2x2,\n7,0,1,,\n";
  using Of = PlacementLimit::Of;
  const auto check = [](const std::vector<Job>& jobs) {
    REQUIRE(jobs.size() == 4);
    CHECK(jobs[0].shape == Shape{{4, 4, 8}});
    CHECK(jobs[0].limit == PlacementLimit{});
    CHECK_FALSE(jobs[1].shape.given());
    CHECK(jobs[1].limit == PlacementLimit{Of::leaves, 1, true});
    CHECK(jobs[2].shape == Shape{{2, 2, 1}});
    CHECK_FALSE(jobs[3].shape.given());
    CHECK(jobs[3].limit == PlacementLimit{});
  };
  check(read("csv", text));
  const TextFile mapped("n,at,long,slice,where\n" + text.substr(text.find('\n') + 1));
  TraceSpec spec = spec_of("csv", mapped.path());
  spec.columns = columns_of(column("at"), column("long"), column("n"));
  const auto none = read(spec);  // columns that nobody named
  CHECK_FALSE(none.at(0).shape.given());
  CHECK(none.at(1).limit == PlacementLimit{});
  CHECK_FALSE(open_workload(spec, context())->fields().asks);
  spec.columns->shape = column("slice");
  spec.columns->limit = column("where");
  for (const bool sort : {false, true}) {
    spec.sort = sort;
    check(read(spec));
    CHECK(open_workload(spec, context())->fields().asks);
  }
}

TEST_CASE("csv: a shape agrees with the chips, and has no limit beside it") {
  const auto error = [](const std::string& line) {
    return error_in("csv", "chips,submit_s,run_s,shape,limit\n" + line + "\n");
  };
  CHECK(error("64,0,1,4x4x8,").starts_with(":2:8: expected a shape of 64 chips, got '4x4x8'\n"));
  CHECK(error("0,0,1,1x1,").starts_with(":2:7: expected a shape of 0 chips, got '1x1'\n"));
  CHECK(error("16,0,1,4x4,max_leaves 1 required")
            .starts_with(":2:12: a job with a shape has no limit\n"));
  CHECK(error("64,0,1,64,").starts_with(":2:8: expected a shape in chips, e.g. 4x4x8, got '64'\n"));
  CHECK(error("64,0,1,,max_leaves 1")
            .starts_with(":2:9: expected a limit, e.g. max_leaves 1 required, got 'max_leaves 1'"));
  // Chips that cannot be read disagree with nothing.
  CHECK(error("x,0,1,4x4,").find("errors") == std::string::npos);
}

TEST_CASE("csv: priorities and deadlines are the trace's where a line says nothing") {
  const std::string text =
      "chips,submit_s,run_s,priority,deadline_s\n1,0,1,-7,1.5\n1,1,1,,\n1,2,1,5,\n1,3,1,,9\n";
  const Standing own{Priority{3}, false, Duration{60'000}};
  const auto with = [&](std::int32_t priority, std::int64_t deadline_ms) {
    return Standing{Priority{priority}, false, Duration{deadline_ms}};
  };
  const TextFile plain(text);
  const TextFile mapped("chips,at,long,rank,due\n" + text.substr(text.find('\n') + 1));
  TraceSpec spec = spec_of("csv", plain.path());
  TraceSpec named = spec_of("csv", mapped.path());
  named.columns = columns_of(column("at"), column("long"), column("chips"));
  named.columns->priority = column("rank");
  named.columns->deadline = column("due");
  for (TraceSpec* trace : {&spec, &named}) {
    trace->terms.standing = own;
    for (const bool sort : {false, true}) {
      trace->sort = sort;
      const auto jobs = read(*trace);
      REQUIRE(jobs.size() == 4);
      CHECK(jobs[0].standing == with(-7, 1500));
      CHECK(jobs[0].due() == kRunStart + Duration{1500});
      CHECK(jobs[1].standing == own);
      CHECK(jobs[2].standing == with(5, 60'000));
      CHECK(jobs[3].standing == with(3, 9000));
      CHECK(jobs[3].due() == kRunStart + Duration{12'000});
      CHECK(open_workload(*trace, context())->fields().standing);
    }
  }
  spec.file = mapped.path();
  spec.terms = {};
  spec.columns = columns_of(column("at"), column("long"), column("chips"));
  CHECK_FALSE(open_workload(spec, context())->fields().standing);
  CHECK(read(spec).at(0).due() == kNever);
}

TEST_CASE("every job of a trace costs at its starts what the scenario says") {
  const TextFile csv("chips,submit_s,run_s\n1,0,1\n1,0,1\n");
  const TextFile swf(
      "1 0 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n2 4 0 60 1 1 1 1 60 1 1 1 1 1 1 1 1 1\n");
  for (TraceSpec spec : {spec_of("csv", csv.path()), spec_of("swf", swf.path())}) {
    spec.terms.recovery = {Duration{1}, Duration{2}, Duration{3}, Duration{4}};
    for (const bool sort : {false, true}) {
      spec.sort = sort;
      const auto source = open_workload(spec, context());
      CHECK_FALSE(source->fields().asks);
      // What a job held before is gone.
      Job job;
      for (int i = 0; i < 2; ++i) {
        job.shape = {{4, 4, 4}};
        job.limit = {PlacementLimit::Of::leaves, 1, true};
        job.terms = nullptr;
        REQUIRE(source->next(job));
        CHECK_FALSE(job.shape.given());
        CHECK(job.limit == PlacementLimit{});
        CHECK(job.terms->recovery == spec.terms.recovery);
      }
    }
  }
}

TEST_CASE("csv: a column that is not there is named with those that are") {
  CHECK(error_in("csv", "chip,submit_s,run_s\n") ==
        ":1:1: the trace has no column 'chips' (did you mean 'chip'?); it has chip, submit_s, "
        "run_s\n  1 | chip,submit_s,run_s\n    | ^");
  TraceSpec spec = spec_of("csv", "");
  spec.columns = columns_of(column("when"), column("run"), column("num_gpu"));
  CHECK(error_in(spec, "when,run,num_gpus,run\n") ==
        "w.yaml:9:5: the trace has no column 'num_gpu' (did you mean 'num_gpus'?); it has when, "
        "run, num_gpus, run\nw.yaml:9:5: the trace has two columns 'run'\n2 errors");
}

TEST_CASE("the real traces read as they are") {
  const char* const folder = std::getenv("DRAWDOWN_TRACES");
  if (folder == nullptr) {
    WARN("skipped: DRAWDOWN_TRACES names no folder of traces");
    return;
  }
  const auto in_folder = [&](const char* format, std::string_view file) {
    return spec_of(format, fmt::format("{}/{}", folder, file));
  };
  CHECK(read(in_folder("swf", "bench/w10000.swf.gz")).size() == 10'000);
  CHECK(read(in_folder("swf", "swf/KTH-SP2-1996-2.1-cln.cloudsim.swf.gz")).size() == 28'476);

  TraceSpec philly = in_folder("csv", "philly/philly_jobs_pollux.csv");
  philly.columns =
      columns_of(column("timestamp", TimeUnit::date), column("duration"), column("num_gpus"));
  philly.columns->pool = column("cluster");
  philly.time_zero = TimeZero::first_job;
  philly.sort = true;
  CHECK(read(philly).size() == 82'247);

  TraceSpec helios = in_folder("csv", "helios/helios_venus_2vc_sept.csv");
  helios.columns =
      columns_of(column("submit_time", TimeUnit::us), column("duration_s"), column("num_chips"));
  const auto venus = read(helios);
  CHECK(venus.size() == 1867);
  CHECK(to_ms(venus.at(0).submit) == 5'835'000);

  TraceSpec oracle = in_folder("csv", "easy_oracle/KTH-SP2.csv.gz");
  oracle.columns = columns_of(column("submit"), column("run"), column("procs"));
  CHECK(read(oracle).size() == 28'481);
}

}  // namespace
}  // namespace drawdown
