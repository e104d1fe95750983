#include "sim/model/catalogue/sources.hpp"

#include <utility>

#include "sim/config/reader.hpp"

namespace drawdown {
namespace {

Node moved_to(Node node, const Place& place) {
  node.place = place;
  for (Node& item : node.items) item = moved_to(std::move(item), place);
  for (Entry& entry : node.entries) {
    entry.key_place = place;
    entry.value = moved_to(std::move(entry.value), place);
  }
  return node;
}

Node sourced(Node value, const SourcedValue& from) {
  Node node;
  node.kind = NodeKind::map;
  node.place = value.place;
  node.is_default = std::exchange(value.is_default, false);
  const Place& place = node.place;
  node.entries.push_back({"value", place, std::move(value)});
  node.entries.push_back({"source", place, scalar_node(from.source, place)});
  node.entries.push_back(
      {"confidence", place, scalar_node(std::string(word_of(from.confidence)), place)});
  return node;
}

}  // namespace

std::vector<SourcedValue> take_sources(Node& mapping, const std::string& path,
                                       Diagnostics& diagnostics) {
  std::vector<SourcedValue> sources;
  for (Entry& entry : mapping.entries) {
    if (entry.value.kind != NodeKind::map || entry.value.find("value") == nullptr) continue;
    SourcedValue from;
    from.key = entry.key;
    {
      MapReader reader(entry.value, key_path(path, entry.key), diagnostics);
      from.value = *reader.node("value");
      from.source = reader.required<std::string>("source");
      from.confidence = reader.required_choice("confidence", kConfidences);
    }
    from.value.is_default = entry.value.is_default;
    entry.value = from.value;
    sources.push_back(std::move(from));
  }
  return sources;
}

void put_sources(Node& mapping, const std::vector<SourcedValue>& sources) {
  for (const SourcedValue& from : sources) {
    Node* const value = mapping.find(from.key);
    *value = sourced(std::move(*value), from);
  }
}

Node to_node(const SourcedValue& value, const Place& place) {
  return sourced(moved_to(value.value, place), value);
}

void add_assumed(const std::string& name, const std::vector<SourcedValue>& sources,
                 std::vector<std::string>& assumed) {
  for (const SourcedValue& value : sources) {
    if (value.confidence == SourceConfidence::assumed) assumed.push_back(name + "." + value.key);
  }
}

}  // namespace drawdown
