// A run directory, opened to be read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sim/base/units.hpp"
#include "sim/config/node.hpp"

namespace drawdown {

/// What is said of all of a run: run.yaml and summary.json. The tables are read by RunTable.
class RunFiles {
 public:
  /// Raises InputError where `typed` is no run directory, lacks a file, has one of another size
  /// than the run wrote, or was made by another version of the program than `version`.
  RunFiles(const std::string& typed, std::string_view version);

  /// As it was typed.
  const std::string& name() const { return name_; }
  bool has(std::string_view file) const;
  std::filesystem::path path(std::string_view file) const { return directory_ / file; }

  /// The scenario with every default filled in, and `manifest`.
  const Node& scenario() const { return scenario_; }
  const nlohmann::ordered_json& summary() const { return summary_; }
  /// Of the program that made it.
  const std::string& version() const { return version_; }
  Date start() const { return start_; }
  /// The run's end.
  Instant end() const { return end_; }

 private:
  void check_sizes() const;

  std::string name_;
  std::filesystem::path directory_;
  Node scenario_;
  std::string version_;
  nlohmann::ordered_json summary_;
  Date start_;
  Instant end_;
};

/// Whether `typed` is a directory that a run has left.
bool is_run(const std::string& typed);

}  // namespace drawdown
