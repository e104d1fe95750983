#include "sim/config/yaml_text.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

// yaml-cpp counts `Mark::pos` in bytes of the text; -1 where it knows no place. Its line and column
// are of no use: columns are bytes too, and 0 at the end of a last line without line end.
std::size_t offset_of(const YAML::Mark& mark) {
  return static_cast<std::size_t>(std::max(mark.pos, 0));
}

// The part of a line before its comment, without space at the end.
std::string_view meaningful(std::string_view line) {
  for (std::size_t hash = line.find('#'); hash != std::string_view::npos;
       hash = line.find('#', hash + 1)) {
    if (hash == 0 || line[hash - 1] == ' ' || line[hash - 1] == '\t') {
      line = line.substr(0, hash);
      break;
    }
  }
  const std::size_t last = line.find_last_not_of(" \t\r");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// The word that stands for null at the beginning of `text`; empty if there is none.
std::string_view null_word(std::string_view text) {
  for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
    if (!text.starts_with(word)) continue;
    const std::string_view rest = text.substr(word.size());
    if (rest.empty() || std::string_view(" \t\r\n:,]}").find(rest.front()) != rest.npos) {
      return word;
    }
  }
  return {};
}

// yaml-cpp takes the end of the file for the closing quote.
bool is_closed(std::string_view text) {
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 == text.size() || text[i + 1] != quote) return true;
      ++i;
    }
  }
  return false;
}

// Builds the tree from yaml-cpp's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  // True once the first document has ended; what follows it is refused.
  bool has_ended() const { return has_ended_; }
  bool is_cut_off() const { return is_cut_off_; }
  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!has_ended_) return;
    refuse(mark,
           "a second document, or text that is not part of the first: a file holds one "
           "(check the indentation)");
  }
  void OnDocumentEnd() override { has_ended_ = true; }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (has_ended_) return;
    refuse_properties(mark, "", anchor);
    const std::string_view word = null_word(source_.text().substr(offset_of(mark)));
    Node node;
    if (awaits_key()) {
      node = scalar_node(std::string(word), place(mark));
    } else {
      node.place =
          word.empty() || is_key(offset_of(mark) + word.size()) ? end_before(mark) : place(mark);
    }
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    if (has_ended_) return;
    refuse(mark, "aliases (*name) are not understood: write the value out, or use include");
    Node node;
    node.place = place(mark);
    node.is_reported = true;
    add(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (has_ended_) return;
    refuse_properties(mark, tag, anchor);
    const std::string_view rest = source_.text().substr(offset_of(mark));
    if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'') && !is_closed(rest)) {
      refuse(mark, "this quote is not closed");
      is_cut_off_ = true;
    }
    Node node = scalar_node(value, place(mark));
    node.quoted = tag == "!";
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(mark, tag, anchor, NodeKind::list);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(mark, tag, anchor, NodeKind::map);
  }
  void OnMapEnd() override { end(); }

 private:
  // A list or mapping whose end has not come yet.
  struct Open {
    Node node;
    bool has_key = false;     // a mapping between a key and its value
    bool is_bad_key = false;  // the value that comes is dropped
    std::string key{};
    Place key_place{};
    std::map<std::string, Place, std::less<>> keys{};  // those that came, and where
  };

  Place place(const YAML::Mark& mark) const { return source_.place(offset_of(mark)); }
  void refuse(const YAML::Mark& mark, std::string message) {
    diagnostics_.add(place(mark), std::move(message));
  }

  bool awaits_key() const {
    return !open_.empty() && open_.back().node.kind == NodeKind::map && !open_.back().has_key;
  }

  // Whether a colon follows the word that ends at `offset`.
  bool is_key(std::size_t offset) const {
    const std::size_t next = source_.text().find_first_not_of(" \t", offset);
    return next != std::string_view::npos && source_.text()[next] == ':';
  }

  // yaml-cpp marks an empty value where the next thing begins. Its place is where the thing
  // before it, a colon or a dash, ends.
  Place end_before(const YAML::Mark& mark) const {
    const Place next = place(mark);
    if (!open_.empty() && open_.back().has_key && open_.back().key_place == next) return next;
    std::size_t line = source_.line_of(offset_of(mark));
    std::string_view before =
        meaningful(source_.line(line).substr(0, offset_of(mark) - source_.start_of(line)));
    while (before.empty() && line > 0) before = meaningful(source_.line(--line));
    return before.empty() ? next : source_.place(line, before.size());
  }

  void refuse_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) {
      refuse(mark, "anchors (&name) are not understood: write the value out, or use include");
    }
    const bool has_tag = !(tag.empty() || tag == "?" || tag == "!");
    if (has_tag || source_.text().substr(offset_of(mark)).starts_with('!')) {
      refuse(mark, "tags (!name) are not understood: a value's kind follows from its key");
    }
  }

  void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, NodeKind kind) {
    if (has_ended_) return;
    refuse_properties(mark, tag, anchor);
    Open open;
    open.node.kind = kind;
    open.node.place = place(mark);
    open_.push_back(std::move(open));
  }

  void end() {
    if (has_ended_) return;
    Node node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == NodeKind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      if (node.kind != NodeKind::scalar && !node.is_reported) {
        diagnostics_.add(node.place,
                         fmt::format("a key must be a word, got {}", kind_name(node.kind)));
      }
      parent.has_key = true;
      parent.is_bad_key = node.kind != NodeKind::scalar;
      parent.key = std::move(node.text);
      parent.key_place = node.place;
    } else {
      parent.has_key = false;
      add_entry(parent, std::move(node));
    }
  }

  void add_entry(Open& map, Node value) {
    if (map.is_bad_key) return;
    const auto [first, is_new] = map.keys.try_emplace(map.key, map.key_place);
    if (!is_new) {
      const std::string where = first->second.line == 0
                                    ? std::string("first in the same value")
                                    : fmt::format("first at line {}", first->second.line);
      diagnostics_.add(map.key_place, fmt::format("duplicate key '{}', {}", map.key, where));
      return;
    }
    map.node.entries.push_back({std::move(map.key), map.key_place, std::move(value)});
  }

  const SourceText& source_;
  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  Node root_;
  bool has_ended_ = false;
  bool is_cut_off_ = false;
};

}  // namespace

std::optional<Node> read_yaml(const SourceText& source, Diagnostics& diagnostics) {
  std::istringstream in{std::string(source.text())};
  TreeBuilder builder(source, diagnostics);
  try {
    YAML::Parser parser(in);
    // The second call sees what follows the document; nothing may.
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const YAML::DeepRecursion& error) {
    diagnostics.add(source.place(offset_of(error.mark)), "nested too deeply");
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    const std::size_t offset = std::min(offset_of(error.mark), source.text().size());
    const bool alias = source.text().substr(offset).starts_with('*');
    diagnostics.add(source.place(offset),
                    alias ? "aliases (*name) are not understood: write the value out"
                          : fmt::format("not readable as YAML: {}", error.msg));
    return std::nullopt;
  }
  if (builder.is_cut_off()) return std::nullopt;
  return builder.take();
}

}  // namespace drawdown
