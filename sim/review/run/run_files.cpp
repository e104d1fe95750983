#include "sim/review/run/run_files.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/config/document.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view kFilesOfEach[] = {"summary.json",   "jobs.csv",  "usage.csv",
                                             "placements.csv", "queue.csv", "pools.csv",
                                             "waterfall.csv"};

Node read_scenario_tree(const fs::path& file) {
  Diagnostics diagnostics;
  auto document = read_document(file.string(), diagnostics);
  diagnostics.raise_if_any();
  return std::move(document->root);
}

std::string version_of(const Node& scenario) {
  const Node* const manifest = scenario.find("manifest");
  const Node* const version = manifest == nullptr ? nullptr : manifest->find("version");
  return version == nullptr ? std::string() : version->text;
}

// Raises InputError unless it is a summary with the run's start and length.
Json read_summary(const fs::path& file) {
  std::ifstream in(file);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  Json summary = Json::parse(text, nullptr, false);
  const bool is_summary = summary.is_object() && summary.contains("start") &&
                          summary["start"].is_string() && summary.contains("horizon_s") &&
                          summary["horizon_s"].is_number() &&
                          parse_date(summary["start"].get<std::string>());
  if (!is_summary) {
    throw InputError(file.string() + ": expected the summary of a run, and cannot read it");
  }
  return summary;
}

}  // namespace

bool is_run(const std::string& typed) {
  std::error_code ignored;
  return fs::exists(fs::path(typed) / "run.yaml", ignored);
}

RunFiles::RunFiles(const std::string& typed, std::string_view version)
    : name_(typed), directory_(typed), version_(version) {
  if (!is_run(typed)) throw InputError(fmt::format("{}: expected a run directory", typed));
  for (const std::string_view file : kFilesOfEach) {
    if (!has(file)) throw InputError(fmt::format("{}: it has no {}", typed, file));
  }
  scenario_ = read_scenario_tree(path("run.yaml"));
  version_ = version_of(scenario_);
  if (version_ != version) {
    throw InputError(fmt::format(
        "{}: made by version {} of drawdown, and this is {}; `drawdown run {}` makes it anew",
        typed, version_.empty() ? "?" : version_, version, path("run.yaml").string()));
  }
  summary_ = read_summary(path("summary.json"));
  start_ = *parse_date(summary_["start"].get<std::string>());
  constexpr double kMsPerSecond = 1000;
  end_ = Instant(Duration(std::llround(summary_["horizon_s"].get<double>() * kMsPerSecond)));
}

bool RunFiles::has(std::string_view file) const {
  std::error_code ignored;
  return fs::exists(path(file), ignored);
}

}  // namespace drawdown
