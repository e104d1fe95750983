#include "sim/base/stop_signals.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/input.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/manifest.hpp"
#include "sim/report/progress.hpp"
#include "sim/report/run_directory.hpp"
#include "sim/report/run_report.hpp"
#include "sim/report/summary.hpp"

namespace drawdown {
namespace {

struct RunOptions {
  InputOptions input;
  std::string out;
  bool events = false;
  bool force = false;
  bool json = false;
};

void run(const RunOptions& options) {
  Diagnostics diagnostics;
  Document document = read_input(options.input, diagnostics);
  const RunInput input = read_scenario(document.root, diagnostics);
  diagnostics.raise_if_any();
  catch_stop_signals();
  const auto jobs = open_workload(input.workload, workload_context(input.scenario));

  RunDirectory directory(options.out, options.force);
  Engine engine(input.scenario, *jobs);
  catch_stop_signals();  // SimGrid has put its own handler in place of ours
  RunReport report(engine, directory.path(), options.events);
  Progress progress(engine.state(), stderr_is_terminal(), [&] { return jobs->share_read(); });
  engine.add(progress);
  engine.run();

  const Results results{input.scenario,    engine.state().view.now,  jobs->counts(),
                        report.jobs(),     report.waterfall(),       report.power(),
                        report.services(), engine.state().transfers, report.ledger()};
  const std::string summary = summary_json(results);
  write_file(directory.path() / "summary.json", summary);
  write_file(directory.path() / "run.yaml", manifest(document, input.workload, jobs->input_hash(),
                                                     DRAWDOWN_VERSION, directory.path()));
  stop_if_asked();
  // Printed first: a result that nobody could be told of replaces nothing.
  print_result(options.json ? summary : summary_text(results));
  directory.commit();
}

}  // namespace

void add_run(CLI::App& program) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* verb = program.add_subcommand("run", "Simulates one scenario");
  verb->add_option("scenario", options->input.scenario, "Scenario file (docs/files.md)");
  verb->add_option("--platform", options->input.platform, "File whose platform replaces it");
  verb->add_option("--workload", options->input.workload, "File whose workload replaces it");
  verb->add_option("--policy", options->input.policy, "Named policy, see: drawdown list policies");
  options->input.add_seed_and_settings(*verb);
  verb->add_option("--out", options->out, "Run directory to be made")->required();
  verb->add_flag("--events", options->events, "Writes events.csv too");
  verb->add_flag("--force", options->force, "Replaces a run directory that exists");
  verb->add_flag("--json", options->json, "Prints summary.json instead of text");
  verb->footer("Example:\n  drawdown run analysis/studies/demo.yaml --policy easy --out /tmp/easy");
  verb->callback([options] { run(*options); });
}

}  // namespace drawdown
