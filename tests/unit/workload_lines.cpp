// LineReader: plain and gzip files line by line, and what is wrong with them.
#include <fstream>
#include <vector>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/config/content_hash.hpp"
#include "sim/config/lines/line_reader.hpp"

namespace drawdown {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& path) {
  LineReader reader(path);
  Lines lines;
  for (std::string_view line; reader.next(line);) lines.emplace_back(line);
  return lines;
}

std::string error_in(std::string_view content) {
  const TextFile file(content);
  std::string text = input_error_of([&] { lines_of(file.path()); });
  // Messages begin with the file's name, which is another one each time.
  if (text.starts_with(file.path())) text.erase(0, file.path().size());
  return text;
}

std::int64_t peak_memory_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6));
  }
  return 0;
}

TEST_CASE("lines end with LF or CRLF, and the last need not end") {
  CHECK(lines_of(TextFile("").path()).empty());
  CHECK(lines_of(TextFile("a\n\nb\r\nc").path()) == Lines{"a", "", "b", "c"});
  CHECK(lines_of(TextFile("a\n").path()) == Lines{"a"});
  CHECK(lines_of(TextFile("\xEF\xBB\xBF"
                          "a\nb")
                     .path()) == Lines{"a", "b"});
  CHECK(lines_of(TextFile("\xC3\xA9t\xC3\xA9\n").path()) == Lines{"\xC3\xA9t\xC3\xA9"});
}

TEST_CASE("gzip is known by its content and may have several members") {
  CHECK(lines_of(TextFile(gzip("a\nb") + gzip("c\nd\n")).path()) == Lines{"a", "bc", "d"});
  CHECK(lines_of(TextFile(gzip("")).path()).empty());
  CHECK(lines_of(TextFile("\x1F").path()) == Lines{"\x1F"});
}

TEST_CASE("lines that are cut anywhere by the buffer come out whole") {
  std::string text;
  Lines expected;
  for (std::size_t i = 0; i < 3000; ++i) {
    expected.push_back(std::string(i % 997, 'x') + std::to_string(i));
    text += expected.back() + "\n";
  }
  CHECK(lines_of(TextFile(text).path()) == expected);
  CHECK(lines_of(TextFile(gzip(text)).path()) == expected);
}

TEST_CASE("a file that cannot be opened is reported where it is named") {
  CHECK(input_error_of([] { LineReader("/no/such/file"); }) ==
        "/no/such/file: cannot be read: No such file or directory");
  CHECK(input_error_of([] {
          LineReader("/no/such/file", Place{"scenario.yaml", 3, 11});
        }) == "scenario.yaml:3:11: '/no/such/file' cannot be read: No such file or directory");
  CHECK(input_error_of([] { LineReader("/tmp"); }) == "/tmp: is a directory, not a file");
}

TEST_CASE("compressed data that end early or are corrupt are found, at the line reached") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string whole = gzip(text);
  const std::string cut = error_in(whole.substr(0, whole.size() / 2));
  CHECK(cut.ends_with("compressed data end early: the file is truncated"));
  CHECK(std::stoi(cut.substr(1)) > 10'000);
  CHECK(error_in(whole.substr(0, whole.size() - 1)) ==
        ":100001:1: compressed data end early: the file is truncated");
  CHECK(error_in(whole.substr(0, 5)) == ":1:1: compressed data end early: the file is truncated");
  std::string wrong_sum = whole;
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  CHECK(error_in(wrong_sum).ends_with("compressed data are corrupt: incorrect data check"));
  CHECK(error_in(gzip("a\n") + "rest").find("compressed data are corrupt") != std::string::npos);
}

TEST_CASE("bytes that are not text are found, at the first of them") {
  CHECK(error_in("ab\n\xC3\xA9x\xE9\n") == ":2:3: expected UTF-8, got the byte 0xE9");
  CHECK(error_in("ab\ncd\xC3") == ":2:3: expected UTF-8, got the byte 0xC3");
  CHECK(error_in(std::string_view("ab\nc\0d\n", 7)) == ":2:2: expected text, got a NUL byte");
}

TEST_CASE("a line of 1 MiB is read, a longer one is refused without holding it") {
  const std::size_t mib = std::size_t{1} << 20;
  CHECK(lines_of(TextFile(std::string(mib, 'x') + "\ny").path()).size() == 2);
  CHECK(error_in("a\n" + std::string(mib + 1, 'x') + "\n") == ":2:1: line is longer than 1 MiB");

  const TextFile file("a\n");
  {
    std::ofstream out(file.path(), std::ios::app);
    const std::string part(mib, 'x');
    for (int i = 0; i < 100; ++i) out << part;
  }
  const std::int64_t before_kb = peak_memory_kb();
  CHECK_FALSE(input_error_of([&] { lines_of(file.path()); }).empty());
  CHECK(peak_memory_kb() - before_kb < 20'000);
}

TEST_CASE("the content hash is that of all bytes on disk, however many lines were read") {
  const std::string bytes = gzip("a\nb\nc\n") + gzip(std::string(600'000, '\n'));
  const TextFile file(bytes);
  for (const int count : {0, 1, 100'000'000}) {
    LineReader reader(file.path());
    std::string_view line;
    for (int i = 0; i < count && reader.next(line); ++i) {
    }
    CHECK(reader.content_hash() == content_hash(bytes));
  }
}

}  // namespace
}  // namespace drawdown
