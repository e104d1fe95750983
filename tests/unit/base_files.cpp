// Text that grows, files that fail, and scratch room.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>
#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/base/output_file.hpp"
#include "sim/base/scratch_file.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

// A directory of its own, gone with the object.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("drawdown_files_{}", ::getpid())) {
    fs::create_directory(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

template <class Action>
std::string environment_error_of(Action action) {
  try {
    action();
  } catch (const EnvironmentError& error) {
    return error.what();
  }
  return {};
}

std::string seconds(std::int64_t ms) {
  TextBuffer buffer;
  buffer.append_seconds(ms);
  return std::string(buffer.view());
}

std::string csv_field(std::string_view field) {
  TextBuffer buffer;
  buffer.append_csv_field(field);
  return std::string(buffer.view());
}

// RFC 4180, read back.
std::string unquoted(std::string_view field) {
  if (field.empty() || field.front() != '"') return std::string(field);
  std::string text;
  for (std::size_t i = 1; i + 1 < field.size(); ++i) {
    if (field[i] == '"') ++i;
    text += field[i];
  }
  return text;
}

TEST_CASE("milliseconds are written as seconds") {
  CHECK(seconds(0) == "0");
  CHECK(seconds(12'000) == "12");
  CHECK(seconds(12'345) == "12.345");
  CHECK(seconds(7) == "0.007");
  CHECK(seconds(-1) == "-0.001");
  CHECK(seconds(-61'050) == "-61.050");
  CHECK(seconds(INT64_MAX) == "9223372036854775.807");
}

TEST_CASE("a field is quoted where CSV needs it, and only there") {
  CHECK(csv_field("plain text") == "plain text");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv_field("two\nlines") == "\"two\nlines\"");
  CHECK(csv_field("\r") == "\"\r\"");
  REQUIRE(rc::check("any field reads back", [] {
    const auto field =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("a,\"\r\n b")));
    RC_ASSERT(unquoted(csv_field(field)) == field);
  }));
}

TEST_CASE("a text buffer holds what was appended, however much") {
  REQUIRE(rc::check("appends in any order", [] {
    TextBuffer buffer;
    std::string expected;
    const auto steps = *rc::gen::container<std::vector<int>>(50, rc::gen::inRange(0, 4));
    for (const int step : steps) {
      const auto number = *rc::gen::arbitrary<std::int64_t>();
      if (step == 0) buffer.push_back('x'), expected += 'x';
      if (step == 1) buffer.append_number(number), expected += fmt::format("{}", number);
      if (step == 2) buffer.append(std::string(900, 'y')), expected += std::string(900, 'y');
      if (step == 3) buffer.append_number(INT64_MIN), expected += "-9223372036854775808";
    }
    RC_ASSERT(buffer.view() == expected);
    RC_ASSERT(buffer.size() == expected.size());
    buffer.clear();
    RC_ASSERT(buffer.view().empty());
  }));
}

TEST_CASE("an output file holds every row") {
  const Folder folder;
  OutputFile file(folder.path() / "rows.csv");
  std::string expected;
  for (int row = 0; row < 100'000; ++row) {  // beyond what is buffered
    file.buffer().append_number(row);
    file.buffer().push_back('\n');
    file.end_row();
    expected += fmt::format("{}\n", row);
  }
  file.close();
  CHECK(read(folder.path() / "rows.csv") == expected);
}

TEST_CASE("a file that cannot be made or is full says which and why") {
  const Folder folder;
  const fs::path nowhere = folder.path() / "missing" / "jobs.csv";
  CHECK(environment_error_of([&] { OutputFile file(nowhere); }) ==
        fmt::format("cannot write {}: No such file or directory", nowhere.string()));
  CHECK(environment_error_of([] {
          OutputFile file("/dev/full");
          file.buffer().append("a row\n");
          file.end_row();
          file.close();
        }) == "cannot write /dev/full: No space left on device");
  // With more than is buffered, it is noticed before the end.
  CHECK(environment_error_of([] {
          OutputFile file("/dev/full");
          file.buffer().append(std::string(std::size_t{1} << 19, 'x'));
          file.end_row();
        }) == "cannot write /dev/full: No space left on device");
}

TEST_CASE("a scratch file reads what was written, zero elsewhere, and leaves nothing behind") {
  const Folder folder;
  REQUIRE(rc::check("writes at random places", [&] {
    constexpr std::size_t kSize = 4096;
    ScratchFile file(folder.path());
    std::vector<char> expected(kSize, '\0');
    const auto places = *rc::gen::container<std::vector<std::size_t>>(
        rc::gen::inRange<std::size_t>(0, kSize - 300));
    for (const std::size_t place : places) {
      const auto length = *rc::gen::inRange<std::size_t>(0, 300);
      const std::vector<char> bytes(length, static_cast<char>('a' + place % 26));
      file.write_at(place, bytes);
      std::copy(bytes.begin(), bytes.end(), expected.begin() + static_cast<std::ptrdiff_t>(place));
    }
    std::vector<char> found(kSize, 'x');
    file.read_at(0, found);
    RC_ASSERT(found == expected);
    RC_ASSERT(fs::is_empty(folder.path()));
  }));
}

TEST_CASE("a scratch file needs a directory") {
  const Folder folder;
  CHECK(environment_error_of([&] { ScratchFile file(folder.path() / "missing"); }) ==
        fmt::format("cannot use a scratch file in {}: No such file or directory",
                    (folder.path() / "missing").string()));
}

TEST_CASE("require raises a bug with its message, and nothing where it holds") {
  CHECK_NOTHROW(require(true, "{} chips", 3));
  CHECK_THROWS_MATCHES(require(false, "{} chips", 3), Bug, Catch::Message("3 chips"));
}

}  // namespace
}  // namespace drawdown
