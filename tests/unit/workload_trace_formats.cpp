// The published traces of AI clusters: small files in their shapes, and what becomes of each line.
#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/base/text.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {
namespace {

// `id/tenant/class/pool chips submit_ms+run_ms refusal`
std::string to_text(const Job& job) {
  return fmt::format("{}/{}/{}/{} {} {}+{} {}", job.id, job.tenant, job.job_class, job.pool,
                     job.chips.value(), to_ms(job.submit), job.run.count(), job.refusal);
}

struct Outcome {
  std::vector<std::string> jobs;
  std::array<std::int64_t, kLineNotes> lines;  // malformed, without_chips, censored_start,
                                               // censored_end, rounded_up, several_types
};

Outcome read(const char* format, std::string_view content,
             OnBadLine on_bad_line = OnBadLine::fail) {
  const TextFile file(content);
  TraceSpec spec;
  spec.format = format;
  spec.file = file.path();
  spec.on_bad_line = on_bad_line;
  spec.sort = true;
  spec.time_zero = TimeZero::first_job;
  WorkloadContext context;
  context.start = *parse_date("2026-01-01");
  const auto source = open_workload(spec, context);
  Outcome outcome;
  for (const Job& job : all_jobs(*source)) {
    outcome.jobs.push_back(to_text(job));
    CHECK(job.requested == job.run);
  }
  outcome.lines = source->counts().lines;
  return outcome;
}

// The first line of what is said of a trace, without its file's name.
std::string error_in(const char* format, std::string_view content) {
  const std::string text = input_error_of([&] { read(format, content); });
  return text.substr(0, text.find('\n')).substr(std::min(text.find(':'), text.size()));
}

using Texts = std::vector<std::string>;
using Lines = std::array<std::int64_t, kLineNotes>;

TEST_CASE("philly: sorted, from the first job, in pools that are its virtual clusters") {
  const Outcome read_philly = read("philly",
                                   "timestamp,duration,num_gpus,gpu_time,cluster\n"
                                   "2017-10-09 07:01:55,66.0,1,66.0,11cb48\n"
                                   "2017-10-09 06:13:03,2951.0,16,47216.0,6214e9\n"
                                   "2017-10-09 06:14:00,5,0,0,6214e9\n");
  // 06:13:03 to 07:01:55 is 48 min 52 s.
  CHECK(read_philly.jobs ==
        Texts{"2/unknown//6214e9 16 0+2951000 ", "1/unknown//11cb48 1 2932000+66000 "});
  CHECK(read_philly.lines == Lines{0, 1});
}

TEST_CASE("helios: as published, and in a selection with microseconds") {
  const Outcome published =
      read("helios",
           "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,"
           "queue\n"
           "1425511,uXBbc,vcJkd,1,1,1,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:01,"
           "2020-06-10 04:55:09,36848,0\n"
           "1425512,uVMrF,vchbv,0,16,1,FAILED,2020-06-09 18:41:27,2020-06-09 18:41:27,"
           "2020-06-09 18:45:36,249,0\n"
           "1425513,uzqls,vcpDC,12,1,1,CANCELLED,2020-06-09 18:41:28,2020-06-09 18:41:28,"
           "2020-06-17 14:15:21,675233,0\n");
  CHECK(published.jobs ==
        Texts{"1425511/uXBbc//vcJkd 1 0+36848000 ", "1425513/uzqls//vcpDC 12 27000+675233000 "});
  CHECK(published.lines == Lines{0, 1});
  const Outcome selected =
      read("helios",
           "# a selection\n"
           "job_id,user,tenant,class,submit_time,num_chips,chip_type,num_nodes,duration_s,"
           "walltime_limit_s,final_status\n"
           "765563,uH3om,vcvGl,finetune,5835000000,128,,16,24.0,24.0,CANCELED\n"
           "765565,uJjMX,vcvGl,finetune,5842000000,16,,2,46520.0,46520.0,CANCELED\n");
  CHECK(selected.jobs == Texts{"765563/uH3om/finetune/vcvGl 128 0+24000 ",
                               "765565/uJjMX/finetune/vcvGl 16 7000+46520000 "});
  CHECK(selected.lines == Lines{});
}

const std::string kPods =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
    "deletion_time,scheduled_time\n";

TEST_CASE("openb: shares of a chip are rounded up, jobs run from schedule to deletion") {
  const Outcome pods = read("openb", kPods +
                                         "a,1,1,8,1000,,Burstable,Succeeded,100,350,150\n"
                                         "b,1,1,1,220,,BE,Running,110,130,112\n"
                                         "c,1,1,0,0,,LS,Running,120,130,121\n"
                                         "d,1,1,1,1000,,BE,Pending,130,140,\n"
                                         "e,1,1,2,1000,,LS,Running,140,12902960,141\n");
  CHECK(pods.jobs == Texts{"a/unknown/Burstable/ 8 0+200000 ", "b/unknown/BE/ 1 10000+18000 ",
                           "d/unknown/BE/ 1 30000+0 no_run_time",
                           // 12,902,960 - 141 s
                           "e/unknown/LS/ 2 40000+12902819000 "});
  CHECK(pods.lines == Lines{0, 1, 0, 1, 1, 0});
}

TEST_CASE("openb: one type of chips is a pool, several are none") {
  const Outcome pods = read("openb", kPods +
                                         "a,1,1,1,1000,V100M32,LS,Running,0,2,1\n"
                                         "b,1,1,1,500,V100M16|V100M32,LS,Running,0,2,1\n"
                                         "c,1,1,1,1000,,LS,Running,0,2,1\n");
  CHECK(pods.jobs == Texts{"a/unknown/LS/V100M32 1 0+1000 ", "b/unknown/LS/ 1 0+1000 ",
                           "c/unknown/LS/ 1 0+1000 "});
  CHECK(pods.lines == Lines{0, 0, 0, 0, 1, 1});
}

const std::string kInstances =
    "instance_sn,app_name,gpu_request,creation_time,scheduled_time,deletion_time\n";

TEST_CASE("dlrm: what the trace did not see of an instance is cut off") {
  const Outcome instances = read("dlrm", kInstances +
                                             "seen,app_0,1,100.0,160.5,1100.5\n"
                                             "older,app_1,1,,,3600.0\n"
                                             "outlives,app_1,1,2678300.0,2678310.0,\n"
                                             "always,app_2,1,,,\n"
                                             "older_scheduled,app_2,1,,60.0,120.0\n"
                                             "cpu,app_3,0,1435629.0,1435629.0,1435760.0\n");
  // The trace is 31 days, 2,678,400 s, long.
  CHECK(instances.jobs == Texts{"older/app_1// 1 0+3600000 ", "always/app_2// 1 0+2678400000 ",
                                "older_scheduled/app_2// 1 0+60000 ",
                                "seen/app_0// 1 100000+940000 ",
                                "outlives/app_1// 1 2678300000+90000 "});
  CHECK(instances.lines == Lines{0, 1, 2, 2, 0, 0});
}

TEST_CASE("a line that is skipped as malformed is counted as nothing else") {
  const Outcome pods = read("openb",
                            kPods +
                                "a,1,1,1,500,,LS,Running,0,2,1\n"
                                "b,1,1,1,500,,LS,Running,0,2,x\n"
                                "c,1,1,1,500,A|B,LS,Running,5,2,3\n",
                            OnBadLine::skip);
  CHECK(pods.jobs.size() == 1);
  CHECK(pods.lines == Lines{2, 0, 0, 0, 1, 0});
}

TEST_CASE("a published trace is refused with every fault of its fields") {
  const auto pod = [](const std::string& line) { return error_in("openb", kPods + line + "\n"); };
  CHECK(pod("a,1,1,1,1001,,LS,Running,0,2,1") ==
        ":2:9: expected 1 to 1000 thousandths of a chip, got '1001'");
  CHECK(pod("a,1,1,1,0,,LS,Running,0,2,1") ==
        ":2:9: expected 1 to 1000 thousandths of a chip, got '0'");
  CHECK(pod("a,1,1,1,500.5,,LS,Running,0,2,1") ==
        ":2:9: expected 1 to 1000 thousandths of a chip, got '500.5'");
  CHECK(pod("a,1,1,1,500,,LS,Running,5,2,3") ==
        ":2:27: expected an end not before the start, got '2'");
  CHECK(pod("a,1,1,1,500,,LS,Running,0,2,x") == ":2:29: expected a start time in seconds, got 'x'");
  CHECK(pod("a,1,1,1,500,,LS,Running,0,x,1") == ":2:27: expected an end time in seconds, got 'x'");
  CHECK(pod("a,1,1,x,500,,LS,Running,0,2,1") == ":2:7: expected a whole number of chips, got 'x'");
  CHECK(error_in("philly", "timestamp,duration,num_gpus,gpu_time,cluster\n,66,1,66,a\n") ==
        ":2:1: expected a submit date (UTC), e.g. 2017-10-09 07:01:55, got ''");
  CHECK(error_in("philly", "timestamp,duration,gpus,gpu_time,cluster\n") ==
        ":1:1: the trace has no column 'num_gpus'; it has timestamp, duration, gpus, gpu_time, "
        "cluster");
  CHECK(error_in("dlrm", kInstances + "cpu,app,0,,,\ncpu,app,0,,,\n") ==
        ": has no jobs: 2 of its lines ask for no chips, 0 are malformed");
}

}  // namespace
}  // namespace drawdown
