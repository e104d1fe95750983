#include <cstdio>

#include <fmt/format.h>

#include "sim/base/stop_signals.hpp"
#include "sim/cli/input.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/generated_jobs.hpp"

namespace drawdown {
namespace {

struct GenerateOptions {
  InputOptions input;
  std::string out;
};

void generate(const GenerateOptions& options) {
  Diagnostics diagnostics;
  Document document = read_input(options.input, diagnostics);
  const RunInput input = read_workload_only(document.root, diagnostics);
  diagnostics.raise_if_any();
  catch_stop_signals();
  const auto jobs = open_workload(input.workload, workload_context(input.scenario));
  write_generated_jobs(*jobs, options.out);
  for (const std::string& line : texts_of(jobs->counts())) fmt::print(stderr, "{}\n", line);
}

}  // namespace

void add_generate(CLI::App& program) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* verb = program.add_subcommand("generate", "Writes the jobs of a workload");
  verb->add_option("workload", options->input.scenario, "File with a workload")->required();
  options->input.add_seed_and_settings(*verb);
  verb->add_option("--out", options->out, "CSV file to be made")->required();
  verb->footer(
      "Example:\n  drawdown generate workloads/research_month.yaml --seed 7 --out /tmp/jobs.csv");
  verb->callback([options] { generate(*options); });
}

}  // namespace drawdown
