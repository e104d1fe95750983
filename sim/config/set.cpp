// `--set path=value`.
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/config/document.hpp"
#include "sim/config/tree_path.hpp"
#include "sim/config/yaml_text.hpp"

namespace drawdown {
namespace {

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
