// The parts of a review against sums and sorts that take every millisecond by itself.

#include <algorithm>
#include <numeric>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/review/page/html_page.hpp"
#include "sim/review/series/held_time.hpp"
#include "sim/review/series/largest.hpp"
#include "sim/review/series/step_series.hpp"
#include "sim/review/text/text_style.hpp"

namespace drawdown {
namespace {

Instant at_ms(std::int64_t ms) {
  return kRunStart + Duration{ms};
}

// A time to show within the first 4,000 ms, mostly in buckets of several of them.
Buckets any_buckets() {
  const auto from = *rc::gen::inRange<std::int64_t>(0, 100);
  const auto length = *rc::gen::inRange<std::int64_t>(1, 4000);
  return {at_ms(from), at_ms(from + length)};
}

TEST_CASE("buckets tile the time that is shown", "[review]") {
  CHECK(rc::check("all but the last of one width, at most 1,500", [] {
    const Buckets buckets = any_buckets();
    RC_ASSERT(buckets.count() <= 1500);
    RC_ASSERT(buckets.begin(0) == buckets.from());
    RC_ASSERT(buckets.end(buckets.count() - 1) == buckets.until());
    for (std::size_t i = 0; i < buckets.count(); ++i) {
      RC_ASSERT(buckets.length(i) > Duration{0});
      RC_ASSERT(buckets.of(buckets.begin(i)) == i);
      RC_ASSERT(buckets.of(buckets.end(i) - Duration{1}) == i);
    }
  }));
}

TEST_CASE("a step series has the integral and the extremes of each bucket", "[review]") {
  CHECK(rc::check("as the values of its milliseconds have them", [] {
    const Buckets buckets = any_buckets();
    auto times =
        *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 4200));
    std::ranges::sort(times);
    ChipSeries series(buckets);
    std::vector<std::int64_t> values(4200);  // by ms
    for (const std::int64_t time : times) {
      const auto value = *rc::gen::inRange<std::int64_t>(0, 3);
      series.set(at_ms(time), value);
      std::fill(values.begin() + time, values.end(), value);
    }
    series.finish();
    bool any = false;
    for (std::size_t i = 0; i < buckets.count(); ++i) {
      const auto begin = values.begin() + to_ms(buckets.begin(i));
      const auto end = values.begin() + to_ms(buckets.end(i));
      any |= *std::max_element(begin, end) > 0;
      if (series.is_zero()) continue;
      RC_ASSERT(series.integrals()[i] == std::accumulate(begin, end, std::int64_t{0}));
      RC_ASSERT(series.low()[i] == *std::min_element(begin, end));
      RC_ASSERT(series.high()[i] == *std::max_element(begin, end));
    }
    RC_ASSERT(series.is_zero() == !any);
  }));
}

TEST_CASE("held time is the sum over its holders, and nothing of it stays behind", "[review]") {
  CHECK(rc::check("as the chips of its milliseconds have it", [] {
    const Buckets buckets = any_buckets();
    HeldTime held(buckets);
    std::vector<double> chips(4200);  // by ms
    const auto holders = *rc::gen::inRange(0, 20);
    for (int i = 0; i < holders; ++i) {
      const auto begin = *rc::gen::inRange<std::int64_t>(0, 4200);
      const auto end = *rc::gen::inRange<std::int64_t>(begin, 4200);
      const auto count = *rc::gen::inRange<std::int64_t>(1, 100);
      held.add(at_ms(begin), at_ms(end), ChipParts::of(Chips{count}, 1, 3));
      for (std::int64_t ms = begin; ms < end; ++ms) {
        chips[static_cast<std::size_t>(ms)] += static_cast<double>(count) / 3;
      }
    }
    const std::vector<double> integrals = held.integrals();
    for (std::size_t i = 0; i < buckets.count(); ++i) {
      const double expected = std::accumulate(chips.begin() + to_ms(buckets.begin(i)),
                                              chips.begin() + to_ms(buckets.end(i)), 0.0);
      RC_ASSERT(std::abs(integrals[i] - expected) < 1e-4);
      if (expected == 0) RC_ASSERT(integrals[i] == 0.0);
    }
  }));
}

TEST_CASE("the largest of many are those that a stable sort has first", "[review]") {
  CHECK(rc::check("of equal ones the first", [](const std::vector<std::uint8_t>& sizes) {
    const auto most = static_cast<std::size_t>(*rc::gen::inRange(1, 10));
    Largest<int, std::size_t> largest(most);
    std::vector<std::size_t> all(sizes.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (const std::size_t i : all) largest.add(sizes[i] % 8, [&] { return i; });
    std::ranges::stable_sort(all, std::ranges::greater(),
                             [&](std::size_t i) { return sizes[i] % 8; });
    all.resize(std::min(most, all.size()));
    RC_ASSERT(largest.take() == all);
  }));
}

TEST_CASE("base64 is that of RFC 4648", "[review]") {
  // Its section 10.
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\xfd") == "//79");
}

TEST_CASE("numbers of a review are short", "[review]") {
  CHECK(six_digits(1234567.8).dump() == "1234570");
  CHECK(six_digits(0.00012345678).dump() == "0.000123457");
  CHECK(six_digits(0).dump() == "0");
  CHECK(short_number(12.0).dump() == "12");
  CHECK(short_number(12.5).dump() == "12.5");
}

TEST_CASE("bars and names fill their columns and no more", "[review]") {
  CHECK(bar(0, 4) == "    ");
  CHECK(bar(1, 4) == "████");
  CHECK(bar(0.5, 4) == "██  ");
  CHECK(bar(0.53125, 4) == "██▏ ");  // 17 eighths of 32
  CHECK(spark_line(std::vector<double>{0, 1, 50, 100}, 100) == " ▁▄█");
  CHECK(shown_name("plain", 5) == "plain");
  CHECK(shown_name("plainer", 5) == "plai…");
  CHECK(shown_name("\033[31mred\u202E", 20) == "?[31mred?");
  CHECK(shown_lines("\033[31mred\n\aé\u202E\n") == "?[31mred\n?é?\n");
  CHECK(shown_time(119) == "119 s");
  CHECK(shown_time(5400) == "90.0 min");
}

}  // namespace
}  // namespace drawdown
