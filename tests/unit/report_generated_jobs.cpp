// `drawdown generate`: what it writes, and that the csv format reads it back.
#include <fstream>
#include <iterator>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/report/generated_jobs.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {
namespace {

// Two jobs of a minute each.
StreamSpec stream(const char* name, Chips chips) {
  StreamSpec spec;
  spec.name = name;
  spec.tenant = "lab";
  spec.jobs = 2;
  spec.arrivals.jobs_per_hour = 60;
  spec.duration.distribution = FixedDuration{std::chrono::minutes(1)};
  spec.sizes = {{chips, 1}};
  return spec;
}

std::string written(const WorkloadSpec& spec, const std::string& path) {
  write_generated_jobs(*open_workload(spec, {}), path);
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("generated jobs have columns for shapes and limits if a stream asks for such") {
  const std::string columns = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s";
  const TextFile target("");
  StreamSpec plain = stream("plain", Chips{8});
  CHECK(written(std::vector{plain}, target.path()).starts_with(columns + "\nplain-1,lab,,,8,"));

  StreamSpec slices = stream("slices", Chips{128});
  slices.sizes[0].shape = {{4, 4, 8}};
  StreamSpec near = stream("near", Chips{16});
  near.limit = {PlacementLimit::Of::leaves, 2, false};
  const std::vector<StreamSpec> specs = {plain, slices, near};
  const std::string text = written(specs, target.path());
  CHECK(text.starts_with(columns + ",shape,limit\n"));
  for (const auto* row_end :
       {",60,60,,\n", ",60,60,4x4x8,\n", ",60,60,,max_leaves 2 preferred\n"}) {
    INFO(text);
    CHECK(text.find(row_end) != std::string::npos);
  }

  const auto drawn = all_jobs(*open_workload(specs, {}));
  for (const bool sort : {false, true}) {
    TraceSpec trace;
    trace.format = "csv";
    trace.file = target.path();
    trace.sort = sort;
    const auto read = all_jobs(*open_workload(trace, {}));
    REQUIRE(read.size() == 6);
    for (std::size_t i = 0; i < read.size(); ++i) {
      CHECK(read[i].id == drawn[i].id);
      CHECK(read[i].chips == drawn[i].chips);
      CHECK(read[i].shape == drawn[i].shape);
      CHECK(read[i].limit == drawn[i].limit);
    }
    // The trace that is read has the columns, and is written with them again.
    const TextFile again("");
    CHECK(written(trace, again.path()) == text);
  }
}

TEST_CASE("generated jobs have columns for priorities and deadlines if a stream has such") {
  const TextFile target("");
  StreamSpec urgent = stream("urgent", Chips{8});
  urgent.terms.standing = {Priority{-4}, true, Duration{1500}};
  StreamSpec first = stream("first", Chips{8});
  first.terms.standing.priority = Priority{9};
  const std::string text = written(std::vector{urgent, first}, target.path());
  CHECK(
      text.starts_with("job_id,tenant,class,pool,chips,submit_s,run_s,requested_s,"
                       "priority,deadline_s\n"));
  for (const auto* row_end : {",60,60,-4,1.500\n", ",60,60,9,\n"}) {
    INFO(text);
    CHECK(text.find(row_end) != std::string::npos);
  }
  TraceSpec trace;
  trace.format = "csv";
  trace.file = target.path();
  const auto drawn = all_jobs(*open_workload(std::vector{urgent, first}, {}));
  const auto read = all_jobs(*open_workload(trace, {}));
  REQUIRE(read.size() == 4);
  for (std::size_t i = 0; i < read.size(); ++i) CHECK(read[i].standing == drawn[i].standing);
}

}  // namespace
}  // namespace drawdown
