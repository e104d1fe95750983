#include "sim/config/tree_path.hpp"

#include <algorithm>

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

Node* step_into(Node& node, const Step& step, bool adds) {
  if (const auto* index = std::get_if<std::size_t>(&step)) {
    return *index < node.items.size() ? &node.items[*index] : nullptr;
  }
  const auto& key = std::get<std::string>(step);
  if (Node* value = node.find(key)) return value;
  if (!adds || (node.kind != NodeKind::map && node.kind != NodeKind::null)) return nullptr;
  node.kind = NodeKind::map;
  node.entries.push_back({key, node.place, {}});
  node.entries.back().value.place = node.place;
  return &node.entries.back().value;
}

Node* walk(Node& root, std::span<const Step> steps, bool adds) {
  Node* node = &root;
  for (const Step& step : steps) {
    node = step_into(*node, step, adds);
    if (node == nullptr) return nullptr;
  }
  return node;
}

}  // namespace

std::optional<std::vector<Step>> parse_path(std::string_view path) {
  std::vector<Step> steps;
  while (true) {
    const std::size_t end = std::min(path.find_first_of(".[]"), path.size());
    if (end == 0) return std::nullopt;
    steps.emplace_back(std::string(path.substr(0, end)));
    path.remove_prefix(end);
    while (path.starts_with('[')) {
      const std::size_t close = path.find(']');
      if (close == std::string_view::npos) return std::nullopt;
      const auto index = parse_integer(path.substr(1, close - 1));
      if (!index || *index < 0) return std::nullopt;
      steps.emplace_back(static_cast<std::size_t>(*index));
      path.remove_prefix(close + 1);
    }
    if (path.empty()) return steps;
    if (!path.starts_with('.')) return std::nullopt;
    path.remove_prefix(1);
  }
}

std::string path_of(std::span<const Step> steps) {
  std::string path;
  for (const Step& step : steps) {
    const auto* index = std::get_if<std::size_t>(&step);
    path = index != nullptr ? item_path(path, *index) : key_path(path, std::get<std::string>(step));
  }
  return path;
}

Node* find(Node& root, std::span<const Step> steps) {
  return walk(root, steps, false);
}

Node* find_or_add(Node& root, std::span<const Step> steps) {
  return walk(root, steps, true);
}

}  // namespace drawdown
