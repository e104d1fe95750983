// drawdown: AI-cluster scheduling under committed capacity, simulated.

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/cli/verbs.hpp"

namespace {

constexpr int kExitBug = 1;
constexpr int kExitInput = 2;
constexpr int kExitEnvironment = 3;
constexpr int kExitSignal = 128;

int run_program(int argc, char** argv) {
  CLI::App program{"Simulates AI clusters under committed capacity.", "drawdown"};
  program.set_version_flag("--version", DRAWDOWN_VERSION);
  program.require_subcommand(1);
  program.footer("Example:\n  drawdown run analysis/studies/demo.yaml --out /tmp/demo");
  drawdown::add_run(program);
  drawdown::add_check(program);
  drawdown::add_generate(program);
  drawdown::add_fit(program);
  drawdown::add_list(program);
  drawdown::add_study(program);
  drawdown::add_compare(program);
  drawdown::add_breakdowns(program);
  drawdown::add_report(program);
  drawdown::add_explain(program);
  drawdown::add_trace(program);
  try {
    program.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    // CLI11 has a code for each of its errors; to us they are all wrong input.
    return program.exit(error) == 0 ? 0 : kExitInput;
  }
}

int fail(int code, std::string_view prefix, std::string_view message) {
  // What went wrong is in the exit code too, should stderr fail as well.
  const std::string text = fmt::format("{}{}\n", prefix, message);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return code;
}

}  // namespace

// Read by jemalloc where the program is linked with it. What a run touches lies in tens of
// megabytes; with pages of 4 kB the processor finds no place for all their addresses (a tenth to a
// fifth of a run's time).
extern "C" const char* malloc_conf;
const char* malloc_conf = "thp:always,metadata_thp:always,narenas:1";

int main(int argc, char** argv) {
  try {
    return run_program(argc, argv);
  } catch (const drawdown::InputError& error) {
    return fail(kExitInput, "", error.what());
  } catch (const drawdown::EnvironmentError& error) {
    return fail(kExitEnvironment, "drawdown: ", error.what());
  } catch (const drawdown::Stopped& error) {
    return fail(kExitSignal + error.signal(), "drawdown: ", error.what());
  } catch (const std::exception& error) {
    return fail(kExitBug, "drawdown: a bug, please report it: ", error.what());
  }
}
