// Typed reading of a tree, and everything that it refuses.
#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include <catch2/catch.hpp>

#include "sim/config/document.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/yaml_text.hpp"

using namespace drawdown;

namespace {

enum class Backfill { none, easy, conservative };
constexpr std::array<Word<Backfill>, 3> kBackfills{
    {{"none", Backfill::none}, {"easy", Backfill::easy}, {"conservative", Backfill::conservative}}};

// A tree and what was found wrong with it.
struct Sample {
  explicit Sample(std::string text) {
    const auto source = std::make_shared<SourceText>("dir/in.yaml", std::move(text));
    diagnostics.keep(source);
    root = read_yaml(*source, diagnostics).value();
  }
  MapReader reader() { return MapReader(root, "", diagnostics); }

  Diagnostics diagnostics;
  Node root;
};

template <class T>
std::string message_of(const std::string& value) {
  Sample sample("k: " + value + "\n");
  sample.reader().required<T>("k");
  const std::string text = sample.diagnostics.text();
  return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("the sample of the design reads as promised") {
  Sample sample(
      "sites: []\n"
      "pools:\n"
      "  - name: v5p\n"
      "    # a comment\n"
      "    repair_time: 4\n");
  {
    auto reader = sample.reader();
    CHECK(reader.list("sites").empty());
    auto pools = reader.list("pools");
    REQUIRE(pools.size() == 1);
    CHECK(pools[0].required<std::string>("name") == "v5p");
    CHECK(pools[0].required<Duration>("repair_time") == Duration(0));
  }
  CHECK(sample.diagnostics.text() ==
        "dir/in.yaml:5:18: pools[0].repair_time: expected a duration with its unit "
        "(ms, s, min, h, d), e.g. 8h, got '4'\n"
        "  5 |     repair_time: 4\n"
        "    |                  ^");
}

TEST_CASE("missing, unknown and wrong keys come all at once, with the near miss") {
  Sample sample(
      "pool:\n"
      "  name: v5p\n"
      "  unit: 12\n"
      "  on: no\n"
      "  chips:\n"
      "zzzzzz: 1\n"
      "policy: fcfs\n");
  {
    auto reader = sample.reader();
    {
      auto pool = reader.map("pool");
      pool.required<std::string>("name");
      pool.required<Positive>("units");
      pool.required<bool>("on");
      pool.required<Chips>("chips");
      pool.finish();
      pool.finish();
    }
    auto policy = reader.optional_map("policy");
    CHECK(policy.optional<Duration>("cadence", "1h") == std::chrono::hours(1));
    CHECK(policy.choice("backfill", "easy", kBackfills) == Backfill::easy);
    policy.required<Chips>("nothing");
  }
  CHECK(sample.diagnostics.text() ==
        "dir/in.yaml:2:3: pool: missing key 'units' (expected a whole number above 0, e.g. 10)\n"
        "  2 |   name: v5p\n"
        "    |   ^\n"
        "dir/in.yaml:3:3: pool: unknown key 'unit'; did you mean 'units'? "
        "(known here: name, units, on, chips)\n"
        "  3 |   unit: 12\n"
        "    |   ^\n"
        "dir/in.yaml:4:7: pool.on: expected true or false, got 'no'\n"
        "  4 |   on: no\n"
        "    |       ^\n"
        "dir/in.yaml:5:9: pool.chips: expected a number of chips with the word, e.g. 64 chips, "
        "got nothing\n"
        "  5 |   chips:\n"
        "    |         ^\n"
        "dir/in.yaml:6:1: unknown key 'zzzzzz' (known here: pool, policy)\n"
        "  6 | zzzzzz: 1\n"
        "    | ^\n"
        "dir/in.yaml:7:9: policy: expected a mapping, got 'fcfs'\n"
        "  7 | policy: fcfs\n"
        "    |         ^\n"
        "6 errors");
}

TEST_CASE("what was got is named, whatever it is") {
  CHECK(message_of<Chips>("[1]") ==
        "dir/in.yaml:1:4: k: expected a number of chips with the word, e.g. 64 chips, got a list");
  CHECK(message_of<Duration>("{a: 1}") ==
        "dir/in.yaml:1:4: k: expected a duration with its unit (ms, s, min, h, d), e.g. 8h, "
        "got a mapping");
  CHECK(message_of<std::string>("\"\"") == "dir/in.yaml:1:4: k: expected a name, got ''");
  CHECK(message_of<std::string>("~") == "dir/in.yaml:1:4: k: expected a name, got nothing");
  CHECK(message_of<std::int64_t>("0x10") ==
        "dir/in.yaml:1:4: k: expected a whole number, e.g. 10, got '0x10'");
  CHECK(message_of<bool>(std::string(100, 'y')) ==
        "dir/in.yaml:1:4: k: expected true or false, got '" + std::string(60, 'y') + "...'");
  CHECK(message_of<std::int64_t>("010").empty());
  CHECK(message_of<Duration>("\"8 h\"").empty());
}

TEST_CASE("defaults become part of the tree, and are no keys of the file") {
  Sample sample("seed: 7\n");
  {
    auto reader = sample.reader();
    auto policy = reader.optional_map("policy");
    CHECK(reader.optional<std::uint64_t>("seed", "1") == 7);
    CHECK(reader.optional<std::string>("name", "a: b") == "a: b");
    CHECK(policy.choice("backfill", "easy", kBackfills) == Backfill::easy);
    CHECK(policy.optional<Duration>("cadence", "8 h") == std::chrono::hours(8));
    CHECK_FALSE(policy.maybe<Chips>("chips"));
    CHECK(reader.has("seed"));
    CHECK_FALSE(reader.has("name"));
    CHECK_FALSE(policy.has("cadence"));
    CHECK_FALSE(reader.maybe_map("absent"));
    CHECK(reader.maybe_list("absent").empty());
  }
  CHECK(sample.diagnostics.text().empty());
  CHECK(emit(sample.root) ==
        "seed: 7\n"
        "policy:\n"
        "  backfill: easy\n"
        "  cadence: 8 h\n"
        "name: \"a: b\"\n");
  CHECK_THROWS_AS(sample.reader().optional<Chips>("other", "64"), Bug);
}

TEST_CASE("words name the near miss") {
  Sample sample("a: easy\nb: eazy\nc: [easy]\n");
  {
    auto reader = sample.reader();
    CHECK(reader.required_choice("a", kBackfills) == Backfill::easy);
    CHECK(reader.choice("b", "conservative", kBackfills) == Backfill::conservative);
    reader.required_choice("c", kBackfills);
    reader.required_choice("d", kBackfills);
  }
  CHECK(sample.diagnostics.text() ==
        "dir/in.yaml:1:1: missing key 'd' (expected one of none, easy, conservative)\n"
        "  1 | a: easy\n"
        "    | ^\n"
        "dir/in.yaml:2:4: b: expected one of none, easy, conservative, got 'eazy'; "
        "did you mean 'easy'?\n"
        "  2 | b: eazy\n"
        "    |    ^\n"
        "dir/in.yaml:3:4: c: expected one of none, easy, conservative, got a list\n"
        "  3 | c: [easy]\n"
        "    |    ^\n"
        "3 errors");
}

TEST_CASE("lists of values and of mappings") {
  Sample sample("times: [1h, 2, 3h]\npools: [{name: a}, b]\none: 5\n");
  {
    auto reader = sample.reader();
    CHECK(reader.list_of<Duration>("times").size() == 2);
    auto pools = reader.list("pools");
    REQUIRE(pools.size() == 2);
    CHECK(pools[0].required<std::string>("name") == "a");
    CHECK(pools[1].required<std::string>("name").empty());
    CHECK(reader.maybe_list_of<Duration>("one").empty());
    CHECK(reader.maybe_list_of<Duration>("none").empty());
  }
  const std::string text = sample.diagnostics.text();
  CHECK_THAT(text, Catch::StartsWith("dir/in.yaml:1:13: times[1]: expected a duration"));
  CHECK_THAT(text, Catch::Contains("dir/in.yaml:2:20: pools[1]: expected a mapping, got 'b'\n"));
  CHECK_THAT(text, Catch::Contains("dir/in.yaml:3:6: one: expected a list, got '5'\n"));
  CHECK(sample.diagnostics.count() == 3);
}

TEST_CASE("cross-checks point at the value, or at the item of the list") {
  Sample sample("pool: v5q\nshared_with: [a, bb]\nother: x\n");
  constexpr std::array<std::string_view, 2> kPools{"v5p", "h100"};
  {
    auto reader = sample.reader();
    const auto pool = reader.required<std::string>("pool");
    reader.list_of<std::string>("shared_with");
    reader.node("other");
    reader.unknown_name("pool", "pool", pool, kPools);
    reader.unknown_name("shared_with", "tenant", "bb", kPools);
    reader.unknown_name("pool", "pool", "", kPools);
    reader.error("other", "is odd");
    reader.error("is odd too");
    CHECK(reader.place("other") == Place{"dir/in.yaml", 3, 8});
    CHECK(reader.place("absent") == reader.place());
  }
  CHECK(sample.diagnostics.text() ==
        "dir/in.yaml:1:1: is odd too\n"
        "  1 | pool: v5q\n"
        "    | ^\n"
        "dir/in.yaml:1:7: pool: no pool is called 'v5q'; did you mean 'v5p'?\n"
        "  1 | pool: v5q\n"
        "    |       ^\n"
        "dir/in.yaml:2:18: shared_with[1]: no tenant is called 'bb' (known here: v5p, h100)\n"
        "  2 | shared_with: [a, bb]\n"
        "    |                  ^\n"
        "dir/in.yaml:3:8: other: is odd\n"
        "  3 | other: x\n"
        "    |        ^\n"
        "4 errors");
}

TEST_CASE("file names are relative to their file and know the environment") {
  ::setenv("DRAWDOWN_TEST_DIR", "/data", 1);
  ::unsetenv("DRAWDOWN_TEST_UNSET");
  Sample sample(
      "a: traces/x.swf\n"
      "b: ${DRAWDOWN_TEST_DIR}/x.swf\n"
      "c: ${DRAWDOWN_TEST_UNSET}/x\n"
      "d: x${y\n"
      "e: ''\n");
  set(sample.root, "f=here/x.swf", sample.diagnostics);
  {
    auto reader = sample.reader();
    const FileName a = reader.required_file("a");
    CHECK(a.written == "traces/x.swf");
    CHECK(a.path == "dir/traces/x.swf");
    CHECK(reader.maybe_file("b")->path == "/data/x.swf");
    CHECK(reader.maybe_file("b")->written == "${DRAWDOWN_TEST_DIR}/x.swf");
    CHECK(reader.required_file("c").path.empty());
    CHECK(reader.required_file("d").path.empty());
    CHECK_FALSE(reader.maybe_file("e"));
    CHECK(reader.required_file("f").path == "here/x.swf");
    CHECK_FALSE(reader.maybe_file("g"));
  }
  CHECK(sample.diagnostics.count() == 3);
  CHECK_THAT(sample.diagnostics.text(),
             Catch::Contains("3:4: c: environment variable DRAWDOWN_TEST_UNSET is not set\n") &&
                 Catch::Contains("4:4: d: '${' without its '}'\n") &&
                 Catch::Contains("5:4: e: expected a file name, got ''\n"));
}

TEST_CASE("a reading that an exception breaks off reports no unknown keys") {
  Sample sample("a: 1\nb: 2\n");
  try {
    auto reader = sample.reader();
    throw std::runtime_error("elsewhere");
  } catch (const std::runtime_error&) {
  }
  CHECK(sample.diagnostics.empty());
}
