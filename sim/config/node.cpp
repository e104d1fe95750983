#include "sim/config/node.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kIndent = 2;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// A scalar may start with these where a word character follows.
bool is_lead(char c) {
  return std::string_view("/.+-$").find(c) != std::string_view::npos;
}

// Stricter than YAML, which would allow more: what is here means the same to every YAML reader.
bool reads_plain(std::string_view text) {
  constexpr std::string_view kNulls[] = {"null", "Null", "NULL", "~"};
  if (text.empty() || std::ranges::find(kNulls, text) != std::end(kNulls)) return false;
  const bool leads = is_lead(text[0]) && text.size() > 1 && (is_word(text[1]) || text[0] == '$');
  if (!is_word(text[0]) && !leads) return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) {
    return false;
  }
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string scalar_text(std::string_view text, bool quoted) {
  if (!quoted && reads_plain(text)) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out += '"';
}

void emit_block(std::string& out, const Node& node, std::size_t indent, bool first_is_indented);

// What follows a `key:` or a `-`, with the line end.
void emit_value(std::string& out, const Node& node, std::size_t indent, bool after_dash) {
  if (node.items.empty() && node.entries.empty()) {
    const std::string_view empty = node.kind == NodeKind::list  ? "[]"
                                   : node.kind == NodeKind::map ? "{}"
                                                                : "~";
    out += node.kind == NodeKind::scalar ? scalar_text(node.text, node.quoted) : empty;
    out += '\n';
    return;
  }
  if (!after_dash) out.back() = '\n';  // in place of the space after `key:`
  emit_block(out, node, indent, after_dash);
}

void emit_block(std::string& out, const Node& node, std::size_t indent, bool first_is_indented) {
  bool is_indented = first_is_indented;
  const auto start_line = [&] {
    if (!std::exchange(is_indented, false)) out.append(indent, ' ');
  };
  for (const Node& item : node.items) {
    start_line();
    out += "- ";
    emit_value(out, item, indent + kIndent, true);
  }
  for (const Entry& entry : node.entries) {
    start_line();
    out += scalar_text(entry.key, false) + ": ";
    emit_value(out, entry.value, indent + kIndent, false);
  }
}

// Inside brackets and braces these end a word.
std::string flow_word(std::string_view text) {
  return scalar_text(text, text.find_first_of(",[]{}") != std::string_view::npos);
}

void emit_flow(std::string& out, const Node& node) {
  std::string_view separator;
  if (node.kind == NodeKind::scalar) {
    out += flow_word(node.text);
  } else if (node.kind == NodeKind::list) {
    out += '[';
    for (const Node& item : node.items) {
      out += std::exchange(separator, ", ");
      emit_flow(out, item);
    }
    out += ']';
  } else if (node.kind == NodeKind::map) {
    out += '{';
    for (const Entry& entry : node.entries) {
      out += std::exchange(separator, ", ");
      out += flow_word(entry.key) + ": ";
      emit_flow(out, entry.value);
    }
    out += '}';
  } else {
    out += '~';
  }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found =
      std::ranges::find_if(entries, [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

Node scalar_node(std::string text, Place place) {
  Node node;
  node.kind = NodeKind::scalar;
  node.text = std::move(text);
  node.place = std::move(place);
  return node;
}

std::string_view kind_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::null:
      return "nothing";
    case NodeKind::scalar:
      return "a single value";
    case NodeKind::list:
      return "a list";
    case NodeKind::map:
      return "a mapping";
  }
  throw Bug("a node of no kind");
}

std::string key_path(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string item_path(std::string_view path, std::size_t index) {
  return fmt::format("{}[{}]", path, index);
}

std::string emit(const Node& node) {
  std::string out;
  const bool is_leaf = node.items.empty() && node.entries.empty();
  if (is_leaf) {
    emit_value(out, node, 0, true);
  } else {
    emit_block(out, node, 0, false);
  }
  return out;
}

std::string emit_line(const Node& node) {
  std::string out;
  emit_flow(out, node);
  return out;
}

}  // namespace drawdown
