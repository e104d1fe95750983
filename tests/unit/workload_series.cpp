// Series that are read from published files: demand, spot availability, quotas.
#include <cstdlib>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/base/text.hpp"
#include "sim/config/content_hash.hpp"
#include "sim/model/quotas/quota_trace.hpp"
#include "sim/model/series/availability_trace.hpp"
#include "sim/model/series/named_file.hpp"
#include "sim/workload/series/demand_trace.hpp"

namespace drawdown {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

DemandSeries demand(std::string_view format, std::string_view content, Duration step = minutes(1)) {
  const TextFile file(content);
  return read_demand_trace(format, file.path(), step);
}

// The first line of what `read(path)` says of a file, without the file's name.
template <class Read>
std::string error_of(std::string_view content, Read read) {
  const TextFile file(content);
  const std::string text = input_error_of([&] { read(file.path()); });
  return text.substr(0, text.find('\n')).substr(std::min(file.path().size(), text.size()));
}

std::string demand_error(std::string_view format, std::string_view content) {
  return error_of(content, [&](const std::string& path) {
    read_demand_trace(format, path, milliseconds(100));
  });
}

const std::string kAzure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

TEST_CASE("azure: requests are added up in steps from the first on") {
  const std::string text = kAzure +
                           "2023-11-16 18:15:46.6805900,374,44\n"
                           "2023-11-16 18:16:46.6799999,396,109\n"  // 59.999 s later
                           "2023-11-16 18:16:46.6805900,879,55\n"   // 60 s
                           "2023-11-16 18:18:50,91,0\n";            // 183.32 s
  const DemandSeries series = demand("azure", text);
  CHECK(series.step == minutes(1));
  CHECK(series.buckets == std::vector<DemandBucket>{{2, 770, 153}, {1, 879, 55}, {}, {1, 91, 0}});
  CHECK(series.content_hash == content_hash(text));
}

TEST_CASE("mooncake: requests are added up in steps from the first on") {
  const DemandSeries series = demand(
      "mooncake",
      "{\"timestamp\": 27000, \"input_length\": 6955, \"output_length\": 52, \"hash_ids\": [1]}\n"
      "{\"timestamp\": 27000, \"input_length\": 6472, \"output_length\": 26}\n"
      "\n{\"output_length\": 4, \"timestamp\": 29000, \"input_length\": 100}\n",
      seconds(2));
  CHECK(series.buckets == std::vector<DemandBucket>{{2, 13427, 78}, {1, 100, 4}});
}

const std::string kHelios = "pending_gpu_num,time,running_gpu_num\n";

TEST_CASE("helios: a GPU that runs or is waited for is a request a second") {
  const std::string text = kHelios +
                           "1,2020-05-01 23:58:00,2\n"
                           "0,2020-05-01 23:59:00,3\n"
                           "0,2020-05-02 00:00:00,0\n"
                           "5,2020-05-02 00:01:00,0\n";
  const auto requests = [&](Duration step) {
    std::vector<std::int64_t> buckets;
    for (const DemandBucket& bucket : demand("helios", text, step).buckets) {
      buckets.push_back(bucket.requests);
    }
    return buckets;
  };
  CHECK(requests(minutes(1)) == std::vector<std::int64_t>{180, 180, 0, 300});
  CHECK(requests(minutes(3)) == std::vector<std::int64_t>{360, 300});
}

TEST_CASE("helios: what is malformed is refused where it stands") {
  const auto error = [](const std::string& lines) {
    return error_of(kHelios + lines,
                    [](const std::string& path) { read_demand_trace("helios", path, minutes(1)); });
  };
  CHECK(error("") == ": has no requests");
  CHECK(error("1,May,2\n") == ":2:3: expected a date, e.g. 2020-05-01 00:00:00, got 'May'");
  CHECK(error("1,2020-05-01,-2\n") == ":2:14: expected a number of GPUs, 0 to 1000000, got '-2'");
  CHECK(error("0.5,2020-05-01,1\n") == ":2:1: expected a number of GPUs, 0 to 1000000, got '0.5'");
  CHECK(error("1,2020-05-01\n") == ":2:13: expected 3 fields, got 2");
  for (const std::string next : {"00:00", "00:02", "00:01:30"}) {
    CHECK(error("1,2020-05-01,1\n1,2020-05-01 " + next + ",1\n") ==
          ":3:3: expected the next minute, 2020-05-01 00:01:00, got '2020-05-01 " + next + "'");
  }
}

TEST_CASE("azure: what is malformed is refused where it stands") {
  const auto error = [](const std::string& lines) { return demand_error("azure", kAzure + lines); };
  CHECK(demand_error("azure", "") == ": has no requests");
  CHECK(error("") == ": has no requests");
  CHECK(demand_error("azure", "TIMESTAMP,ContextToken,GeneratedTokens\n") ==
        ":1:1: the trace has no column 'ContextTokens' (did you mean 'ContextToken'?); it has "
        "TIMESTAMP, ContextToken, GeneratedTokens");
  CHECK(error("2023-11-16 18:15:46.68059x,1,1\n") ==
        ":2:1: expected a date, e.g. 2023-11-16 18:17:03.9799600, got '2023-11-16 "
        "18:15:46.68059x'");
  CHECK(error("2023-11-16 18:15:46.68,1.5,1\n") ==
        ":2:24: expected a number of tokens, 0 to 1000000000, got '1.5'");
  CHECK(error("2023-11-16 18:15:46.68,1,-1\n") ==
        ":2:26: expected a number of tokens, 0 to 1000000000, got '-1'");
  CHECK(error("2023-11-16,1\n") == ":2:13: expected 3 fields, got 2");
  CHECK(error("2023-11-16,1,1\n2023-11-15,1,1\n") ==
        ":3:1: expected a request not before the previous one");
  // 10^7 steps of 100 ms are 11.57 days.
  CHECK(error("2023-11-01,1,1\n2023-11-13,1,1\n") ==
        ":3:1: more than 10000000 steps after the first request");
}

TEST_CASE("mooncake: what is malformed is refused where it stands") {
  const auto error = [](const std::string& line) { return demand_error("mooncake", line + "\n"); };
  CHECK(error("{\"timestamp\": 0,") == ":1:1: expected a JSON object, got '{\"timestamp\": 0,'");
  CHECK(error("[1]") == ":1:1: expected a JSON object, got '[1]'");
  CHECK(error("{\"timestamp\": 0, \"input_length\": 1}") ==
        ":1:1: the request has no 'output_length'");
  CHECK(error("{\"timestamp\": 0.5, \"input_length\": 1, \"output_length\": 1}") ==
        ":1:1: expected a whole number from 0 to 100000000000000 as 'timestamp', got 0.5");
  CHECK(error("{\"timestamp\": 0, \"input_length\": -1, \"output_length\": 1}") ==
        ":1:1: expected a whole number from 0 to 1000000000 as 'input_length', got -1");
}

TEST_CASE("a file of requests that is not there is named where it is asked for") {
  CHECK(input_error_of([] {
          read_demand_trace("azure", "/nowhere/a.csv", seconds(1), {"w.yaml", 3, 5});
        }) == "w.yaml:3:5: '/nowhere/a.csv' cannot be read: No such file or directory");
}

TEST_CASE("spot availability is a step series of instances") {
  const std::string text =
      "{\"metadata\": {\"gap_seconds\": 195}, \"data\": [0, 16, 3],\n"
      " \"prices\": [1.5, 2, 3]}\n";
  Diagnostics diagnostics;
  const auto series = parse_availability_trace(text, "a.json", diagnostics);
  diagnostics.raise_if_any();
  REQUIRE(series.has_value());
  CHECK(series->step == seconds(195));
  CHECK(series->instances == std::vector<std::int64_t>{0, 16, 3});
}

TEST_CASE("a spot trace that is malformed says what it lacks") {
  const auto error = [](const std::string& text) {
    Diagnostics diagnostics;
    CHECK_FALSE(parse_availability_trace(text, "a", diagnostics).has_value());
    const std::string said = diagnostics.text();
    return said.substr(1, said.find('\n') - 1);
  };
  const std::string gap =
      ": expected a JSON object whose metadata.gap_seconds is a whole number from 1 to 31536000";
  for (const auto* text : {"", "{", "[]", "{\"metadata\": 5, \"data\": [1]}", "{\"data\": [1]}",
                           "{\"metadata\": {\"gap_seconds\": 0}, \"data\": [1]}",
                           "{\"metadata\": {\"gap_seconds\": 1.5}, \"data\": [1]}"}) {
    CHECK(error(text) == gap);
  }
  CHECK(error("{\"metadata\": {\"gap_seconds\": 5}}") ==
        ": expected numbers of instances as 'data'");
  CHECK(error("{\"metadata\": {\"gap_seconds\": 5}, \"data\": []}") ==
        ": expected numbers of instances as 'data'");
  CHECK(error("{\"metadata\": {\"gap_seconds\": 5}, \"data\": [1, true]}") ==
        ": expected a whole number from 0 to 1000000000 as data[1], got true");
}

TEST_CASE("quotas are read day by day") {
  const std::string text = "date,vchbv,vc4om,total\n2020-04-01,112,0,112\n2020-04-03,96,16,112\n";
  const TextFile file(text);
  const QuotaSeries series = read_quota_trace(file.path());
  CHECK(series.clusters == std::vector<std::string>{"vchbv", "vc4om"});
  REQUIRE(series.days.size() == 2);
  CHECK(series.days[0].from == *parse_date("2020-04-01"));
  CHECK(series.days[0].quotas == std::vector<Chips>{Chips{112}, Chips{0}});
  CHECK(series.days[1].from == *parse_date("2020-04-03"));
  CHECK(series.days[1].quotas == std::vector<Chips>{Chips{96}, Chips{16}});
  CHECK(series.content_hash == content_hash(text));
}

TEST_CASE("quotas that are malformed are refused where they stand") {
  const auto error = [](std::string_view text) {
    return error_of(text, [](const std::string& path) { read_quota_trace(path); });
  };
  const std::string header = "date,a,b,total\n";
  CHECK(error("") == ": the trace has no column 'date'; it has ");
  CHECK(error(header) == ": has no quotas");
  CHECK(error("date,a\n") == ":1:1: the trace has no column 'total'; it has date, a");
  CHECK(error(header + "April,1,2,3\n") == ":2:1: expected a date, e.g. 2020-04-01, got 'April'");
  CHECK(error(header + "2020-04-01,1,2,4\n") ==
        ":2:16: expected the sum of the quotas, 3, got '4'");
  CHECK(error(header + "2020-04-01,1,-2,-1\n") ==
        ":2:14: expected a quota in whole chips, 0 to 1000000000, got '-2'");
  CHECK(error(header + "2020-04-01,1,2,3\n2020-04-01,1,2,3\n") ==
        ":3:1: expected a date after the previous line's, got '2020-04-01'");
  CHECK(error(header + "2020-04-01,1,3\n") == ":2:15: expected 4 fields, got 3");
}

// Figures counted with another program (Python's csv and json) over the published files.
TEST_CASE("the real series add up to what is in their files") {
  const char* const folder = std::getenv("DRAWDOWN_TRACES");
  if (folder == nullptr) {
    WARN("skipped: DRAWDOWN_TRACES names no folder of traces");
    return;
  }
  struct Expected {
    const char* format;
    const char* file;
    DemandBucket sum;
    std::size_t buckets;
  };
  // Of azure's, the first request is at 18:17:03.97 and the last at 19:14:19.92, 57 min 15.9 s
  // later; at 18:15:46.68 and 19:14:08.40, 58 min 21.7 s. Mooncake's last is at 3,536,999 ms, and
  // 1,022,025 ms.
  const std::vector<Expected> files = {
      {"azure", "azure_llm/AzureLLMInferenceTrace_code.csv", {8819, 18059974, 245896}, 58},
      {"azure", "azure_llm/AzureLLMInferenceTrace_conv.csv", {19366, 22361870, 4088665}, 59},
      {"mooncake", "mooncake/conversation_trace.jsonl", {12031, 144793823, 4122048}, 59},
      {"mooncake", "mooncake/synthetic_trace.jsonl", {3993, 61194628, 595432}, 18},
      // 2,901,177 GPU-minutes.
      {"helios", "helios/earth_vc_minute_series_2020-05/vcpDC.csv.gz", {174070620, 0, 0}, 44640},
  };
  for (const Expected& expected : files) {
    INFO(expected.file);
    const auto series =
        read_demand_trace(expected.format, fmt::format("{}/{}", folder, expected.file), minutes(1));
    CHECK(series.buckets.size() == expected.buckets);
    DemandBucket sum;
    for (const DemandBucket& bucket : series.buckets) {
      sum.requests += bucket.requests;
      sum.input_tokens += bucket.input_tokens;
      sum.output_tokens += bucket.output_tokens;
    }
    CHECK(sum == expected.sum);
  }
  const std::string path = fmt::format(
      "{}/skypilot_spot_traces/availability/1-node/aws-10-26-2022/us-west-2a_k80_1.json", folder);
  std::string problem;
  const auto text = read_text(path, problem);
  REQUIRE(text.has_value());
  Diagnostics diagnostics;
  const auto spot = parse_availability_trace(text->text, path, diagnostics);
  REQUIRE(spot.has_value());
  CHECK(spot->step == minutes(10));
  CHECK(spot->instances.size() == 3895);
  CHECK(std::ranges::count(spot->instances, 1) == 3477);
  const QuotaSeries earth = read_quota_trace(fmt::format("{}/helios/Earth_gpu_number.csv", folder));
  CHECK(earth.clusters.size() == 25);
  CHECK(earth.days.size() == 181);
  CHECK(earth.days.back().from == *parse_date("2020-09-28"));
  CHECK(earth.days.front().quotas.front() == Chips{112});
}

}  // namespace
}  // namespace drawdown
