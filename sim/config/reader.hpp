// Typed, strict reading of a mapping: every key is asked for once, and what nobody asks for is an
// error.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/errors.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/file_name.hpp"
#include "sim/config/node.hpp"
#include "sim/config/quantity.hpp"

namespace drawdown {

/// The words of a setting and what they mean.
template <class Enum>
using Word = std::pair<std::string_view, Enum>;

/// `one of fcfs, sjf`
std::string one_of_text(std::span<const std::string_view> words);

/// `no pool is called 'v5q'; did you mean 'v5p'?`
std::string unknown_name_text(std::string_view what, std::string_view name,
                              std::span<const std::string_view> known);

/// Reads the keys of one mapping. Every fault goes to the diagnostics and the read gives the
/// default (or T{}), so that one pass finds them all; the caller raises them before it uses a
/// value. `finish`, or the destructor, reports the keys that nobody asked for. The node must
/// outlive it.
class MapReader {
 public:
  /// `path` names the mapping in messages, as `platform.pools[0]`; empty for the whole file. A node
  /// that is no mapping is reported, and then every read is silent.
  MapReader(Node& node, std::string path, Diagnostics& diagnostics);
  MapReader(MapReader&& other) noexcept;
  MapReader(const MapReader&) = delete;
  MapReader& operator=(const MapReader&) = delete;
  MapReader& operator=(MapReader&&) = delete;
  ~MapReader();

  /// Reports every key that was not asked for, once.
  void finish();

  /// The value of a key that must be there.
  template <class T>
  T required(std::string_view key);

  /// The value of a key, or the default, written as in a file. A default becomes part of the tree.
  template <class T>
  T optional(std::string_view key, std::string_view default_text);

  /// The value of a key, if it is there.
  template <class T>
  std::optional<T> maybe(std::string_view key);

  /// Which one of several keys is there; none, and a diagnostic, unless exactly one is.
  friend std::string_view only_one_of(MapReader& reader, std::span<const std::string_view> keys);

  /// One of several words (an array of Word), the default becoming part of the tree.
  template <class Words>
  auto choice(std::string_view key, std::string_view default_word, const Words& words);
  template <class Words>
  auto required_choice(std::string_view key, const Words& words);

  /// A list of single values; `maybe_list_of` gives an empty one where the key is absent.
  template <class T>
  std::vector<T> list_of(std::string_view key);
  template <class T>
  std::vector<T> maybe_list_of(std::string_view key);

  /// A file name, see file_name.
  FileName required_file(std::string_view key);
  std::optional<FileName> maybe_file(std::string_view key);

  /// A mapping that must be there.
  MapReader map(std::string_view key);
  std::optional<MapReader> maybe_map(std::string_view key);
  /// A mapping all of whose keys have defaults: where it is absent an empty one becomes part of the
  /// tree.
  MapReader optional_map(std::string_view key);

  /// A list of mappings; `maybe_list` gives none where the key is absent.
  std::vector<MapReader> list(std::string_view key);
  std::vector<MapReader> maybe_list(std::string_view key);

  /// Whether a file or a `--set` has the key; a default does not count.
  bool has(std::string_view key) const;
  /// The value as a tree, for what reads differently; null if it is absent.
  Node* node(std::string_view key);
  /// The same, the default becoming part of the tree; null only where every read is silent.
  Node* optional_node(std::string_view key, Node default_value);

  const std::string& path() const { return path_; }
  std::string path(std::string_view key) const { return key_path(path_, key); }
  /// The place of a key's value; of the mapping where the key is absent.
  Place place(std::string_view key) const;
  Place place() const { return place_; }

  /// Where faults go: for those of a file that a key names.
  Diagnostics& diagnostics() { return *diagnostics_; }
  /// Reports a fault of a key's value, or of the mapping as a whole.
  void error(std::string_view key, std::string_view message);
  void error(std::string_view message);
  /// Reports that a name in the value of `key` (itself, or an item of it) names no `what`. An empty
  /// name is one that could not be read, and was reported then.
  void unknown_name(std::string_view key, std::string_view what, std::string_view name,
                    std::span<const std::string_view> known);
  /// Reports that the date of a key is not after that of another, which may be absent.
  void not_after(std::string_view key, Date date, std::string_view other, Date before);
  /// Reports that not exactly one of these keys is there.
  void not_one_of(std::span<const std::string_view> keys);

 private:
  // The value of a key, which counts as asked for from here on; null if it is absent.
  Node* ask(std::string_view key);
  Node* ask_required(std::string_view key, std::string_view expected);
  std::vector<MapReader> readers_of(Node* list, std::string_view key);
  template <class T>
  std::vector<T> values_of(Node* list, std::string_view key);
  template <class Words>
  static std::vector<std::string_view> names_of(const Words& words) {
    std::vector<std::string_view> names;
    for (const auto& [name, meaning] : words) names.push_back(name);
    return names;
  }
  // The index of the word that a node says; nothing, and a diagnostic, if it is none of them.
  std::optional<std::size_t> word_of(const Node& node, std::string_view key,
                                     std::span<const std::string_view> words);
  bool is_list(const Node& node, std::string_view key, std::string_view expected);

  Node* node_;  // null: there is no mapping, reads are silent
  std::string path_;
  Place place_;
  Diagnostics* diagnostics_;
  std::vector<std::string> asked_;
  int exceptions_ = std::uncaught_exceptions();
  bool is_finished_ = false;
};

template <class T>
T MapReader::required(std::string_view key) {
  std::optional<T> value;
  if (const Node* found = ask_required(key, Quantity<T>::expected)) {
    value = read_scalar<T>(*found, path(key), *diagnostics_);
  }
  return value ? *std::move(value) : T{};
}

template <class T>
T MapReader::optional(std::string_view key, std::string_view default_text) {
  std::optional<T> value;
  if (const Node* found = optional_node(key, scalar_node(std::string(default_text), place_))) {
    value = read_scalar<T>(*found, path(key), *diagnostics_);
  }
  if (!value) value = Quantity<T>::parse(default_text);
  require(value.has_value(), "the default of {} is not {}: {}", path(key), Quantity<T>::expected,
          default_text);
  return *std::move(value);
}

template <class T>
std::optional<T> MapReader::maybe(std::string_view key) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : read_scalar<T>(*found, path(key), *diagnostics_);
}

template <class Words>
auto MapReader::choice(std::string_view key, std::string_view default_word, const Words& words) {
  const auto names = names_of(words);
  const auto fallback =
      static_cast<std::size_t>(std::ranges::find(names, default_word) - names.begin());
  require(fallback < names.size(), "the default of {} is no word of it: {}", path(key),
          default_word);
  const Node* found = optional_node(key, scalar_node(std::string(default_word), place_));
  const auto index = found == nullptr ? std::nullopt : word_of(*found, key, names);
  return std::data(words)[index.value_or(fallback)].second;
}

template <class Words>
auto MapReader::required_choice(std::string_view key, const Words& words) {
  const auto names = names_of(words);
  const Node* found = ask_required(key, one_of_text(names));
  const auto index = found == nullptr ? std::nullopt : word_of(*found, key, names);
  return std::data(words)[index.value_or(0)].second;
}

template <class T>
std::vector<T> MapReader::values_of(Node* list, std::string_view key) {
  std::vector<T> values;
  if (list == nullptr || !is_list(*list, key, "a list")) return values;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    auto value = read_scalar<T>(list->items[i], item_path(path(key), i), *diagnostics_);
    if (value) values.push_back(*std::move(value));
  }
  return values;
}

template <class T>
std::vector<T> MapReader::list_of(std::string_view key) {
  return values_of<T>(ask_required(key, "a list"), key);
}

template <class T>
std::vector<T> MapReader::maybe_list_of(std::string_view key) {
  return values_of<T>(ask(key), key);
}

}  // namespace drawdown
