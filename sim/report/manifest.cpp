#include "sim/report/manifest.hpp"

#include <map>

#include <fmt/format.h>

namespace drawdown {
namespace {

namespace fs = std::filesystem;

void add(Node& map, std::string key, Node value) {
  map.entries.push_back({std::move(key), {}, std::move(value)});
}

Node map_node() {
  Node node;
  node.kind = NodeKind::map;
  return node;
}

Node input_node(const std::string& file, const std::string& hash) {
  Node node = map_node();
  add(node, "file", scalar_node(file, {}));
  Node value = scalar_node(hash, {});
  value.quoted = true;  // digits alone would read as a number
  add(node, "hash", std::move(value));
  return node;
}

// By name.
Node outputs_node(const fs::path& directory) {
  std::map<std::string, std::uintmax_t> sizes;
  for (const fs::directory_entry& file : fs::directory_iterator(directory)) {
    sizes.emplace(file.path().filename().string(), file.file_size());
  }
  Node outputs = map_node();
  for (const auto& [name, size] : sizes)
    add(outputs, name, scalar_node(fmt::format("{}", size), {}));
  return outputs;
}

Node* find_path(Node& root, std::initializer_list<std::string_view> keys) {
  Node* node = &root;
  for (const std::string_view key : keys) {
    node = node->find(key);
    if (node == nullptr) return nullptr;
  }
  return node;
}

}  // namespace

std::string manifest(const Document& document, const WorkloadSpec& workload,
                     const std::string& trace_hash, std::string_view version,
                     const fs::path& directory) {
  Node root = document.root;
  Node inputs;
  inputs.kind = NodeKind::list;
  for (const InputFile& file : document.files) {
    inputs.items.push_back(input_node(file.path, file.content_hash));
  }
  if (const auto* trace = std::get_if<TraceSpec>(&workload)) {
    std::string name = fs::absolute(trace->file).lexically_normal().string();
    Node* written = find_path(root, {"workload", "trace", "file"});
    if (written->text.find("${") == std::string::npos) written->text = name;
    inputs.items.push_back(input_node(written->text, trace_hash));
  }
  Node made = map_node();
  add(made, "version", scalar_node(std::string(version), {}));
  add(made, "inputs", std::move(inputs));
  add(made, "outputs_bytes", outputs_node(directory));
  root.entries.remove_if([](const Entry& entry) { return entry.key == "manifest"; });
  root.entries.push_front({"manifest", {}, std::move(made)});
  return emit(root);
}

}  // namespace drawdown
