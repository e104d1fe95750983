// YAML text to a tree and back: places, what is refused, emit, --set.
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/config/document.hpp"
#include "sim/config/yaml_text.hpp"

using namespace drawdown;

namespace {

std::optional<Node> read(const std::string& text, Diagnostics& diagnostics) {
  return read_yaml(SourceText("t", text), diagnostics);
}

// The diagnostics of a text, without the lines shown.
std::string complaint(const std::string& text) {
  Diagnostics diagnostics;
  read(text, diagnostics);
  return diagnostics.text();
}

Node tree(const std::string& text) {
  Diagnostics diagnostics;
  auto node = read(text, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(diagnostics.empty());
  return node.value();
}

Place at(int line, int column) {
  return {"t", line, column};
}

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i])) return false;
  }
  auto other = b.entries.begin();
  for (const Entry& entry : a.entries) {
    if (entry.key != other->key || !same(entry.value, other->value)) return false;
    ++other;
  }
  return true;
}

}  // namespace

TEST_CASE("places count characters from 1, and empty values are where they would stand") {
  const Node root = tree(
      "é: ü x\r\n"
      "empty:\r\n"
      "\r\n"
      "null: 3\n"
      "list:\n"
      "  -   # nothing\n"
      "  - ~\n"
      "flow: {a: , b, c: [ü, d: 1]}\n"
      "\"quoted key\" : 'it''s'\n"
      "last:");
  CHECK(root.place == at(1, 1));
  CHECK(root.find("é")->place == at(1, 4));
  CHECK(root.find("é")->text == "ü x");
  CHECK(root.find("empty")->kind == NodeKind::null);
  CHECK(root.find("empty")->place == at(2, 7));
  CHECK(root.find("null")->text == "3");
  const Node& list = *root.find("list");
  CHECK(list.place == at(6, 3));
  CHECK(list.items.at(0).place == at(6, 4));
  CHECK(list.items.at(1).place == at(7, 5));
  const Node& flow = *root.find("flow");
  CHECK(flow.find("a")->place == at(8, 10));
  CHECK(flow.find("b")->place == at(8, 14));
  CHECK(flow.find("c")->items.at(1).place == at(8, 23));
  CHECK(root.find("quoted key")->quoted);
  CHECK(root.find("quoted key")->text == "it's");
  CHECK(root.find("last")->place == at(10, 6));
  CHECK(root.entries.back().key_place == at(10, 1));
}

TEST_CASE("YAML that is not understood is refused where it stands") {
  using Catch::StartsWith;
  CHECK(complaint("a: 1\nb: 2\n'a': 3\n") == "t:3:1: duplicate key 'a', first at line 1");
  CHECK(complaint("x: {a: 1, a: 2}\n") == "t:1:11: duplicate key 'a', first at line 1");
  CHECK_THAT(complaint("a: &x 1\n"), StartsWith("t:1:4: anchors (&name) are not understood"));
  CHECK_THAT(complaint("a: &x 1\nb: *x\n"), Catch::Contains("t:2:4: aliases (*name) are not"));
  CHECK_THAT(complaint("a: *x\n"), StartsWith("t:1:4: aliases (*name) are not understood"));
  CHECK_THAT(complaint("a: !!str 1\n"), StartsWith("t:1:4: tags (!name) are not understood"));
  CHECK_THAT(complaint("a: ! 1\n"), StartsWith("t:1:4: tags (!name) are not understood"));
  CHECK_THAT(complaint("a: !m {b: 1}\n"), StartsWith("t:1:4: tags (!name) are not understood"));
  CHECK_THAT(complaint("a: 1\n---\nb: 2\n"), StartsWith("t:2:1: a second document"));
  CHECK_THAT(complaint("- a\nb: 1\n"), StartsWith("t:2:1: a second document"));
  CHECK(complaint("? [a]\n: 3\n") == "t:1:3: a key must be a word, got a list");
  CHECK(complaint("a: \"x\nb: 2\n") == "t:1:4: this quote is not closed");
  CHECK(complaint("a: 'it''s\n") == "t:1:4: this quote is not closed");
  CHECK(complaint("a: \"\\\"\n") == "t:1:4: this quote is not closed");
  CHECK(complaint("é: b: c\n") == "t:1:5: not readable as YAML: illegal map value");
  CHECK_THAT(complaint("a: [1, 2\nb: 3\n"), StartsWith("t:2:2: not readable as YAML: end of seq"));
  CHECK_THAT(complaint("a: @x\n"), StartsWith("t:1:4: not readable as YAML: unknown token"));
  CHECK_THAT(complaint(std::string(5000, '[')), Catch::Contains("nested too deeply"));
  CHECK(complaint("a: \"x # y\" # it's\nb: 'x\n  y'\nc: |\n  'z\n").empty());
}

TEST_CASE("emit writes one text for a tree, which reads back to it") {
  const std::string canonical =
      "start: 2026-01-01 08:30\n"
      "end: drained\n"
      "platform:\n"
      "  pools:\n"
      "    - name: v5p\n"
      "      site: \"1: 2\"\n"
      "    - name: \"\"\n"
      "      shared_with:\n"
      "        - a\n"
      "        - \"null\"\n"
      "  empty: {}\n"
      "  none: []\n"
      "  nothing: ~\n"
      "  nested:\n"
      "    - - 1\n"
      "      - - x\n"
      "    - ~\n"
      "trace: ${DIR}/x.swf\n"
      "text: \"a\\nb\\x09\\\"\\\\\"\n"
      "\"- x\": -5\n";
  const Node root = tree(canonical);
  CHECK(emit(root) == canonical);
  CHECK(emit(tree("{a: [x, {b: 'y', c: }], d: 'null', \"e\": \"\"}")) ==
        "a:\n  - x\n  - b: \"y\"\n    c: ~\nd: \"null\"\ne: \"\"\n");
  CHECK(emit(Node{}) == "~\n");
  CHECK(emit(tree("{}")) == "{}\n");
}

TEST_CASE("emit round trip of random trees") {
  const auto seed = GENERATE(range(1U, 400U));
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const auto text = [&] {
    static const std::vector<std::string> kParts = {
        "a",  "B",   "0",   " ",  "  ", "-",    "- ", ":",  ": ",   "#", " #", "'",
        "\"", "\\",  "{",   "}",  "[",  "]",    ",",  "&",  "*",    "!", "|",  ">",
        "%",  "@",   "`",   "?",  "~",  "null", "\n", "\t", "\x01", "é", "€",  "\xC2\x85",
        "$",  "...", "---", "<<", "=",  "true", ".",  "/",  "\x7f"};
    std::string out;
    for (unsigned n = below(5); n > 0; --n) out += kParts[below(unsigned(kParts.size()))];
    return out;
  };
  const auto make = [&](const auto& self, unsigned depth) -> Node {
    Node node;
    node.kind = static_cast<NodeKind>(below(depth == 0 ? 2 : 4));
    node.quoted = node.kind == NodeKind::scalar && below(2) == 0;
    if (node.kind == NodeKind::scalar) node.text = text();
    for (unsigned n = below(4); node.kind == NodeKind::list && n > 0; --n) {
      node.items.push_back(self(self, depth - 1));
    }
    for (unsigned n = below(4); node.kind == NodeKind::map && n > 0; --n) {
      const std::string key = text();
      if (!node.find(key)) node.entries.push_back({key, {}, self(self, depth - 1)});
    }
    return node;
  };
  Node root;
  root.kind = NodeKind::map;
  root.entries.push_back({"k", {}, make(make, 4)});
  const std::string emitted = emit(root);
  INFO(emitted);
  const Node back = tree(emitted);
  CHECK(same(root, back));
  CHECK(emit(back) == emitted);
}

TEST_CASE("set replaces values and makes missing keys") {
  Diagnostics diagnostics;
  Node root = tree("policy:\npools: [{units: 1}]\nseed: 1\n");
  set(root, "policy.order=sjf", diagnostics);
  set(root, "pools[0].units=64", diagnostics);
  set(root, "a.b.c=[x, {y: 8 h}]", diagnostics);
  set(root, "trace.file=${X}/y=z", diagnostics);
  set(root, "seed=", diagnostics);
  CHECK(diagnostics.text().empty());
  CHECK(emit(root) ==
        "policy:\n  order: sjf\n"
        "pools:\n  - units: 64\n"
        "seed: ~\n"
        "a:\n  b:\n    c:\n      - x\n      - y: 8 h\n"
        "trace:\n  file: ${X}/y=z\n");
  CHECK(root.find("policy")->find("order")->place == Place{"--set policy.order", 0, 0});
  CHECK(root.find("a")->entries.front().key_place == Place{"--set a.b.c", 0, 0});
}

TEST_CASE("set says what it cannot do") {
  Diagnostics diagnostics;
  Node root = tree("pools: [{units: 1}]\nseed: 1\n");
  for (const char* assignment :
       {"seed", "=1", "pools[x]=1", "pools[0=1", "a..b=1", "pools[0]units=1", "pools[1].units=2",
        "seed.x=1", "seed[0]=1", "pools.units=1", "x=[1", "y={a: 1, a: 2}", "z=\xff"}) {
    set(root, assignment, diagnostics);
  }
  const std::string expected =
      ": expected path=value, e.g. policy.order=sjf or "
      "platform.pools[0].units=64\n";
  CHECK(diagnostics.text() == "--set seed" + expected + "--set " + expected + "--set pools[x]" +
                                  expected + "--set pools[0" + expected + "--set a..b" + expected +
                                  "--set pools[0]units" + expected +
                                  "--set pools[1].units: pools: no item [1], the list has 1\n"
                                  "--set seed.x: seed: not a mapping\n"
                                  "--set seed[0]: seed: not a list\n"
                                  "--set pools.units: pools: not a mapping\n"
                                  "--set x: not readable as YAML: end of sequence flow not found\n"
                                  "--set y: duplicate key 'a', first in the same value\n"
                                  "--set z: not UTF-8 text\n"
                                  "13 errors");
}
