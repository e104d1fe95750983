// The way to one value of a tree, and a tree on one line.
#include <string>

#include <catch2/catch.hpp>

#include "sim/config/tree_path.hpp"
#include "sim/config/yaml_text.hpp"

using namespace drawdown;

namespace {

Node tree_of(const std::string& yaml) {
  Diagnostics diagnostics;
  auto tree = read_yaml(SourceText("text", yaml), diagnostics);
  INFO(diagnostics.text());
  REQUIRE(diagnostics.empty());
  REQUIRE(tree.has_value());
  return *std::move(tree);
}

}  // namespace

TEST_CASE("a path leads to a value, or nowhere") {
  Node tree = tree_of("a: {b: [1, {c: 2}]}\nd: [[3, 4]]\n");
  const auto text_at = [&](std::string_view path) {
    const auto steps = parse_path(path);
    REQUIRE(steps.has_value());
    CHECK(path_of(*steps) == path);
    const Node* found = find(tree, *steps);
    return found == nullptr ? "none" : emit_line(*found);
  };
  CHECK(text_at("a.b[0]") == "1");
  CHECK(text_at("a.b[1].c") == "2");
  CHECK(text_at("d[0][1]") == "4");
  CHECK(text_at("a.b") == "[1, {c: 2}]");
  CHECK(text_at("a.b[2]") == "none");
  CHECK(text_at("a[0]") == "none");
  CHECK(text_at("a.b.c") == "none");
  CHECK(text_at("e") == "none");
  for (const char* wrong : {"", ".a", "a.", "a..b", "[0]", "a[x]", "a[-1]", "a[0", "a]b"}) {
    CAPTURE(wrong);
    CHECK(!parse_path(wrong).has_value());
  }
}

TEST_CASE("keys that are missing on a path are made, items are not") {
  Node tree = tree_of("a: {b: 1}\nd: [2]\n");
  REQUIRE(find_or_add(tree, *parse_path("a.c.e")) != nullptr);
  CHECK(emit_line(tree) == "{a: {b: 1, c: {e: ~}}, d: [2]}");
  CHECK(find_or_add(tree, *parse_path("d[1]")) == nullptr);
  CHECK(find_or_add(tree, *parse_path("a.b.c")) == nullptr);
}

TEST_CASE("a tree on one line reads back") {
  for (const char* text : {"word", "two words", "64 chips", "[]", "{}", "[a, [b], {c: d}]", "~",
                           "{a: \"x, y\", b: \"\", \"c:d, e\": \"[\"}", "\"a: b\"", "-1"}) {
    CAPTURE(text);
    const Node tree = tree_of(text);
    CHECK(emit_line(tree) == text);
    CHECK(emit_line(tree_of(emit_line(tree))) == text);
  }
  CHECK(emit_line(tree_of("\"easy\"")) == "easy");
}
