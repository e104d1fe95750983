#include "sim/config/merge.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace drawdown {

void Merge::add(Node own, const std::set<std::string>& included) {
  included_ = &included;
  if (root_.kind == NodeKind::null) {
    root_ = std::move(own);
  } else {
    merge(root_, std::move(own), "");
  }
}

Node Merge::finish() {
  for (const auto& [path, places] : disagreements_) {
    diagnostics_.add(places.second, fmt::format("{}: included files disagree, the other is at {}",
                                                path, to_text(places.first)));
  }
  return std::move(root_);
}

void Merge::merge(Node& into, Node own, const std::string& path) {
  if (into.is_reported || own.is_reported) return;
  if (into.kind != own.kind) {
    diagnostics_.add(own.place, fmt::format("{}: {} here, but {} at {}", path, kind_name(own.kind),
                                            kind_name(into.kind), to_text(into.place)));
  } else if (own.kind == NodeKind::map) {
    merge_map(into, std::move(own), path);
  } else if (own.kind == NodeKind::list) {
    std::move(own.items.begin(), own.items.end(), std::back_inserter(into.items));
  } else if (own.kind == NodeKind::scalar) {
    merge_scalar(into, std::move(own), path);
  }
}

void Merge::merge_map(Node& into, Node own, const std::string& path) {
  std::map<std::string_view, Node*> known;
  for (Entry& entry : into.entries) known.emplace(entry.key, &entry.value);
  // A key that is missing is missed where the including file has the mapping.
  into.place = std::move(own.place);
  for (Entry& entry : own.entries) {
    const auto found = known.find(entry.key);
    if (found == known.end()) {
      into.entries.push_back(std::move(entry));
    } else {
      merge(*found->second, std::move(entry.value), key_path(path, entry.key));
    }
  }
}

void Merge::merge_scalar(Node& into, Node own, const std::string& path) {
  const auto open = disagreements_.find(path);
  if (open != disagreements_.end()) {
    if (overrules(open->second.first) && overrules(open->second.second)) {
      disagreements_.erase(open);
      into = std::move(own);
    }
  } else if (into.text == own.text || overrules(into.place)) {
    into = std::move(own);
  } else {
    disagreements_.emplace(path, Disagreement{into.place, own.place});
  }
}

}  // namespace drawdown
