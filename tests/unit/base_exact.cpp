// Rounding and splitting of whole numbers.
#include <numeric>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/base/exact.hpp"

namespace drawdown {
namespace {

TEST_CASE("quotients are rounded down, or half up") {
  CHECK(divide_down(7, 2) == 3);
  CHECK(divide_down(-7, 2) == -4);
  CHECK(divide_half_up(7, 2) == 4);
  CHECK(divide_half_up(-7, 2) == -3);
  CHECK(divide_half_up(5, 3) == 2);
  CHECK(divide_half_up(4, 3) == 1);
  // 9e18 x 9e18 / 9e18
  constexpr std::int64_t kLarge = 9'000'000'000'000'000'000;
  CHECK(divide_half_up(product(kLarge, kLarge), kLarge) == kLarge);
  CHECK_THROWS_AS(divide_down(product(kLarge, 2), 1), InputError);
}

TEST_CASE("remainders go to the largest, of equal ones to the first") {
  // 10 x 1/3 each; 7 in sixths: 1.17, 2.33, 3.5
  CHECK(split(10, std::vector<std::int64_t>{1, 1, 1}) == std::vector<std::int64_t>{4, 3, 3});
  CHECK(split(7, std::vector<std::int64_t>{1, 2, 3}) == std::vector<std::int64_t>{1, 2, 4});
  CHECK(split(5, std::vector<std::int64_t>{0, 2, 0}) == std::vector<std::int64_t>{0, 5, 0});
  CHECK(split(0, std::vector<std::int64_t>{0, 0}) == std::vector<std::int64_t>{0, 0});
  CHECK_THROWS_AS(split(1, std::vector<std::int64_t>{0, 0}), Bug);
}

TEST_CASE("parts sum to the whole, and each is its share rounded down or up") {
  CHECK(rc::check([] {
    const auto total = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
    const auto weights = *rc::gen::suchThat(
        rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 50)),
        [](const auto& all) { return std::accumulate(all.begin(), all.end(), 0LL) > 0; });
    const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const auto parts = split(total, weights);
    RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::int64_t down = total * weights[i] / sum;
      const bool whole = total * weights[i] % sum == 0;
      RC_ASSERT(parts[i] == down || (parts[i] == down + 1 && !whole));
    }
  }));
}

}  // namespace
}  // namespace drawdown
