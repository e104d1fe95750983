// The tree that a YAML file is read into, each part with its place.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/place.hpp"

namespace drawdown {

enum class NodeKind { null, scalar, list, map };

struct Entry;

/// A value of an input file. References to it outlive the reading of its siblings: an entry that is
/// added, as a default is, moves no other.
struct Node {
  NodeKind kind = NodeKind::null;
  std::string text;          ///< of a scalar, without its quotes
  bool quoted = false;       ///< a scalar in quotes or in block style
  bool is_default = false;   ///< not in a file: the reader put the default here
  bool is_reported = false;  ///< already refused, so that no reader complains of it again
  std::vector<Node> items;   ///< of a list
  std::list<Entry> entries;  ///< of a mapping, in the order of the file
  Place place;               ///< of an empty value: right after what it belongs to

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
};

/// A key of a mapping and its value.
struct Entry {
  std::string key;
  Place key_place;
  Node value;
};

/// A scalar as if written plain at `place`.
Node scalar_node(std::string text, Place place);

/// A word for a kind, with its article; `nothing` for null.
std::string_view kind_name(NodeKind kind);

/// The path of a key in the mapping at `path`, as messages name it: `platform.pools`.
std::string key_path(std::string_view path, std::string_view key);
/// The path of an item of the list at `path`: `pools[0]`.
std::string item_path(std::string_view path, std::size_t index);

/// YAML text in block style that reads back to the same tree; one tree, one text.
std::string emit(const Node& node);
/// The same on one line, in flow style, words in quotes only where they must be.
std::string emit_line(const Node& node);

}  // namespace drawdown
