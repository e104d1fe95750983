#include "sim/config/reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr std::string_view kMapping = "a mapping";
// How many names a message lists.
constexpr std::size_t kListedNames = 20;

std::string listed(std::span<const std::string_view> names) {
  if (names.size() <= kListedNames) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{}, ...", fmt::join(names.first(kListedNames), ", "));
}

// `; did you mean 'x'?` where a known name is near.
std::string hint(std::string_view name, std::span<const std::string_view> known) {
  const auto nearest = near_miss(name, known);
  return nearest ? fmt::format("; did you mean '{}'?", *nearest) : std::string();
}

Node empty_map(const Place& place) {
  Node node;
  node.kind = NodeKind::map;
  node.place = place;
  return node;
}

}  // namespace

std::string one_of_text(std::span<const std::string_view> words) {
  return fmt::format("one of {}", fmt::join(words, ", "));
}

std::string unknown_name_text(std::string_view what, std::string_view name,
                              std::span<const std::string_view> known) {
  std::string text = fmt::format("no {} is called '{}'", what, name);
  const std::string nearest = hint(name, known);
  if (!nearest.empty()) return text + nearest;
  if (known.empty()) return text + fmt::format("; there is no {}", what);
  return text + fmt::format(" (known here: {})", listed(known));
}

MapReader::MapReader(Node& node, std::string path, Diagnostics& diagnostics)
    : node_(&node), path_(std::move(path)), place_(node.place), diagnostics_(&diagnostics) {
  if (node.kind == NodeKind::map && !node.is_reported) return;
  report_unexpected(node, path_, kMapping, diagnostics);
  node_ = nullptr;
}

MapReader::MapReader(MapReader&& other) noexcept
    : node_(std::exchange(other.node_, nullptr)),
      path_(std::move(other.path_)),
      place_(std::move(other.place_)),
      diagnostics_(other.diagnostics_),
      asked_(std::move(other.asked_)),
      exceptions_(other.exceptions_),
      is_finished_(std::exchange(other.is_finished_, true)) {}

MapReader::~MapReader() {
  // A reading that an exception broke off has not asked for everything yet.
  if (std::uncaught_exceptions() == exceptions_) finish();
}

void MapReader::finish() {
  if (std::exchange(is_finished_, true) || node_ == nullptr) return;
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  for (const Entry& entry : node_->entries) {
    if (entry.value.is_default || std::ranges::find(known, entry.key) != known.end()) continue;
    diagnostics_->add(entry.key_place, fmt::format("{}{}unknown key '{}'{} (known here: {})", path_,
                                                   path_.empty() ? "" : ": ", entry.key,
                                                   hint(entry.key, known), listed(known)));
  }
}

Node* MapReader::ask(std::string_view key) {
  if (node_ == nullptr) return nullptr;
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
  return node_->find(key);
}

Node* MapReader::ask_required(std::string_view key, std::string_view expected) {
  Node* found = ask(key);
  if (found == nullptr && node_ != nullptr) {
    error(fmt::format("missing key '{}' (expected {})", key, expected));
  }
  return found;
}

std::optional<std::size_t> MapReader::word_of(const Node& node, std::string_view key,
                                              std::span<const std::string_view> words) {
  std::string nearest;
  if (node.kind == NodeKind::scalar) {
    const auto found = std::ranges::find(words, node.text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    nearest = hint(node.text, words);
  }
  report_unexpected(node, path(key), one_of_text(words), *diagnostics_, nearest);
  return std::nullopt;
}

bool MapReader::is_list(const Node& node, std::string_view key, std::string_view expected) {
  if (node.kind == NodeKind::list) return true;
  report_unexpected(node, path(key), expected, *diagnostics_);
  return false;
}

FileName MapReader::required_file(std::string_view key) {
  const Node* found = ask_required(key, "a file name");
  if (found == nullptr) return {};
  return file_name(*found, path(key), *diagnostics_).value_or(FileName{});
}

std::optional<FileName> MapReader::maybe_file(std::string_view key) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : file_name(*found, path(key), *diagnostics_);
}

MapReader MapReader::map(std::string_view key) {
  if (Node* found = ask_required(key, kMapping)) return {*found, path(key), *diagnostics_};
  // Stands for the mapping that is not there: nothing is asked of it aloud.
  Node nothing;
  nothing.is_reported = true;
  nothing.place = place_;
  return {nothing, path(key), *diagnostics_};
}

std::optional<MapReader> MapReader::maybe_map(std::string_view key) {
  Node* found = ask(key);
  if (found == nullptr) return std::nullopt;
  return MapReader(*found, path(key), *diagnostics_);
}

MapReader MapReader::optional_map(std::string_view key) {
  optional_node(key, empty_map(place_));
  return map(key);
}

std::vector<MapReader> MapReader::list(std::string_view key) {
  return readers_of(ask_required(key, "a list of mappings"), key);
}

std::vector<MapReader> MapReader::maybe_list(std::string_view key) {
  return readers_of(ask(key), key);
}

std::vector<MapReader> MapReader::readers_of(Node* list, std::string_view key) {
  std::vector<MapReader> readers;
  if (list == nullptr || !is_list(*list, key, "a list of mappings")) return readers;
  readers.reserve(list->items.size());
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    readers.emplace_back(list->items[i], item_path(path(key), i), *diagnostics_);
  }
  return readers;
}

bool MapReader::has(std::string_view key) const {
  const Node* found = node_ == nullptr ? nullptr : std::as_const(*node_).find(key);
  return found != nullptr && !found->is_default;
}

Node* MapReader::node(std::string_view key) {
  return ask(key);
}

Node* MapReader::optional_node(std::string_view key, Node default_value) {
  Node* found = ask(key);
  if (found != nullptr || node_ == nullptr) return found;
  default_value.is_default = true;
  node_->entries.push_back({std::string(key), place_, std::move(default_value)});
  return &node_->entries.back().value;
}

Place MapReader::place(std::string_view key) const {
  const Node* found = node_ == nullptr ? nullptr : std::as_const(*node_).find(key);
  return found == nullptr ? place_ : found->place;
}

void MapReader::error(std::string_view key, std::string_view message) {
  diagnostics_->add(place(key), fmt::format("{}: {}", path(key), message));
}

void MapReader::error(std::string_view message) {
  diagnostics_->add(place_, fmt::format("{}{}{}", path_, path_.empty() ? "" : ": ", message));
}

void MapReader::unknown_name(std::string_view key, std::string_view what, std::string_view name,
                             std::span<const std::string_view> known) {
  if (name.empty()) return;
  const std::string message = unknown_name_text(what, name, known);
  const Node* value = node_ == nullptr ? nullptr : std::as_const(*node_).find(key);
  if (value != nullptr) {
    for (std::size_t i = 0; i < value->items.size(); ++i) {
      if (value->items[i].text != name) continue;
      diagnostics_->add(value->items[i].place,
                        fmt::format("{}: {}", item_path(path(key), i), message));
      return;
    }
  }
  error(key, message);
}

void MapReader::not_after(std::string_view key, Date date, std::string_view other, Date before) {
  std::string where = format_date(before);
  if (node(other) != nullptr) where += ", " + to_text(place(other));
  error(key,
        fmt::format("expected a date after '{}' ({}), got {}", other, where, format_date(date)));
}

void MapReader::not_one_of(std::span<const std::string_view> keys) {
  std::vector<std::string> there;
  for (const std::string_view key : keys) {
    if (node(key) != nullptr) there.push_back(fmt::format("{} ({})", key, to_text(place(key))));
  }
  error(there.empty() ? fmt::format("expected {}", one_of_text(keys))
                      : fmt::format("expected {}, and only one; there are {}", one_of_text(keys),
                                    fmt::join(there, " and ")));
}

std::string_view only_one_of(MapReader& reader, std::span<const std::string_view> keys) {
  if (reader.node_ == nullptr) return {};
  const auto there = [&](std::string_view key) { return reader.node(key) != nullptr; };
  if (std::ranges::count_if(keys, there) != 1) {
    reader.not_one_of(keys);
    return {};
  }
  return *std::ranges::find_if(keys, there);
}

}  // namespace drawdown
