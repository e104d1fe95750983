#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/output_file.hpp"
#include "sim/base/stop_signals.hpp"
#include "sim/base/text.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/input.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/fit/closeness.hpp"
#include "sim/fit/spec_text.hpp"
#include "sim/fit/trace_sample.hpp"
#include "sim/fit/workload_fit.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

struct FitOptions {
  InputOptions input;
  std::string format;
  std::string out;
  double scale = 1;
  bool json = false;
};

// The document that names a trace and says no more of it. Moments stay where the trace has them, so
// that the hours of the day are its own.
Document document_of_trace(const FitOptions& options, Diagnostics& diagnostics) {
  const Place place{"command line"};
  const auto map_of = [&](std::initializer_list<std::pair<std::string_view, Node>> entries) {
    Node map;
    map.kind = NodeKind::map;
    map.place = place;
    for (const auto& [key, value] : entries) {
      map.entries.push_back({std::string(key), place, value});
    }
    return map;
  };
  Document document;
  const Node trace = map_of({{"format", scalar_node(options.format, place)},
                             {"file", scalar_node(options.input.scenario, place)},
                             {"sort", scalar_node("true", place)},
                             {"time_zero", scalar_node("start", place)}});
  document.root = map_of({{"workload", map_of({{"trace", trace}})}});
  for (const std::string& setting : options.input.settings) {
    set(document.root, setting, diagnostics);
  }
  return document;
}

Json json_of(const TraceAndForm& figure) {
  return {{"trace", figure.trace}, {"form", figure.form}};
}

Json json_of(const Closeness& closeness) {
  Json shares = Json::array();
  for (const auto& [bound, share] : closeness.chip_time_shares) {
    shares.push_back(
        {{"up_to_chips", bound.value()}, {"trace", share.trace}, {"form", share.form}});
  }
  return {{"jobs", closeness.jobs},
          {"duration_ks_distance", closeness.duration_distance},
          {"autocorrelation_1_h", json_of(closeness.after_hour)},
          {"autocorrelation_24_h", json_of(closeness.after_day)},
          {"chip_ms", json_of(closeness.chip_ms)},
          {"chip_time_shares", shares}};
}

std::string json_text(const WorkloadFit& fit, const ClosenessOfFit& closeness) {
  Json json = json_of(closeness.whole);
  json["jobs_left_out"] = fit.jobs_left_out;
  json["jobs_refused"] = fit.jobs_refused;
  for (std::size_t i = 0; i < kLineNotes; ++i) {
    json["trace_lines"][kLineNoteNames[i]] = fit.input.lines[i];
  }
  for (std::size_t i = 0; i < fit.streams.size(); ++i) {
    const StreamFit& stream = fit.streams[i];
    Json row = {{"name", stream.name}, {"pool", stream.pool}, {"class", stream.job_class}};
    row.update(json_of(closeness.streams[i]));
    json["streams"].push_back(row);
  }
  return json.dump(2) + "\n";
}

void fit(const FitOptions& options) {
  Diagnostics diagnostics;
  Document document = options.format.empty() ? read_input(options.input, diagnostics)
                                             : document_of_trace(options, diagnostics);
  const RunInput input = read_workload_only(document.root, diagnostics);
  diagnostics.raise_if_any();
  const auto* const trace = std::get_if<TraceSpec>(&input.workload);
  if (trace == nullptr) {
    throw InputError(fmt::format("{}: expected a workload with a trace, and it has streams",
                                 options.input.scenario));
  }
  catch_stop_signals();
  const WorkloadContext context = workload_context(input.scenario);
  const TraceSample sample = read_sample(*open_workload(input.workload, context), context.start);
  const WorkloadFit found = fit_workload(sample, trace->file);
  const ClosenessOfFit closeness = closeness_of(found);
  const std::string name = std::filesystem::path(trace->file).filename().string();
  write_complete(options.out, [&](const std::filesystem::path& path) {
    OutputFile file(path);
    file.buffer().append(spec_text(found, closeness, name, options.scale));
    file.close();
  });
  print_result(options.json ? json_text(found, closeness) : fit_text(found, closeness));
}

}  // namespace

void add_fit(CLI::App& program) {
  auto options = std::make_shared<FitOptions>();
  CLI::App* verb = program.add_subcommand(
      "fit", "Fits streams of generated jobs to a trace, so that it can be replayed at any scale");
  verb->add_option("trace", options->input.scenario,
                   "File whose workload is a trace; with --format, the trace itself")
      ->required();
  verb->add_option("--format", options->format, "Format of the trace: drawdown list formats");
  options->input.add_settings(*verb);
  verb->add_option("--out", options->out, "Workload file to be made")->required();
  verb->add_option("--scale", options->scale, "Multiplies the rate of arrivals")
      ->check(CLI::Range(1e-6, 1e6));
  verb->add_flag("--json", options->json, "Prints JSON instead of text");
  verb->footer(
      "Example:\n  drawdown generate workloads/research_month.yaml --out /tmp/jobs.csv\n"
      "  drawdown fit /tmp/jobs.csv --format csv --scale 10 --out /tmp/fitted.yaml");
  verb->callback([options] { fit(*options); });
}

}  // namespace drawdown
