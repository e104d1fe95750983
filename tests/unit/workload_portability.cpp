// Where the jobs of a workload run, and how long those run that are given by model, data or cost.
#include <cmath>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/config/yaml_text.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/workload/workload.hpp"
#include "sim/workload/workload_reader.hpp"

namespace drawdown {
namespace {

struct FirstJob {
  Duration run{};
  RunsOn runs_on;
};

// The first job of a stream with these keys, on a platform with such accelerators of its own.
FirstJob first_job(const std::string& keys, std::int64_t chips = 64,
                   const std::string& own = "[]") {
  Diagnostics diagnostics;
  auto root = read_yaml(
      SourceText("file.yaml",
                 fmt::format("accelerators: {}\n"
                             "workload:\n  streams:\n"
                             "    - name: run\n      jobs: 1\n      arrivals: {{rate: 1 jobs/h}}\n"
                             "      sizes: [{{chips: {} chips}}]\n{}",
                             own, chips, keys)),
      diagnostics);
  REQUIRE(root);
  WorkloadSpec spec;
  const Date start = *parse_date("2026-01-01");
  {
    MapReader reader(*root, "", diagnostics);
    const auto accelerators = read_own_accelerators(reader);
    spec = read_workload(reader.map("workload"), start, std::nullopt, accelerators);
  }
  INFO(diagnostics.text());
  REQUIRE(diagnostics.empty());
  WorkloadContext context;
  context.start = start;
  const auto source = open_workload(spec, context);
  Job job;
  REQUIRE(source->next(job));
  return {job.run, job.terms->runs_on};
}

TEST_CASE("a job that says nothing runs everywhere") {
  CHECK(first_job("      duration: {fixed: 1 h}\n").runs_on.empty());
}

TEST_CASE("ports are read in order, with what they leave out") {
  const FirstJob job = first_job(
      "      duration: {fixed: 1 h}\n"
      "      runs_on:\n"
      "        - {accelerator: tpu_v5p}\n"
      "        - {accelerator: h100_sxm, speed: 0.8, from: 2027-01-01, compile: 20 min}\n");
  REQUIRE(job.runs_on.size() == 2);
  CHECK(job.runs_on.at(0).accelerator == "tpu_v5p");
  CHECK(job.runs_on.at(0).terms == PortTerms{});
  CHECK(job.runs_on.at(0).from < *parse_date("1970-01-01"));
  CHECK(job.runs_on.at(1).accelerator == "h100_sxm");
  CHECK(job.runs_on.at(1).terms == PortTerms{0.8, std::chrono::minutes(20)});
  CHECK(job.runs_on.at(1).from == *parse_date("2027-01-01"));
}

TEST_CASE("by model and data, the first accelerator gives the time and the others their speeds") {
  const std::string keys =
      "      training: {parameters: 1e9, tokens: 1e12, utilisation: {tpu_v5p: 0.5, h100_sxm: "
      "0.4}}\n"
      "      runs_on: [{accelerator: h100_sxm, compile: 5 min}]\n";
  // 6e21 operations at 459e12 x 0.5 a second and chip.
  const FirstJob job = first_job(keys);
  CHECK(job.run == Duration{std::llround(6e21 / (64 * 229.5e12) * 1000)});
  REQUIRE(job.runs_on.size() == 2);
  CHECK(job.runs_on.at(0).terms == PortTerms{});
  CHECK(job.runs_on.at(1).terms.speed == Approx(989 * 0.4 / 229.5).epsilon(1e-12));
  CHECK(job.runs_on.at(1).terms.compile == std::chrono::minutes(5));
  // Twice the chips, half the time.
  CHECK(first_job(keys, 128).run == Duration{std::llround(6e21 / (128 * 229.5e12) * 1000)});
  // The platform's own figure in place of the catalogue's.
  const FirstJob own = first_job(keys, 64, "[{name: h100_sxm, bf16_peak: 459 TFLOPS}]");
  CHECK(own.run == job.run);
  CHECK(own.runs_on.at(1).terms.speed == Approx(0.8).epsilon(1e-12));
}

TEST_CASE("a precision has peaks of its own, and a mixture of experts works with what is active") {
  // 6 x 0.5e9 x 1e12 operations at 4614e12 x 0.25.
  CHECK(first_job("      training: {parameters: 1e9, active_parameters: 0.5e9, tokens: 1e12,\n"
                  "        precision: fp8, utilisation: {tpu_v7: 0.25}}\n")
            .run == Duration{std::llround(3e21 / (64 * 4614e12 * 0.25) * 1000)});
  CHECK(first_job("      training: {parameters: 1e9, tokens: 1e12, precision: int8,\n"
                  "        utilisation: {tpu_v6e: 0.25}}\n")
            .run == Duration{std::llround(6e21 / (64 * 1836e12 * 0.25) * 1000)});
}

TEST_CASE("chip-hours, or what a budget buys of them, are shared out over the chips") {
  const FirstJob hours = first_job("      training: {chip_hours: 2.788e6 chip-hours}\n", 2048);
  CHECK(hours.run == Duration{4'900'781'250});  // 2.788e6 x 3.6e6 / 2048, 56.7 days
  CHECK(hours.runs_on.empty());
  const FirstJob budget = first_job(
      "      training: {budget: 5.576e6 USD, price: 2 USD/chip-hour}\n"
      "      runs_on: [{accelerator: h100_sxm, speed: 2}]\n",
      2048);
  CHECK(budget.run == hours.run);
  CHECK(budget.runs_on.at(0).terms.speed == 2);
  // 1 chip-hour on 7 chips: 514,285.71 ms.
  CHECK(first_job("      training: {chip_hours: 1 chip-hour}\n", 7).run == Duration{514'286});
}

}  // namespace
}  // namespace drawdown
