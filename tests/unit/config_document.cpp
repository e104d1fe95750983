// Files on the disk: what cannot be read, and what include makes of several.
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "sim/config/content_hash.hpp"
#include "sim/config/document.hpp"

using namespace drawdown;

namespace {

// A directory of input files that goes away with it; the process works in it meanwhile.
class Folder {
 public:
  Folder() : before_(std::filesystem::current_path()) {
    std::string name = (std::filesystem::temp_directory_path() / "drawdown-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = std::filesystem::canonical(name);
    std::filesystem::current_path(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  std::string path(const std::string& file) const { return (path_ / file).string(); }

 private:
  std::filesystem::path before_;
  std::filesystem::path path_;
};

std::string complaint(const std::string& file) {
  Diagnostics diagnostics;
  read_document(file, diagnostics);
  return diagnostics.text();
}

std::string merged(const std::string& file) {
  Diagnostics diagnostics;
  const auto document = read_document(file, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(diagnostics.empty());
  return emit(document.value().root);
}

}  // namespace

TEST_CASE("files that cannot be read say why") {
  const Folder folder;
  folder.write("bytes.yaml", "a: é\nb: \xff\n");
  folder.write("control.yaml", "a: 1\nbc: \x04\n");
  folder.write("wide.yaml", std::string("a\0:\0", 4));
  folder.write("empty.yaml", "# nothing\n");
  folder.write("marked.yaml",
               "\xEF\xBB\xBF"
               "a: 1\n");
  folder.write("null.yaml", "~\n");
  folder.write("list.yaml", "- a\n");
  folder.write("word.yaml", "a\n");
  folder.write("large.yaml", "a: 1\n" + std::string(std::size_t{16} << 20, '#'));
  folder.write("sub/x.yaml", "a: 1\n");
  CHECK(complaint("no.yaml") == "no.yaml: cannot be read: No such file or directory");
  CHECK(complaint("") == ": cannot be read: No such file or directory");
  CHECK(complaint("sub") == "sub: this is a directory, not a file");
  CHECK(complaint("bytes.yaml") ==
        "bytes.yaml:2:4: not UTF-8 text: byte 0xFF\n  2 | b: ?\n    |    ^");
  CHECK(complaint("control.yaml") ==
        "control.yaml:2:5: a control character: byte 0x04\n  2 | bc: ?\n    |     ^");
  CHECK_THAT(complaint("wide.yaml"), Catch::StartsWith("wide.yaml:1:2: a control character"));
  CHECK(complaint("empty.yaml") == "empty.yaml: the file is empty");
  CHECK(complaint("null.yaml") == "null.yaml: the file is empty");
  CHECK(complaint("list.yaml") ==
        "list.yaml:1:1: expected a mapping (key: value), got a list\n  1 | - a\n    | ^");
  CHECK_THAT(complaint("word.yaml"), Catch::Contains("got 'a'"));
  CHECK(complaint("large.yaml") == "large.yaml: larger than 16 MiB");
  CHECK(merged("marked.yaml") == "a: 1\n");
}

TEST_CASE("includes merge: mappings merge, lists append, own scalars win") {
  const Folder folder;
  folder.write("main.yaml",
               "include: [sub/one.yaml]\n"
               "seed: 2\n"
               "pools: [{name: c}]\n"
               "policy: {order: sjf}\n");
  folder.write("sub/one.yaml",
               "include: [two.yaml]\n"
               "seed: 1\n"
               "pools: [{name: b}]\n"
               "policy: {order: fcfs, backfill: easy}\n");
  folder.write("sub/two.yaml", "pools: [{name: a}]\nend: drained\n");
  CHECK(merged("main.yaml") ==
        "pools:\n  - name: a\n  - name: b\n  - name: c\n"
        "end: drained\n"
        "seed: 2\n"
        "policy:\n  order: sjf\n  backfill: easy\n");
  Diagnostics diagnostics;
  const auto document = read_document("main.yaml", diagnostics).value();
  REQUIRE(document.files.size() == 3);
  CHECK(document.files[0].path == folder.path("main.yaml"));
  CHECK(document.files[2].path == folder.path("sub/two.yaml"));
  CHECK(document.files[2].content_hash == content_hash("pools: [{name: a}]\nend: drained\n"));
  CHECK(document.root.place == Place{"main.yaml", 1, 1});
  CHECK(document.root.find("seed")->place == Place{"main.yaml", 2, 7});
  CHECK(document.root.find("end")->place == Place{"sub/two.yaml", 2, 6});
}

TEST_CASE("a file that is included by two routes is read once") {
  const Folder folder;
  folder.write("main.yaml", "include: [b.yaml, ./sub/../c.yaml, b.yaml]\n");
  folder.write("b.yaml", "include: [d.yaml]\nx: 2\n");
  folder.write("c.yaml", "include: [d.yaml]\nlist: [c]\n");
  folder.write("d.yaml", "x: 1\nlist: [d]\n");
  CHECK(merged("main.yaml") == "x: 2\nlist:\n  - d\n  - c\n");
}

TEST_CASE("included files that disagree are refused, unless a file above settles it") {
  const Folder folder;
  folder.write("a.yaml", "p: {x: 1, y: 3}\n");
  folder.write("b.yaml", "p: {x: 2, y: 3}\n");
  folder.write("main.yaml", "include: [a.yaml, b.yaml]\n");
  folder.write("settled.yaml", "include: [main.yaml]\np: {x: 5}\n");
  folder.write("kinds.yaml", "include: [a.yaml]\np: [1]\n");
  CHECK(complaint("main.yaml") ==
        "b.yaml:1:8: p.x: included files disagree, the other is at a.yaml:1:8\n"
        "  1 | p: {x: 2, y: 3}\n"
        "    |        ^");
  CHECK(merged("settled.yaml") == "p:\n  x: 5\n  y: 3\n");
  CHECK(complaint("kinds.yaml") ==
        "kinds.yaml:2:4: p: a list here, but a mapping at a.yaml:1:4\n"
        "  2 | p: [1]\n"
        "    |    ^");
  Diagnostics diagnostics;
  const std::string files[] = {"a.yaml", "b.yaml"};
  CHECK(read_document(files, diagnostics));
  CHECK(diagnostics.count() == 1);
}

TEST_CASE("files that include each other are refused with the chain") {
  const Folder folder;
  folder.write("a.yaml", "include: [sub/b.yaml]\n");
  folder.write("sub/b.yaml", "include: [../a.yaml]\n");
  folder.write("self.yaml", "include: [self.yaml]\n");
  CHECK(complaint("a.yaml") ==
        "sub/b.yaml:1:11: files include each other: a.yaml -> sub/b.yaml -> a.yaml\n"
        "  1 | include: [../a.yaml]\n"
        "    |           ^");
  CHECK_THAT(complaint("self.yaml"),
             Catch::Contains("self.yaml:1:11") && Catch::Contains("self.yaml -> self.yaml"));
  Diagnostics diagnostics;
  CHECK_FALSE(read_document("a.yaml", diagnostics));
}

TEST_CASE("faults of include are placed, and the other files are still read") {
  const Folder folder;
  folder.write("a.yaml", "include: [no.yaml, '${DRAWDOWN_TEST_UNSET}/x', bad.yaml, [x]]\n");
  folder.write("bad.yaml", "a: 1\na: 2\n");
  folder.write("word.yaml", "include: bad.yaml\n");
  ::unsetenv("DRAWDOWN_TEST_UNSET");
  const std::string text = complaint("a.yaml");
  CHECK_THAT(text, Catch::Contains("a.yaml:1:11: include[0]: no.yaml: cannot be read: No such"));
  CHECK_THAT(text, Catch::Contains("a.yaml:1:20: include[1]: environment variable "
                                   "DRAWDOWN_TEST_UNSET is not set"));
  CHECK_THAT(text, Catch::Contains("a.yaml:1:58: include[3]: expected a file name, got a list"));
  CHECK_THAT(text, Catch::Contains("bad.yaml:2:1: duplicate key 'a', first at line 1"));
  CHECK_THAT(text, Catch::EndsWith("4 errors"));
  CHECK_THAT(complaint("word.yaml"),
             Catch::Contains("word.yaml:1:10: include: expected a list of files, "
                             "e.g. [other.yaml], got 'bad.yaml'"));
}

TEST_CASE("a mapping within a file includes as a file does") {
  const Folder folder;
  folder.write("parts/base.yaml", "include: [more.yaml]\na: 1\nlist: [x]\n");
  folder.write("parts/more.yaml", "b: {c: 2}\na: 0\n");
  folder.write("top.yaml", "part: {include: [parts/base.yaml], b: {d: 3}, list: [y]}\n");
  Diagnostics diagnostics;
  auto document = read_document("top.yaml", diagnostics);
  REQUIRE(document.has_value());
  const auto part = read_included(*document->root.find("part"), "part", diagnostics);
  REQUIRE(part.has_value());
  CHECK(diagnostics.text() == "");
  CHECK(emit(part->root) == "b:\n  c: 2\n  d: 3\na: 1\nlist:\n  - x\n  - y\n");
  CHECK(part->files.size() == 2);
}

TEST_CASE("a mapping within a file cannot include that file") {
  const Folder folder;
  folder.write("top.yaml", "part: {include: [other.yaml]}\n");
  folder.write("other.yaml", "include: [top.yaml]\n");
  Diagnostics diagnostics;
  auto document = read_document("top.yaml", diagnostics);
  REQUIRE(document.has_value());
  CHECK(!read_included(*document->root.find("part"), "part", diagnostics).has_value());
  CHECK(diagnostics.text().find("other.yaml:1:11: files include each other: top.yaml -> other.yaml "
                                "-> top.yaml") == 0);
}
