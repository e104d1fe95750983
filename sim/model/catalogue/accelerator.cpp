#include "sim/model/catalogue/accelerator.hpp"

#include <algorithm>
#include <utility>

namespace drawdown {
namespace {

void add(Node& map, std::string key, Node value) {
  const Place place = map.place;
  map.entries.push_back({std::move(key), place, std::move(value)});
}

Node map_node(const Place& place) {
  Node node;
  node.kind = NodeKind::map;
  node.place = place;
  return node;
}

Node moved_to(Node node, const Place& place) {
  node.place = place;
  for (Node& item : node.items) item.place = place;
  return node;
}

}  // namespace

std::string_view word_of(SourceConfidence confidence) {
  return std::ranges::find(kConfidences, confidence, &Word<SourceConfidence>::second)->first;
}

Bandwidth Accelerator::link_bandwidth() const {
  return links == 0 ? Bandwidth{} : Bandwidth{scale_up.bytes_per_s / static_cast<double>(links)};
}

Node to_node(const Accelerator& accelerator, const Place& place) {
  Node node = map_node(place);
  add(node, "name", scalar_node(accelerator.name, place));
  add(node, "vendor", scalar_node(accelerator.vendor, place));
  for (const SourcedValue& value : accelerator.values) {
    Node sourced = map_node(place);
    add(sourced, "value", moved_to(value.value, place));
    add(sourced, "source", scalar_node(value.source, place));
    add(sourced, "confidence", scalar_node(std::string(word_of(value.confidence)), place));
    add(node, value.key, std::move(sourced));
  }
  return node;
}

}  // namespace drawdown
