// Rows in any order, written in theirs: through a scratch file where memory should not hold them.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>
#include <unistd.h>

#include "sim/base/errors.hpp"
#include "sim/report/tables/ordered_rows.hpp"

namespace drawdown {
namespace {

namespace fs = std::filesystem;

// Rows are sorted by chunks of so many.
constexpr std::size_t kChunk = 4096;

// A file for the rows, in a directory of its own, gone with the object.
class Target {
 public:
  Target() : folder_(make_folder()), file_(folder_ / "rows.csv"), rows_(file_, folder_) {}
  ~Target() { fs::remove_all(folder_); }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  OrderedRows& rows() { return rows_; }
  std::string text() {
    file_.close();
    const fs::path path = folder_ / "rows.csv";
    std::string text(fs::file_size(path), '\0');
    std::ifstream(path, std::ios::binary)
        .read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
  }

 private:
  static fs::path make_folder() {
    const fs::path folder = fs::temp_directory_path() / fmt::format("drawdown_rows_{}", ::getpid());
    fs::create_directory(folder);
    return folder;
  }

  fs::path folder_;
  OutputFile file_;
  OrderedRows rows_;
};

std::string row_of(std::size_t index, std::size_t width) {
  return fmt::format("{},{}\n", index,
                     std::string(width + index % 7, static_cast<char>('a' + index % 26)));
}

std::string all_rows(std::size_t count, std::size_t width) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += row_of(i, width);
  return text;
}

std::string written(const std::vector<std::size_t>& order, std::size_t width) {
  Target target;
  for (const std::size_t index : order) target.rows().put(index, row_of(index, width));
  target.rows().finish(order.size());
  return target.text();
}

std::vector<std::size_t> in_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

TEST_CASE("rows are written in their order, whatever the order in which they come") {
  REQUIRE(rc::check("random permutations around the size of a chunk", [] {
    const auto count = *rc::gen::element<std::size_t>(0, 1, 2, kChunk - 1, kChunk, kChunk + 1,
                                                      2 * kChunk, 3 * kChunk + 5);
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    std::vector<std::size_t> order = in_order(count);
    std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
    RC_ASSERT(written(order, 3) == all_rows(count, 3));
  }));
}

TEST_CASE("more than memory should hold waits on disk for one slow row") {
  const std::size_t count = 10 * kChunk + 17;
  const std::size_t width = 1000;  // 40 MB, where 16 may wait in memory; too long to be printed
  const std::string expected = all_rows(count, width);
  const std::uint64_t seed = GENERATE(1U, 2U);
  INFO("seed " << seed);
  std::vector<std::size_t> order = in_order(count);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
  CHECK((written(order, width) == expected));
  // Nearly in order, but for the first, which comes last.
  order = in_order(count);
  std::rotate(order.begin(), order.begin() + 1, order.end());
  CHECK((written(order, width) == expected));
  std::reverse(order.begin(), order.end());
  CHECK((written(order, width) == expected));
}

// Whether this sequence of rows, and then the end after `count`, is found to be wrong.
bool is_a_bug(const std::vector<std::size_t>& order, std::size_t count) {
  Target target;
  try {
    for (const std::size_t index : order) target.rows().put(index, "row\n");
    target.rows().finish(count);
  } catch (const Bug&) {
    return true;
  }
  return false;
}

TEST_CASE("a row that is missing is a bug") {
  CHECK_FALSE(is_a_bug({}, 0));
  CHECK_FALSE(is_a_bug({1, 0, 2}, 3));
  CHECK(is_a_bug({}, 1));
  CHECK(is_a_bug({0, 1}, 3));
  CHECK(is_a_bug({0, 2}, 2));
  CHECK(is_a_bug({0, 2}, 3));
  CHECK(is_a_bug({0, 1, 2}, 2));
  CHECK(is_a_bug({kChunk}, 1));
  REQUIRE(rc::check("one of many", [] {
    const auto count = *rc::gen::inRange<std::size_t>(1, 2 * kChunk + 10);
    const auto missing = *rc::gen::inRange<std::size_t>(0, count);
    std::vector<std::size_t> order = in_order(count);
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(missing));
    RC_ASSERT(is_a_bug(order, count));
    RC_ASSERT(is_a_bug(order, count - 1) == (missing + 1 < count));
  }));
}

TEST_CASE("a row that comes twice is a bug") {
  CHECK(is_a_bug({0, 0}, 1));
  CHECK(is_a_bug({0, 1, 1}, 2));
  CHECK(is_a_bug({0, 1, 1}, 3));
  REQUIRE(rc::check("one of many, before or after its chunk is written", [] {
    const auto count = *rc::gen::inRange<std::size_t>(1, 2 * kChunk + 10);
    std::vector<std::size_t> order = in_order(count);
    const auto twice = *rc::gen::inRange<std::size_t>(0, count);
    const auto where = *rc::gen::inRange<std::size_t>(0, count + 1);
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(where), twice);
    RC_ASSERT(is_a_bug(order, count));
    RC_ASSERT(is_a_bug(order, count + 1));
  }));
}

TEST_CASE("a scratch file that cannot be is the environment's fault") {
  Target target;
  OutputFile file("/dev/null");
  OrderedRows rows(file, fs::temp_directory_path() / "missing" / "folder");
  const std::string large(std::size_t{17} << 20, 'x');
  CHECK_THROWS_AS(rows.put(1, large), EnvironmentError);
}

}  // namespace
}  // namespace drawdown
