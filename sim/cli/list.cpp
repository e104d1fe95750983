#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/errors.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/config/reader.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/model/contracts/reading/contract_forms.hpp"
#include "sim/model/contracts/reading/price_reader.hpp"
#include "sim/policy/policy.hpp"
#include "sim/report/summary.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {
namespace {

using Json = nlohmann::ordered_json;

struct Item {
  std::string name;
  std::string text;     // on the line of its name
  std::string details;  // under that line, where only this one is asked for
  Json json;
};

struct List {
  std::string_view thing;  // that it has a line of each
  std::string_view heading;
  std::vector<Item> (*items)();
};

std::string line(std::string_view name, std::string_view text) {
  return fmt::format("{:<24} {}\n", name, text);
}

Item plain_item(std::string_view name, std::string_view what, std::string_view text) {
  return {std::string(name), std::string(text), "", {{"name", name}, {what, text}}};
}

std::vector<Item> policies() {
  std::vector<Item> items;
  for (const NamedPolicy& policy : named_policies()) {
    items.push_back(plain_item(policy.name, "promise", policy.promise));
  }
  return items;
}

std::vector<Item> formats() {
  std::vector<Item> items;
  for (const TraceFormat& format : trace_formats()) {
    items.push_back(plain_item(format.name, "description", format.description));
  }
  return items;
}

std::vector<Item> summary_figures() {
  std::vector<Item> items;
  for (const Figure& figure : figures()) {
    items.push_back(plain_item(figure.key, "formula", figure.formula));
  }
  return items;
}

std::string written(const Accelerator& accelerator, std::string_view key) {
  const auto found = std::ranges::find(accelerator.values, key, &SourcedValue::key);
  require(found != accelerator.values.end(), "{} has no {}", accelerator.name, key);
  return emit_line(found->value);
}

constexpr std::string_view kAcceleratorLine = "{:<12} {:<8} {:<10} {:<9} {:<13} {:<7} {}";

// The least firm confidence of the values, and how many have it.
std::string doubt(const std::vector<SourcedValue>& values) {
  const SourceConfidence least = std::ranges::max(values, {}, &SourcedValue::confidence).confidence;
  return fmt::format("{} of {} {}", std::ranges::count(values, least, &SourcedValue::confidence),
                     values.size(), word_of(least));
}

// Adds the values to an item, a line each in its details.
void add_values(Item& item, const std::vector<SourcedValue>& values) {
  for (const SourcedValue& value : values) {
    const std::string text = emit_line(value.value);
    const std::string_view confidence = word_of(value.confidence);
    item.details +=
        fmt::format("  {:<27} {:<18} {:<9}  {}\n", value.key, text, confidence, value.source);
    item.json[value.key] = {{"value", text}, {"source", value.source}, {"confidence", confidence}};
  }
}

Item accelerator_item(const Accelerator& accelerator) {
  Item item;
  item.name = accelerator.name;
  item.text = fmt::format(fmt::runtime(kAcceleratorLine), written(accelerator, "bf16_peak"),
                          written(accelerator, "memory"), written(accelerator, "scale_up"),
                          written(accelerator, "chips_per_host"), written(accelerator, "geometry"),
                          written(accelerator, "busy_watts"), doubt(accelerator.values));
  item.json = {{"name", accelerator.name}, {"vendor", accelerator.vendor}};
  add_values(item, accelerator.values);
  return item;
}

Item contract_item(const ContractForm& form) {
  Item item;
  item.name = form.name;
  item.text = form.stands_for;
  item.details = fmt::format("  its user says: {}\n", form.beside);
  item.json = {{"name", form.name}, {"stands_for", form.stands_for}, {"beside", form.beside}};
  add_values(item, form.clauses);
  return item;
}

Item price_item(const CataloguePrice& price) {
  const auto text = [&](std::string_view key) {
    const auto found = std::ranges::find(price.values, key, &SourcedValue::key);
    return found == price.values.end() ? std::string() : emit_line(found->value);
  };
  Item item;
  item.name = fmt::format("{}.{}", price.provider, price.accelerator);
  item.text = fmt::format("{:<22} {:<22} {}", text("on_demand"), text("spot"), doubt(price.values));
  item.json = {{"provider", price.provider}, {"accelerator", price.accelerator}};
  add_values(item, price.values);
  return item;
}

template <class Things>
std::vector<Item> items_of(const Things& things,
                           Item (*item_of)(typename Things::const_reference)) {
  std::vector<Item> items;
  std::ranges::transform(things, std::back_inserter(items), item_of);
  return items;
}

std::vector<Item> accelerators() {
  return items_of(catalogue(), accelerator_item);
}

std::vector<Item> contracts() {
  return items_of(contract_forms(), contract_item);
}

std::vector<Item> prices() {
  return items_of(catalogue_prices(), price_item);
}

const std::map<std::string, List> kLists = {
    {"policies", {"policy", "", policies}},
    {"formats", {"format", "", formats}},
    {"figures", {"figure", "", summary_figures}},
    {"accelerators",
     {"accelerator", "bf16         memory   scale-up   host      geometry      busy    confidence",
      accelerators}},
    {"contracts", {"contract form", "", contracts}},
    {"prices", {"price", "on demand              spot                   confidence", prices}}};

struct ListOptions {
  std::string what;
  std::string name;
  bool json = false;
};

// Leaves only the item of that name.
void pick(std::vector<Item>& items, const std::string& name, const List& list) {
  std::vector<std::string_view> names;
  for (const Item& item : items) names.push_back(item.name);
  if (std::ranges::find(names, name) == names.end()) {
    throw InputError(unknown_name_text(list.thing, name, names));
  }
  std::erase_if(items, [&](const Item& item) { return item.name != name; });
}

void show(const ListOptions& options) {
  const List& list = kLists.at(options.what);
  std::vector<Item> items = list.items();
  if (!options.name.empty()) pick(items, options.name, list);
  Json json = Json::array();
  std::string text = list.heading.empty() ? "" : line("name", list.heading);
  for (const Item& item : items) {
    text += line(item.name, item.text);
    if (!options.name.empty()) text += item.details;
    json.push_back(item.json);
  }
  print_result(options.json ? json.dump(2) + "\n" : text);
}

}  // namespace

void add_list(CLI::App& program) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* verb = program.add_subcommand("list", "Shows what there is, a line each");
  verb->add_option(
          "what", options->what,
          "accelerators, contracts (their forms), prices, policies, formats (of traces) or "
          "figures (of summary.json)")
      ->required()
      ->check(CLI::IsMember(kLists));
  verb->add_option("name", options->name, "Only this one; with every source, if it has some");
  verb->add_flag("--json", options->json, "Prints JSON instead of text");
  verb->footer("Example:\n  drawdown list accelerators tpu_v5p");
  verb->callback([options] { show(*options); });
}

}  // namespace drawdown
