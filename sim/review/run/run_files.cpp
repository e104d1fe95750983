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
constexpr std::string_view kEvents = "events.csv";  // large, and not read: it may have been removed

Node read_scenario_tree(const fs::path& file) {
  Diagnostics diagnostics;
  auto document = read_document(file.string(), diagnostics);
  diagnostics.raise_if_any();
  return std::move(document->root);
}

const Node* find_made(const Node& scenario, std::string_view key) {
  const Node* const manifest = scenario.find("manifest");
  return manifest == nullptr ? nullptr : manifest->find(key);
}

std::string version_of(const Node& scenario) {
  const Node* const version = find_made(scenario, "version");
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
    : name_(typed), directory_(typed) {
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
  check_sizes();
  summary_ = read_summary(path("summary.json"));
  start_ = *parse_date(summary_["start"].get<std::string>());
  constexpr double kMsPerSecond = 1000;
  end_ = Instant(Duration(std::llround(summary_["horizon_s"].get<double>() * kMsPerSecond)));
}

// What was cut or edited would say something else than the rest.
void RunFiles::check_sizes() const {
  const Node* const outputs = find_made(scenario_, "outputs_bytes");
  if (outputs == nullptr) return;
  for (const Entry& entry : outputs->entries) {
    if (!has(entry.key)) {
      if (entry.key == kEvents) continue;
      throw InputError(fmt::format("{}: it has no {}", name_, entry.key));
    }
    std::error_code ignored;
    const std::string size = fmt::format("{}", fs::file_size(path(entry.key), ignored));
    if (size == entry.value.text) continue;
    throw InputError(
        fmt::format("{}: {} has {} bytes, where the run wrote {}: it was cut or edited; `drawdown "
                    "run {}` makes "
                    "it anew",
                    name_, entry.key, size, entry.value.text, path("run.yaml").string()));
  }
}

bool RunFiles::has(std::string_view file) const {
  std::error_code ignored;
  return fs::exists(path(file), ignored);
}

}  // namespace drawdown
