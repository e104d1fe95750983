// From the command line to a scenario: the files, and what replaces parts of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "sim/config/document.hpp"
#include "sim/engine/scenario_reader.hpp"

namespace drawdown {

/// What `run` and `generate` accept beside a file.
struct InputOptions {
  std::string scenario;
  std::string platform;
  std::string workload;
  std::string policy;
  std::optional<std::string> seed;
  std::vector<std::string> settings;

  void add_seed_and_settings(CLI::App& verb);
  void add_settings(CLI::App& verb);
};

/// The tree of all files with the options applied, and the files that it came from. Raises
/// InputError if that alone shows anything wrong; other diagnostics are left to the caller.
Document read_input(const InputOptions& options, Diagnostics& diagnostics);

}  // namespace drawdown
