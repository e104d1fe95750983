// Traces that are held in memory: order and offered load.
#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/config/content_hash.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {
namespace {

struct Row {
  std::string id;
  std::int64_t submit_ms;
  bool operator==(const Row&) const = default;
};

using Rows = std::vector<Row>;

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.id << " at " << row.submit_ms << " ms";
}

const std::string kHeader = "job_id,pool,chips,submit_s,run_s\n";

Rows rows_of(std::string_view content, std::optional<double> load,
             TimeZero zero = TimeZero::start) {
  const TextFile file(content);
  TraceSpec spec;
  spec.format = "csv";
  spec.file = file.path();
  spec.sort = !load;
  spec.offered_load = load;
  spec.time_zero = zero;
  WorkloadContext context;
  context.pool_chips = {{"a", Chips{10}}, {"b", Chips{4}}};
  context.total_chips = Chips{14};
  const auto source = open_workload(spec, context);
  Rows rows;
  for (const Job& job : all_jobs(*source)) rows.push_back({job.id, to_ms(job.submit)});
  CHECK(source->input_hash() == content_hash(content));
  return rows;
}

TEST_CASE("jobs are sorted by submit time, ties in file order") {
  CHECK(rows_of(kHeader + "x,,1,3,1\ny,,1,1,1\nz,,1,3,1\nw,,1,0.5,1\n", {}) ==
        Rows{{"w", 500}, {"y", 1000}, {"x", 3000}, {"z", 3000}});
  CHECK(rows_of(kHeader + "x,,1,3,1\ny,,1,1,1\n", {}, TimeZero::first_job) ==
        Rows{{"y", 0}, {"x", 2000}});
}

TEST_CASE("a pool's times are stretched until its jobs offer the load") {
  // Pool a: 10 chips; 4 x 50 s + 2 x 100 s = 400 chip-s over 20 s is a load of 2. For 0.5 the 20 s
  // become 80 s, each time since the first x 4.
  CHECK(rows_of(kHeader + "1,a,4,10,50\n2,a,0,15,9\n3,a,2,30,100\n", 0.5) ==
        Rows{{"1", 10'000}, {"2", 30'000}, {"3", 90'000}});
  // x 1/2 at a load of 4: 5.001 s after the first becomes 2.5005 s, to the nearest ms.
  CHECK(rows_of(kHeader + "1,a,4,10,50\n2,a,0,15.001,9\n3,a,2,30,100\n", 4) ==
        Rows{{"1", 10'000}, {"2", 12'501}, {"3", 20'000}});
}

TEST_CASE("each pool is scaled by itself, jobs of no pool against the whole platform") {
  // a: 200 chip-s / (10 x 20 s) = 1: at a load of 0.5, 20 s become 40 s.
  // b: 40 chip-s / (4 x 10 s) = 1: 10 s become 20 s.
  // none: 140 chip-s / (14 x 10 s) = 1: 10 s become 20 s.
  // c is not on the platform, and keeps its times.
  CHECK(rows_of(kHeader + "1,a,10,0,10\n2,b,2,1,10\n3,,7,2,10\n4,c,9,3,99\n5,b,2,11,10\n"
                          "6,,7,12,10\n7,c,9,13,99\n8,a,10,20,10\n",
                0.5) == Rows{{"1", 0},
                             {"2", 1000},
                             {"3", 2000},
                             {"4", 3000},
                             {"7", 13'000},
                             {"5", 21'000},
                             {"6", 22'000},
                             {"8", 40'000}});
}

TEST_CASE("jobs that meet after scaling stand in file order") {
  // a: 10 x 10 / (10 x 10 s) = 1, load 1: unchanged. b: 4 x 20 / (4 x 10 s) = 2: x 2.
  CHECK(rows_of(kHeader + "1,b,4,0,10\n2,b,4,10,10\n3,a,10,0,5\n4,a,0,20,0\n5,a,10,20,15\n", 1) ==
        Rows{{"1", 0}, {"3", 0}, {"2", 20'000}, {"4", 20'000}, {"5", 20'000}});
}

TEST_CASE("a pool whose jobs all come at once, or never run, keeps its times") {
  CHECK(rows_of(kHeader + "1,a,4,10,50\n2,a,4,10,50\n", 0.5) == Rows{{"1", 10'000}, {"2", 10'000}});
  CHECK(rows_of(kHeader + "1,a,0,10,50\n2,a,4,20,-1\n", 0.5) == Rows{{"1", 10'000}, {"2", 20'000}});
}

TEST_CASE("a load that would take ages to offer is refused") {
  CHECK(input_error_of([] {
          rows_of(kHeader + "1,a,4,0,50000000000\n2,a,4,10,50000000000\n", 1e-6);
        }).find("only if they are spread over more than 3,000 years") != std::string::npos);
}

TEST_CASE("how far a trace is: by the bytes of its file, or by jobs where they are held") {
  const TextFile file("run_s,submit_s,chips\n5,0,1\n5,1,1\n");
  TraceSpec spec;
  spec.format = "csv";
  spec.file = file.path();
  const auto streamed = open_workload(spec, WorkloadContext{});
  Job job;
  REQUIRE(streamed->next(job));
  CHECK(streamed->share_read() == 1.0);  // so short a file is read at once
  spec.sort = true;
  const auto sorted = open_workload(spec, WorkloadContext{});
  REQUIRE(sorted->next(job));
  CHECK(sorted->share_read() == 0.5);
}

}  // namespace
}  // namespace drawdown
