// Text in and out: exact numbers, dates, near misses, UTF-8.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

TEST_CASE("a decimal amount times a scale is exact, or no value") {
  CHECK(parse_scaled("0.1", 3'600'000) == 360'000);
  CHECK(parse_scaled("1.5", 2) == 3);
  CHECK(parse_scaled(".5", 10) == 5);
  CHECK(parse_scaled("3.", 10) == 30);
  CHECK(parse_scaled("-2.5e2", 2) == -500);
  CHECK(parse_scaled("25e-1", 2) == 5);
  CHECK(parse_scaled("1_000.000_1", 10'000) == 10'000'001);
  CHECK(parse_scaled("9223372036854775807", 1) == INT64_MAX);
  for (const char* text :
       {"0.15", "0.0000000001", "1e-2", "9223372036854775808", "1e19", "922337.3", "", ".", "-",
        "+-1", "1e", "1e1.5", "1__0", "_1", "1_", "0x1", " 1", "1 "}) {
    INFO(text);
    CHECK_FALSE(parse_scaled(text, 10 - 9 * (text[0] == '9')));
  }
}

TEST_CASE("decimal digits are multiplied, never rounded") {
  REQUIRE(rc::check("value / 10^decimals x 10^decimals x factor is value x factor", [] {
    const auto value = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
    const auto decimals = *rc::gen::inRange(0, 7);
    const auto factor = *rc::gen::inRange<std::int64_t>(1, 1000);
    const std::int64_t scale = power_of_ten(decimals);
    const std::string text = decimals == 0
                                 ? fmt::format("{}", value)
                                 : fmt::format("{}.{:0{}}", value / scale, value % scale, decimals);
    RC_ASSERT(parse_scaled(text, scale * factor) == value * factor);
    RC_ASSERT(parse_scaled("-" + text, scale * factor) == -value * factor);
    // One decimal more than the scale can take is no whole number.
    RC_ASSERT(!parse_scaled(fmt::format("{}{}1", text, decimals == 0 ? "." : ""), scale));
  }));
}

TEST_CASE("whole numbers read as they were written") {
  REQUIRE(rc::check("parse_integer(format(value)) is value", [](std::int64_t value) {
    RC_PRE(value != INT64_MIN);
    RC_ASSERT(parse_integer(fmt::format("{}", value)) == value);
  }));
  CHECK(parse_integer("010") == 10);
  CHECK(parse_integer("+7") == 7);
  CHECK_FALSE(parse_integer("7.5"));
}

TEST_CASE("decimals are finite and take no more than a number") {
  CHECK(parse_decimal("2.5e-1") == 0.25);
  CHECK(parse_decimal("+1") == 1.0);
  CHECK(parse_decimal("-.5") == -0.5);
  for (const char* text :
       {"nan", "inf", "-inf", "+-1", "--1", "1,5", "1 ", "", "-", "1e999", "0x1p3"}) {
    INFO(text);
    CHECK_FALSE(parse_decimal(text));
  }
}

TEST_CASE("dates are UTC, to the millisecond") {
  const Date midnight = std::chrono::sys_days(2026y / 1 / 31);
  CHECK(parse_date("2026-01-31") == midnight);
  CHECK(parse_date("2026-01-31 08:30") == midnight + 510min);
  CHECK(parse_date("2026-01-31T08:30:00.250Z") == midnight + 510min + 250ms);
  CHECK(parse_date("2026-01-31 08:30:15.5") == midnight + 510min + 15s + 500ms);
  CHECK(parse_date("2024-02-29"));
  for (const char* text :
       {"2026-02-29", "2026-13-01", "2026-00-01", "2026-1-31", "26-01-31", "2026-01-31Z",
        "2026-01-31 24:00", "2026-01-31 08:60", "2026-01-31 08:30:60", "2026-01-31 8:30",
        "2026-01-31  08:30", "2026-01-31 08:30:00.", "2026-01-31 08:30:00.0001",
        "2026-01-31 08:30+01:00", "2026-01-31 ", ""}) {
    INFO(text);
    CHECK_FALSE(parse_date(text));
  }
}

TEST_CASE("a length of time is said in full") {
  CHECK(format_duration(0ms) == "0 s");
  CHECK(format_duration(24h + 1ms) == "1 d 0.001 s");
  CHECK(format_duration(49h + 5min + 6s) == "2 d 1 h 5 min 6 s");
  CHECK(format_duration(1h) == "1 h");
}

TEST_CASE("a date is written as short as it can be, and reads back") {
  const Date midnight = std::chrono::sys_days(2026y / 1 / 31);
  CHECK(format_date(midnight) == "2026-01-31");
  CHECK(format_date(midnight + 510min) == "2026-01-31 08:30:00");
  CHECK(format_date(midnight + 7ms) == "2026-01-31 00:00:00.007");
  REQUIRE(rc::check("parse_date(format_date(date)) is date", [] {
    const Duration first = Date(std::chrono::sys_days(0y / 1 / 1)).time_since_epoch();
    const Duration end = Date(std::chrono::sys_days(9999y / 12 / 31)).time_since_epoch();
    const auto ms = *rc::gen::resize(rc::kNominalSize,
                                     rc::gen::inRange<std::int64_t>(first.count(), end.count()));
    const Date date{Duration{ms}};
    RC_ASSERT(parse_date(format_date(date)) == date);
  }));
}

TEST_CASE("a near miss is one edit per three letters away, a swap of neighbours counted once") {
  constexpr std::array<std::string_view, 5> kNames = {"policy", "pool", "platform", "seed", "end"};
  CHECK(near_miss("polciy", kNames) == "policy");  // swapped
  CHECK(near_miss("sede", kNames) == "seed");      // swapped, in a name that may have one edit
  CHECK(near_miss("polic", kNames) == "policy");   // left out
  CHECK(near_miss("platfform", kNames) == "platform");
  CHECK(near_miss("paltfomr", kNames) == "platform");  // two swaps, eight letters
  CHECK(near_miss("ende", kNames) == "end");
  CHECK(near_miss("policy", kNames) == "policy");
  CHECK_FALSE(near_miss("sdee", std::span(kNames).first(3)));
  CHECK_FALSE(near_miss("workload", kNames));
  CHECK_FALSE(near_miss("x", {}));
  // The nearest wins, not the first.
  constexpr std::array<std::string_view, 2> kLikely = {"nodes_a", "nodes_b"};
  CHECK(near_miss("nodes_b", kLikely) == "nodes_b");
}

TEST_CASE("trim takes white space off both ends") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim(" ").empty());
}

std::string utf8(std::uint32_t point) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), byte(0x80 | (point & 0x3F))};
  if (point < 0x10000) {
    return {byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F)),
            byte(0x80 | (point & 0x3F))};
  }
  return {byte(0xF0 | point >> 18), byte(0x80 | (point >> 12 & 0x3F)),
          byte(0x80 | (point >> 6 & 0x3F)), byte(0x80 | (point & 0x3F))};
}

TEST_CASE("every code point but the surrogates is valid UTF-8, and no part of one is") {
  for (std::uint32_t point = 0; point <= 0x10FFFF; point += point < 0x900 ? 1 : 61) {
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    const std::string text = "ab" + utf8(point) + "c";
    INFO(point);
    REQUIRE(first_invalid_utf8(text) == (surrogate ? std::optional<std::size_t>(2) : std::nullopt));
    if (point < 0x80) continue;
    REQUIRE(first_invalid_utf8(std::string_view(text).substr(0, text.size() - 2)) == 2U);
  }
}

TEST_CASE("what is no UTF-8 is found at its first byte") {
  CHECK(first_invalid_utf8("a\x80") == 1U);             // a continuation without a lead
  CHECK(first_invalid_utf8("\xC0\x80") == 0U);          // overlong
  CHECK(first_invalid_utf8("\xE0\x80\x80") == 0U);      // overlong
  CHECK(first_invalid_utf8("\xF0\x80\x80\x80") == 0U);  // overlong
  CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0U);  // above the last code point
  CHECK(first_invalid_utf8("ab\xFF") == 2U);
  CHECK_FALSE(first_invalid_utf8(""));
}

}  // namespace
}  // namespace drawdown
