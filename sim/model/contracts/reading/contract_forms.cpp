#include "sim/model/contracts/reading/contract_forms.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "sim/config/yaml_text.hpp"
#include "sim/model/catalogue/sources.hpp"
#include "sim/model/named_things.hpp"

namespace drawdown {
namespace {

constexpr std::string_view kThing = "contract form";
// All keys of a contract but its name, its form and what it is about.
constexpr std::string_view kClauses[] = {
    "from",    "until",    "term",       "meter",      "quantity",        "rate",
    "total",   "discount", "escalator",  "take_share", "settlement",      "billing",
    "prepaid", "makeup",   "carry_cap",  "overage",    "pay_on_delivery", "service_level",
    "counts",  "invests",  "termination"};
// Ways to say the same: a contract that says one of them has none of its form's.
constexpr std::string_view kEnds[] = {"until", "term"};
constexpr std::string_view kPricings[] = {"rate", "total", "discount"};
constexpr std::span<const std::string_view> kAlternatives[] = {kEnds, kPricings};

ContractForm read_form(MapReader& reader, const std::vector<ContractForm>& before, Node& node) {
  ContractForm form;
  form.name = read_name(reader, kThing, before);
  form.stands_for = reader.required<std::string>("stands_for");
  form.beside = reader.required<std::string>("beside");
  for (const std::string_view key : kClauses) {
    if (const Node* clause = reader.node(key);
        clause != nullptr && clause->find("value") == nullptr) {
      reader.error(key, "expected {value: ..., source: ..., confidence: ...}");
    }
  }
  reader.finish();
  form.clauses = take_sources(node, reader.path(), reader.diagnostics());
  put_sources(node, form.clauses);
  if (form.clauses.empty()) reader.error("a form has clauses");
  return form;
}

// Whether a contract says a clause itself, or one that stands for the same.
bool says(const Node& contract, std::string_view key) {
  for (const auto alternatives : kAlternatives) {
    if (std::ranges::find(alternatives, key) == alternatives.end()) continue;
    return std::ranges::any_of(
        alternatives, [&](std::string_view other) { return contract.find(other) != nullptr; });
  }
  return contract.find(key) != nullptr;
}

}  // namespace

const std::vector<ContractForm>& contract_forms() {
  static const std::vector<ContractForm> forms = [] {
    std::vector<ContractForm> read;
    for (const auto& [file, text] : contract_form_files()) {
      Diagnostics diagnostics;
      auto root = read_yaml(SourceText(std::string(file), std::string(text)), diagnostics);
      require(root.has_value(), "the catalogue: {}", diagnostics.text());
      MapReader reader(*root, "", diagnostics);
      std::ranges::move(read_contract_forms(reader), std::back_inserter(read));
      reader.finish();
      require(diagnostics.empty(), "the catalogue: {}", diagnostics.text());
    }
    return read;
  }();
  return forms;
}

std::vector<ContractForm> read_contract_forms(MapReader& reader) {
  std::vector<ContractForm> forms;
  std::vector<MapReader> items = reader.list("contract_forms");
  for (std::size_t i = 0; i < items.size(); ++i) {
    Node& node = reader.node("contract_forms")->items[i];
    forms.push_back(read_form(items[i], forms, node));
  }
  return forms;
}

void fill_in_form(Node& contract, const std::string& path, Diagnostics& diagnostics) {
  Node* const word = contract.find("form");
  if (word == nullptr) return;
  const auto name = read_scalar<std::string>(*word, key_path(path, "form"), diagnostics);
  if (!name) return;
  const ContractForm* const form = find_named(contract_forms(), *name);
  if (form == nullptr) {
    diagnostics.add(word->place,
                    fmt::format("{}: {}", key_path(path, "form"),
                                unknown_name_text(kThing, *name, names_of(contract_forms()))));
    return;
  }
  std::vector<const SourcedValue*> lacking;
  for (const SourcedValue& clause : form->clauses) {
    if (!says(contract, clause.key)) lacking.push_back(&clause);
  }
  for (const SourcedValue* clause : lacking) {
    Node value = to_node(*clause, contract.place);
    value.is_default = true;
    contract.entries.push_back({clause->key, contract.place, std::move(value)});
  }
}

}  // namespace drawdown
