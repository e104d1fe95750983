#include "sim/base/output_file.hpp"
#include "sim/base/stop_signals.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/review/trace/run_trace.hpp"

namespace drawdown {
namespace {

struct TraceOptions {
  std::string directory;
  std::string format;
  std::string out;
};

void write(const RunFiles& run, const TraceOptions& options, const ByteSink& to) {
  const ByteSink until_stopped = [&](std::string_view bytes) {
    stop_if_asked();
    to(bytes);
  };
  options.format == "chrome" ? write_chrome_trace(run, until_stopped)
                             : write_csv_trace(run, until_stopped);
}

void write_file(const RunFiles& run, const TraceOptions& options,
                const std::filesystem::path& path) {
  OutputFile file(path);
  const ByteSink to_file = [&](std::string_view bytes) {
    file.buffer().append(bytes);
    file.end_row();
  };
  if (options.out.ends_with(".gz")) {
    Gzip gzip(to_file);
    write(run, options, [&](std::string_view bytes) { gzip.write(bytes); });
    gzip.finish();
  } else {
    write(run, options, to_file);
  }
  file.close();
}

void trace(const TraceOptions& options, bool to_file) {
  const RunFiles run(options.directory, DRAWDOWN_VERSION);
  catch_stop_signals();
  if (!to_file) return write(run, options, print_result);
  write_complete(options.out,
                 [&](const std::filesystem::path& path) { write_file(run, options, path); });
}

}  // namespace

void add_trace(CLI::App& program) {
  auto options = std::make_shared<TraceOptions>();
  CLI::App* verb = program.add_subcommand("trace", "Writes a run for other viewers");
  verb->add_option("directory", options->directory, "Run directory")->required();
  verb->add_option("--format", options->format, "chrome (for Perfetto, too), or csv")
      ->required()
      ->check(CLI::IsMember({"chrome", "csv"}));
  const CLI::Option* out = verb->add_option(
      "--out", options->out, "File to be made, compressed if it ends in .gz; default: stdout");
  verb->footer(
      "Example:\n  drawdown run analysis/studies/demo.yaml --out /tmp/demo\n"
      "  drawdown trace /tmp/demo --format chrome --out /tmp/demo.json.gz");
  verb->callback([options, out] { trace(*options, out->count() > 0); });
}

}  // namespace drawdown
