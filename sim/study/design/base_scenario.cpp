#include "sim/study/design/base_scenario.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/scenario_reader.hpp"
#include "sim/study/scenario_files.hpp"

namespace drawdown {
namespace {

void collect_places(const Node& node, std::set<Place>& places) {
  places.insert(node.place);
  for (const Node& item : node.items) collect_places(item, places);
  for (const Entry& entry : node.entries) {
    places.insert(entry.key_place);
    collect_places(entry.value, places);
  }
}

// Drops the defaults that are others in `tree`, which was read with another value somewhere: they
// follow from that value, and the reader of a run fills them in.
void drop_defaults_unlike(Node& node, const Node& tree) {
  node.entries.remove_if([&](const Entry& entry) {
    if (!entry.value.is_default || entry.value.kind != NodeKind::scalar) return false;
    const Node* other = tree.find(entry.key);
    return other == nullptr || (other->is_default && other->text != entry.value.text);
  });
  for (Entry& entry : node.entries) {
    if (const Node* other = tree.find(entry.key)) drop_defaults_unlike(entry.value, *other);
  }
  const std::size_t both = std::min(node.items.size(), tree.items.size());
  for (std::size_t i = 0; i < both; ++i) drop_defaults_unlike(node.items[i], tree.items[i]);
}

// Why there is no such step down from the node at `path`.
std::string missing_step_text(const Node& node, const std::string& path, const Step& step) {
  const std::string name = path.empty() ? "the scenario" : path;
  if (const auto* index = std::get_if<std::size_t>(&step)) {
    if (node.kind != NodeKind::list) return fmt::format("{} is {}", name, kind_name(node.kind));
    return fmt::format("{} has no item [{}], the list has {}", name, *index, node.items.size());
  }
  if (node.kind != NodeKind::map) return fmt::format("{} is {}", name, kind_name(node.kind));
  std::vector<std::string_view> known;
  for (const Entry& entry : node.entries) known.emplace_back(entry.key);
  return unknown_name_text(path.empty() ? "key of the scenario" : fmt::format("key of {}", path),
                           std::get<std::string>(step), known);
}

}  // namespace

BaseScenario::BaseScenario(Node written, Diagnostics& diagnostics)
    : written_(std::move(written)), diagnostics_(&diagnostics) {
  // Of the run whose run.yaml this is; nothing follows from it.
  written_.entries.remove_if([](const Entry& entry) { return entry.key == "manifest"; });
  name_files_absolutely(written_, {});
  resolved_ = written_;
  const std::size_t before = diagnostics.count();
  read_scenario(resolved_, diagnostics);
  is_right_ = diagnostics.count() == before;
}

bool BaseScenario::has(const Axis& axis) {
  for (std::size_t length = 0; length < axis.steps.size(); ++length) {
    const std::span<const Step> walked = std::span(axis.steps).first(length);
    if (find(resolved_, std::span(axis.steps).first(length + 1)) != nullptr) continue;
    diagnostics_->add(axis.path_place,
                      fmt::format("{}.path: {}", axis.where,
                                  missing_step_text(*find(resolved_, walked), path_of(walked),
                                                    axis.steps[length])));
    return false;
  }
  return true;
}

Node BaseScenario::try_value(const Axis& axis, const Node& value) {
  Node tree = written_;
  Node* at = find_or_add(tree, axis.steps);
  require(at != nullptr, "{} is there with defaults only", axis.path);
  *at = value;
  Diagnostics found;
  read_scenario(tree, found);
  std::set<Place> places;
  collect_places(value, places);
  const auto is_within = [&](const Diagnostics::Entry& entry) {
    return places.contains(entry.place);
  };
  const bool blames_value = std::ranges::any_of(found.entries(), is_within);
  for (const Diagnostics::Entry& entry : found.entries()) {
    if (is_within(entry)) {
      diagnostics_->add(entry.place, entry.message);
    } else if (!blames_value) {  // else it may follow from what is wrong with the value itself
      diagnostics_->add(value.place,
                        fmt::format("{}: with {} = {}: {} ({})", axis.where, axis.path,
                                    emit_line(value), entry.message, to_text(entry.place)));
    }
  }
  if (!found.empty()) return value;
  drop_defaults_unlike(resolved_, tree);
  return *find(tree, axis.steps);
}

}  // namespace drawdown
