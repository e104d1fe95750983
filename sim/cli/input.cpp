#include "sim/cli/input.hpp"

#include "sim/base/errors.hpp"
#include "sim/config/reader.hpp"
#include "sim/policy/policy_reader.hpp"

namespace drawdown {
namespace {

Node& part(Node& root, std::string_view key) {
  if (Node* node = root.find(key)) return *node;
  Node map;
  map.kind = NodeKind::map;
  map.place = root.place;
  root.entries.push_back({std::string(key), root.place, std::move(map)});
  return root.entries.back().value;
}

// Puts the part of that name from another file in place of the document's own.
void replace_part(Document& document, std::string_view key, const std::string& file,
                  Diagnostics& diagnostics) {
  if (file.empty()) return;
  auto other = read_document(file, diagnostics);
  diagnostics.raise_if_any();
  Node* found = other->root.find(key);
  if (found == nullptr) {
    throw InputError(fmt::format("{}: expected a part called '{}'", file, key));
  }
  part(document.root, key) = std::move(*found);
  document.files.insert(document.files.end(), other->files.begin(), other->files.end());
}

void apply_policy(const std::string& name, Node& root) {
  if (name.empty()) return;
  std::vector<std::string_view> names;
  for (const NamedPolicy& named : named_policies()) {
    if (named.name == name) return apply_named_policy(named, part(root, "policy"));
    names.push_back(named.name);
  }
  throw InputError("--policy: " + unknown_name_text("policy", name, names));
}

// Read as the key of a file is.
void set_seed(const std::string& text, Node& root) {
  using Seed = Quantity<std::uint64_t>;
  if (!Seed::parse(text)) {
    throw InputError(fmt::format("--seed: expected {}, got '{}'", Seed::expected, text));
  }
  part(root, "seed") = scalar_node(text, root.place);
}

}  // namespace

void InputOptions::add_seed_and_settings(CLI::App& verb) {
  verb.add_option("--seed", seed, "Seed of everything random; replaces the file's");
  add_settings(verb);
}

void InputOptions::add_settings(CLI::App& verb) {
  verb.add_option("--set", settings, "Replaces one value: path=value, e.g. policy.order=sjf")
      ->take_all()
      ->allow_extra_args(false);
}

Document read_input(const InputOptions& options, Diagnostics& diagnostics) {
  Document document;
  document.root.kind = NodeKind::map;
  document.root.place.file = "command line";
  if (!options.scenario.empty()) {
    auto read = read_document(options.scenario, diagnostics);
    if (!read) diagnostics.raise_if_any();
    document = std::move(*read);
  }
  replace_part(document, "platform", options.platform, diagnostics);
  replace_part(document, "workload", options.workload, diagnostics);
  apply_policy(options.policy, document.root);
  if (options.seed) set_seed(*options.seed, document.root);
  for (const std::string& setting : options.settings) set(document.root, setting, diagnostics);
  return document;
}

}  // namespace drawdown
