// Percentiles of more values than are kept in memory, against sorting them.
#include <algorithm>
#include <filesystem>
#include <random>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/report/percentiles.hpp"

namespace drawdown {
namespace {

// So many values are kept in memory.
constexpr std::size_t kBuffer = 65'536;

// The smallest that at least `percent` per cent do not exceed.
std::int64_t by_sorting(const std::vector<std::int64_t>& sorted, int percent) {
  const std::size_t rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

void check_ranks(std::vector<std::int64_t> values) {
  Percentiles percentiles(std::filesystem::temp_directory_path());
  for (const std::int64_t value : values) percentiles.add(value);
  std::sort(values.begin(), values.end());
  CHECK(percentiles.count() == static_cast<std::int64_t>(values.size()));
  for (const int percent : {1, 10, 50, 90, 99, 100}) {
    INFO(percent);
    CHECK(percentiles.nearest_rank(percent) == by_sorting(values, percent));
  }
}

TEST_CASE("percentiles are those of the sorted values, in memory and beyond it") {
  const std::uint64_t seed = GENERATE(1U, 2U);
  const std::size_t count =
      GENERATE(1UL, 2UL, 99UL, 100UL, 101UL, kBuffer - 1, kBuffer, kBuffer + 1, 3 * kBuffer + 1234);
  // Bits that differ in one, some or all of the digits that are searched one after another.
  const int shift = GENERATE(1, 20, 40, 60);
  INFO("seed " << seed << ", " << count << " values of " << 64 - shift << " bits");
  std::mt19937_64 engine(seed);
  std::vector<std::int64_t> values(count);
  for (std::int64_t& value : values) value = static_cast<std::int64_t>(engine() >> shift);
  check_ranks(values);
}

TEST_CASE("few values, many alike") {
  REQUIRE(rc::check("as by sorting", [] {
    auto values = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 5)));
    const auto percent = *rc::gen::inRange(1, 101);
    Percentiles percentiles(std::filesystem::temp_directory_path());
    for (const std::int64_t value : values) percentiles.add(value);
    std::sort(values.begin(), values.end());
    RC_ASSERT(percentiles.nearest_rank(percent) == by_sorting(values, percent));
  }));
}

TEST_CASE("values may come after a question") {
  Percentiles percentiles(std::filesystem::temp_directory_path());
  percentiles.add(7);
  CHECK(percentiles.nearest_rank(50) == 7);
  percentiles.add(INT64_MAX);
  percentiles.add(INT64_MAX);
  CHECK(percentiles.nearest_rank(50) == INT64_MAX);
  CHECK(percentiles.nearest_rank(33) == 7);
}

TEST_CASE("nothing to rank, and what has no rank, are bugs") {
  Percentiles percentiles(std::filesystem::temp_directory_path());
  CHECK_THROWS_AS(percentiles.nearest_rank(50), Bug);
  CHECK_THROWS_AS(percentiles.add(-1), Bug);
}

}  // namespace
}  // namespace drawdown
