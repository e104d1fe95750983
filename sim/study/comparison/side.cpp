#include "sim/study/comparison/side.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "sim/base/errors.hpp"
#include "sim/base/text.hpp"
#include "sim/study/execution/record.hpp"
#include "sim/study/execution/study_directory.hpp"
#include "sim/study/results/outcomes.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

Document read(const fs::path& file) {
  Diagnostics diagnostics;
  auto document = read_document(file.string(), diagnostics);
  diagnostics.raise_if_any();
  return std::move(*document);
}

std::string take_text(const Node* node, std::string_view key) {
  const Node* value = node == nullptr ? nullptr : node->find(key);
  return value == nullptr ? std::string() : value->text;
}

// The hash of the trace: the last input of a run that has one.
std::string trace_hash_of(const Node& root) {
  const Node* workload = root.find("workload");
  const Node* manifest = root.find("manifest");
  if (workload == nullptr || workload->find("trace") == nullptr || manifest == nullptr) return {};
  const Node* inputs = manifest->find("inputs");
  return inputs == nullptr || inputs->items.empty() ? std::string()
                                                    : take_text(&inputs->items.back(), "hash");
}

Side read_run(const std::string& typed) {
  const fs::path directory = typed;
  Side side;
  side.name = typed;
  side.scenario = read(directory / "run.yaml").root;
  side.version = take_text(side.scenario.find("manifest"), "version");
  side.trace_hash = trace_hash_of(side.scenario);
  side.scenario.entries.remove_if([](const Entry& entry) { return entry.key == "manifest"; });
  std::ifstream file(directory / "summary.json");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto figures = read_figures(text);
  if (!figures) {
    throw InputError((directory / "summary.json").string() +
                     ": expected the summary of a run, and cannot read it");
  }
  side.runs.push_back({0, std::move(*figures)});
  return side;
}

Side read_point(const std::string& typed, const std::string& directory_name,
                std::string_view number, std::string_view version) {
  if (!is_there(fs::path(directory_name) / "study.yaml")) {
    throw InputError(fmt::format("{}: expected STUDY_DIR:POINT, and {} is no study's directory",
                                 typed, directory_name));
  }
  const StudyDirectory directory(directory_name);
  const Study study = read_study(directory.study_file().string(), {});
  const auto point = parse_integer(number);
  if (!point || *point < 0 || *point >= std::ssize(study.points)) {
    throw InputError(fmt::format("{}: expected a point of the study, 0 to {}, got '{}'", typed,
                                 study.points.size() - 1, number));
  }
  Side side;
  side.name = typed;
  side.is_point = true;
  side.version = version;
  side.confidence = study.confidence;
  side.study_seed = study.seed;
  const Point& chosen = study.points[static_cast<std::size_t>(*point)];
  side.scenario = scenario_of(study, chosen, 0).root;
  side.scenario.entries.remove_if([](const Entry& entry) { return entry.key == "seed"; });
  const Store store = directory.store();
  OutcomeReader reader(study, store, version);
  for (const Replication& run : reader.read(chosen).replications) {
    const auto text = run.state == OutcomeState::done ? store.record(run.key) : std::nullopt;
    auto record = text ? read_record(*text) : std::nullopt;
    if (record) side.runs.push_back({run.seed, std::move(record->figures)});
  }
  if (side.runs.empty()) throw InputError(typed + ": no replication of this point is done");
  return side;
}

}  // namespace

Side read_side(const std::string& typed, std::string_view version) {
  const std::size_t colon = typed.rfind(':');
  if (is_there(typed) || colon == std::string::npos) {
    if (is_there(fs::path(typed) / "run.yaml")) return read_run(typed);
    if (is_there(fs::path(typed) / "study.yaml")) {
      throw InputError(typed + ": it is a study; name a point of it, as " + typed + ":0");
    }
    throw InputError(typed + ": expected a run directory, or STUDY_DIR:POINT");
  }
  return read_point(typed, typed.substr(0, colon), std::string_view(typed).substr(colon + 1),
                    version);
}

}  // namespace drawdown
