// The text of diagnostics: order, caret, cuts.
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "sim/base/errors.hpp"
#include "sim/config/diagnostics.hpp"

using namespace drawdown;

TEST_CASE("a diagnostic shows its line and a caret") {
  Diagnostics diagnostics;
  diagnostics.keep(std::make_shared<SourceText>("a.yaml", "x: 1\n\n  y: 4\r\n"));
  diagnostics.add({"a.yaml", 3, 6}, "y: wrong");
  CHECK(diagnostics.text() ==
        "a.yaml:3:6: y: wrong\n"
        "  3 |   y: 4\n"
        "    |      ^");
}

TEST_CASE("diagnostics are sorted by file of first sight, line and column, and counted") {
  Diagnostics diagnostics;
  CHECK(diagnostics.empty());
  CHECK(diagnostics.text().empty());
  CHECK_NOTHROW(diagnostics.raise_if_any());
  diagnostics.keep(std::make_shared<SourceText>("z.yaml", ""));
  diagnostics.add({"a.yaml", 2, 1}, "third");
  diagnostics.add({"z.yaml", 10, 2}, "second");
  diagnostics.add({"z.yaml", 9, 8}, "first");
  diagnostics.add({"a.yaml", 2, 1}, "third");
  diagnostics.add({"b.swf", 7, 0}, "fifth", "1 2 3");
  diagnostics.add({"a.yaml", 2, 1}, "fourth");
  diagnostics.add({"--set x", 0, 0}, "sixth");
  CHECK(diagnostics.count() == 6);
  const std::string text =
      "z.yaml:9:8: first\n"
      "z.yaml:10:2: second\n"
      "a.yaml:2:1: third\n"
      "a.yaml:2:1: fourth\n"
      "b.swf:7: fifth\n"
      "  7 | 1 2 3\n"
      "--set x: sixth\n"
      "6 errors";
  CHECK(diagnostics.text() == text);
  CHECK_THROWS_AS(diagnostics.raise_if_any(), InputError);
  CHECK_THROWS_WITH(diagnostics.raise_if_any(), text);
}

TEST_CASE("tabs, characters of several bytes and control characters do not misplace the caret") {
  Diagnostics diagnostics;
  diagnostics.add({"t", 12, 6}, "m\x1b[31m", "\tä\x01€: v");
  CHECK(diagnostics.text() ==
        "t:12:6: m?[31m\n"
        "  12 |  ä?€: v\n"
        "     |      ^");
}

TEST_CASE("long lines are cut around the caret") {
  const std::string line = std::string(200, 'a') + "X" + std::string(200, 'b');
  Diagnostics middle;
  middle.add({"t", 1, 201}, "m", line);
  CHECK(middle.text() == "t:1:201: m\n  1 | ..." + std::string(50, 'a') + "X" +
                             std::string(49, 'b') + "...\n    | " + std::string(53, ' ') + "^");
  Diagnostics first;
  first.add({"t", 1, 1}, "m", line);
  CHECK(first.text() == "t:1:1: m\n  1 | " + std::string(100, 'a') + "...\n    | ^");
  Diagnostics last;
  last.add({"t", 1, 402}, "m", line);
  CHECK(last.text() == "t:1:402: m\n  1 | ..." + std::string(100, 'b') + "\n    | " +
                           std::string(104 - 1, ' ') + "^");
}
