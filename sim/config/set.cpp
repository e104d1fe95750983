// `--set path=value`.
#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/config/document.hpp"
#include "sim/config/yaml_text.hpp"

namespace drawdown {
namespace {

using Step = std::variant<std::string, std::size_t>;  // a key, or the index of an item

// `a.b[0].c`: keys of letters other than `.[]`, each followed by any number of indices.
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

// One step down, making a key that is missing; null, and a diagnostic, where there is no way.
Node* step_down(Node& node, const Step& step, std::string& path, const Place& place,
                Diagnostics& diagnostics) {
  const auto refuse = [&](std::string_view why) {
    diagnostics.add(place, fmt::format("{}: {}", path.empty() ? "the file" : path, why));
    return nullptr;
  };
  if (const auto* index = std::get_if<std::size_t>(&step)) {
    if (node.kind != NodeKind::list) return refuse("not a list");
    if (*index >= node.items.size()) {
      return refuse(fmt::format("no item [{}], the list has {}", *index, node.items.size()));
    }
    path = item_path(path, *index);
    return &node.items[*index];
  }
  const auto& key = std::get<std::string>(step);
  if (node.kind == NodeKind::null) {
    node.kind = NodeKind::map;
    node.place = place;
  }
  if (node.kind != NodeKind::map) return refuse("not a mapping");
  path = key_path(path, key);
  if (Node* value = node.find(key)) return value;
  node.entries.push_back({key, place, {}});
  node.entries.back().value.place = place;
  return &node.entries.back().value;
}

}  // namespace

void set(Node& root, std::string_view assignment, Diagnostics& diagnostics) {
  const std::size_t equals = assignment.find('=');
  const std::string_view path = trim(assignment.substr(0, equals));
  const std::string name = fmt::format("--set {}", path);
  const Place place{name, 0, 0};
  const auto steps = parse_path(path);
  if (equals == std::string_view::npos || !steps) {
    diagnostics.add(place,
                    "expected path=value, e.g. policy.order=sjf or "
                    "platform.pools[0].units=64");
    return;
  }
  const std::string_view value_text = assignment.substr(equals + 1);
  if (first_invalid_utf8(value_text)) {
    diagnostics.add(place, "not UTF-8 text");
    return;
  }
  auto value =
      read_yaml(SourceText(name, std::string(value_text), SourceText::Places::whole), diagnostics);
  if (!value) return;
  value->place = place;
  Node* node = &root;
  std::string walked;
  for (const Step& step : *steps) {
    node = step_down(*node, step, walked, place, diagnostics);
    if (node == nullptr) return;
  }
  *node = std::move(*value);
}

}  // namespace drawdown
