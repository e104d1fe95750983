#include "sim/study/execution/one_run.hpp"

#include <filesystem>

#include "sim/base/errors.hpp"
#include "sim/engine/scenario_reader.hpp"
#include "sim/report/run_figures.hpp"
#include "sim/report/steady_state.hpp"
#include "sim/report/summary.hpp"
#include "sim/study/execution/record.hpp"
#include "sim/study/execution/worker.hpp"

namespace drawdown {
namespace {

std::filesystem::path scratch_directory() {
  std::error_code error;
  const auto path = std::filesystem::temp_directory_path(error);
  if (error) throw EnvironmentError("no directory for temporary files: " + error.message());
  return path;
}

// A record under a key of other bytes would stay for ever.
void check_trace(const WorkloadSpec& workload, JobSource& jobs, const RunKeys& keys) {
  const auto* trace = std::get_if<TraceSpec>(&workload);
  if (trace == nullptr) return;
  const std::string hash = keys.hash_at_key(trace->file);
  require(!hash.empty(), "the trace {} is in no key", trace->file);
  if (jobs.input_hash() == hash) return;
  throw EnvironmentError(fmt::format("{} changed while the study was running", trace->file));
}

}  // namespace

std::string simulate(Document scenario, const std::string& key, bool steady_state,
                     const RunKeys& keys) {
  Diagnostics diagnostics;
  const RunInput input = read_scenario(scenario.root, diagnostics);
  diagnostics.raise_if_any();
  const auto jobs = open_workload(input.workload, workload_context(input.scenario));

  Engine engine(input.scenario, *jobs);
  let_stop_signals_end_the_process();  // SimGrid has put its own handler in place
  RunFigures figures(engine, scratch_directory(), [](const WaterfallRow&) {});
  SteadyState steady(engine.state());
  if (steady_state) engine.add(steady);
  engine.run();
  check_trace(input.workload, *jobs, keys);

  const Results results{input.scenario,     engine.state().view.now,  jobs->counts(),
                        figures.jobs(),     figures.waterfall(),      figures.power(),
                        figures.services(), engine.state().transfers, figures.ledger()};
  return record_text(key, input.scenario.seed, summary_json(results),
                     steady_state ? std::optional(steady.figures()) : std::nullopt);
}

}  // namespace drawdown
