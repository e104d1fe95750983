#include "sim/model/catalogue/accelerator.hpp"

#include <algorithm>
#include <utility>

#include "sim/model/catalogue/sources.hpp"

namespace drawdown {
namespace {

void add(Node& map, std::string key, Node value) {
  const Place place = map.place;
  map.entries.push_back({std::move(key), place, std::move(value)});
}

}  // namespace

std::string_view word_of(SourceConfidence confidence) {
  return std::ranges::find(kConfidences, confidence, &Word<SourceConfidence>::second)->first;
}

Bandwidth Accelerator::link_bandwidth() const {
  return links == 0 ? Bandwidth{} : Bandwidth{scale_up.bytes_per_s / static_cast<double>(links)};
}

Node to_node(const Accelerator& accelerator, const Place& place) {
  Node node;
  node.kind = NodeKind::map;
  node.place = place;
  add(node, "name", scalar_node(accelerator.name, place));
  add(node, "vendor", scalar_node(accelerator.vendor, place));
  for (const SourcedValue& value : accelerator.values) {
    add(node, value.key, to_node(value, place));
  }
  return node;
}

}  // namespace drawdown
