#include "sim/study/run_key.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/config/content_hash.hpp"
#include "sim/config/file_name.hpp"
#include "sim/study/design/scenario_values.hpp"
#include "sim/study/scenario_files.hpp"

namespace drawdown {
namespace {

// One tree for all that mean the same: keys sorted, quotes only where they must be.
void make_canonical(Node& node) {
  node.quoted = false;
  node.entries.sort([](const Entry& a, const Entry& b) { return a.key < b.key; });
  for (Entry& entry : node.entries) make_canonical(entry.value);
  for (Node& item : node.items) make_canonical(item);
}

[[noreturn]] void fail(const Place& place, const std::string& file, std::string_view problem) {
  Diagnostics diagnostics;
  diagnostics.add(place, fmt::format("workload.trace.file: {}: {}", file, problem));
  throw InputError(diagnostics.text());
}

}  // namespace

RunKeys::RunKeys(const Study& study, std::string_view version)
    : study_(&study),
      head_(fmt::format("version: {}\nsteady_state: {}\n", version, study.steady_state)),
      tree_(study.base.root),
      current_(study.paths.size()) {
  // Places that the points fill in come first, so that nothing moves them later.
  for (const auto& steps : study.steps) {
    require(find_or_add(tree_, steps) != nullptr, "no way to {}", path_of(steps));
  }
  make_canonical(tree_);
  for (const auto& steps : study.steps) at_.push_back(find(tree_, steps));
  Node* seed = tree_.find("seed");
  require(seed != nullptr, "a resolved scenario without a seed");
  *seed = {};  // each run has its own
}

std::string RunKeys::key(const Point& point, std::int64_t replication) {
  // The replications of a point differ in their seed alone.
  if (set_point(point)) scenario_hash_ = content_hash(emit(tree_));
  return content_hash(fmt::format("{}scenario: {}\nseed: {}\n", head_, scenario_hash_,
                                  replication_seed(study_->seed, replication)));
}

// Whether that changed anything.
bool RunKeys::set_point(const Point& point) {
  bool changed = !std::exchange(has_point_, true);
  const bool is_first = changed;
  Node scalar;
  for (std::size_t i = 0; i < at_.size(); ++i) {
    const Setting& setting = point.settings[i];
    if (!is_first && current_[i] == setting.value) continue;
    current_[i] = setting.value;
    *at_[i] = value_node(*study_, setting, scalar);
    make_canonical(*at_[i]);
    changed = true;
  }
  if (changed) hash_trace();
  return changed;
}

// The trace is known by its bytes, wherever it lies.
void RunKeys::hash_trace() {
  Node* file = trace_file_in(tree_, {});
  if (file == nullptr || file->text == trace_hash_) return;  // the same as at the point before
  file->text = trace_hash_ = hash_of(*file);
}

const std::string& RunKeys::hash_of(const Node& node) {
  Diagnostics diagnostics;
  const auto name = file_name(node, "workload.trace.file", diagnostics);
  diagnostics.raise_if_any();
  const auto known = hashes_.find(name->path);
  if (known != hashes_.end()) return known->second;
  errno = 0;
  std::ifstream in(name->path, std::ios::binary);
  if (!in) fail(node.place, name->path, fmt::format("cannot be read: {}", std::strerror(errno)));
  ContentHash hash;
  std::array<char, 65536> piece;
  while (in.read(piece.data(), piece.size()), in.gcount() > 0) {
    hash.update({piece.data(), static_cast<std::size_t>(in.gcount())});
  }
  if (in.bad()) fail(node.place, name->path, "cannot be read");
  return hashes_[name->path] = hash.hex();
}

std::string RunKeys::hash_at_key(const std::string& file) const {
  const auto known = hashes_.find(file);
  return known == hashes_.end() ? std::string() : known->second;
}

std::string run_key(const Study& study, const Point& point, std::int64_t replication,
                    std::string_view version) {
  return RunKeys(study, version).key(point, replication);
}

}  // namespace drawdown
