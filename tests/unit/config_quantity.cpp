// Numbers and quantities as files write them.
#include <cstdint>
#include <limits>
#include <string>

#include <catch2/catch.hpp>

#include "sim/config/content_hash.hpp"
#include "sim/config/quantity.hpp"

using namespace drawdown;
using namespace std::chrono_literals;

namespace {

template <class T>
auto parse(std::string_view text) {
  return Quantity<T>::parse(text);
}

}  // namespace

TEST_CASE("durations are exact and carry their unit") {
  CHECK(parse<Duration>("8h") == Duration(8h));
  CHECK(parse<Duration>(" 1.5 d ") == Duration(36h));
  CHECK(parse<Duration>("90 min") == Duration(90min));
  CHECK(parse<Duration>("250ms") == Duration(250ms));
  CHECK(parse<Duration>("0.1 h") == Duration(6min));
  CHECK(parse<Duration>("1e3s") == Duration(1000s));
  CHECK(parse<Duration>("1_000\ts") == Duration(1000s));
  CHECK(parse<Duration>("0 s") == Duration(0));
  for (const char* text : {"4", "", "h", "8 hours", "-8h", "-0 h", "0.5 ms", "0.0001 s", "8h30min",
                           "8 H", "nan h", "inf s", "0x10 s", "1e18 d", "1e12 d", "- 8h"}) {
    INFO(text);
    CHECK_FALSE(parse<Duration>(text));
  }
}

TEST_CASE("whole numbers are decimal") {
  CHECK(parse<std::int64_t>("010") == 10);
  CHECK(parse<std::int64_t>("1e3") == 1000);
  CHECK(parse<std::int64_t>("1_000") == 1000);
  CHECK(parse<std::int64_t>("-7") == -7);
  for (const char* text : {"0x10", "1.5", "nan", ".inf", "", "1__0", "_1", "1_", "ten", "1 000",
                           "99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(parse<std::int64_t>(text));
    CHECK_FALSE(parse<Positive>(text));
  }
  CHECK(parse<Positive>("128")->value == 128);
  CHECK_FALSE(parse<Positive>("0"));
  CHECK_FALSE(parse<Positive>("-1"));
  CHECK(parse<std::uint64_t>("0") == 0U);
  CHECK(parse<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(parse<std::uint64_t>("18446744073709551616"));
  CHECK_FALSE(parse<std::uint64_t>("-1"));
  CHECK_FALSE(parse<std::uint64_t>("-0"));
}

TEST_CASE("chips carry their word") {
  CHECK(parse<Chips>("64 chips") == Chips(64));
  CHECK(parse<Chips>("1 chip") == Chips(1));
  CHECK(parse<Chips>("1e3 chips") == Chips(1000));
  for (const char* text : {"64", "0 chips", "-1 chips", "1.5 chips", "64 gpus", "chips"}) {
    CHECK_FALSE(parse<Chips>(text));
  }
}

TEST_CASE("decimal numbers, shares and rates") {
  CHECK(parse<double>("010") == 10.0);
  CHECK(parse<double>("1_000.5") == 1000.5);
  CHECK(parse<double>("-2.5e-1") == -0.25);
  for (const char* text : {"nan", ".nan", "inf", "-inf", "0x10", "", "1e999", "1 %", "1,5"}) {
    INFO(text);
    CHECK_FALSE(parse<double>(text));
  }
  CHECK(parse<Share>("0.9")->value == 0.9);
  CHECK(parse<Share>("90 %")->value == 0.9);
  CHECK(parse<Share>("33.3%")->value == 0.333);
  CHECK(parse<Share>("100%")->value == 1.0);
  for (const char* text : {"1.1", "90", "101 %", "-1 %", "nan", "% ", ""}) {
    INFO(text);
    CHECK_FALSE(parse<Share>(text));
  }
  CHECK(parse<Rate>("60 jobs/h")->per_ms == 1.0 / 60'000);
  CHECK(parse<Rate>("1 job/min")->per_ms == 1.0 / 60'000);
  CHECK(parse<Rate>("0.5 jobs/s")->per_ms == 0.5 / 1000);
  CHECK(parse<Rate>("10 jobs/d")->per_ms == 10.0 / 86'400'000);
  for (const char* text : {"120", "0 jobs/h", "-1 jobs/h", "5 /h", "5 h", "5 jobs/week"}) {
    INFO(text);
    CHECK_FALSE(parse<Rate>(text));
  }
}

TEST_CASE("dates, truths and names") {
  CHECK(parse<Date>("2026-01-31 08:30") == Date(std::chrono::sys_days(2026y / 1 / 31)) + 510min);
  CHECK_FALSE(parse<Date>("2026-02-30"));
  CHECK(parse<bool>("true") == true);
  CHECK(parse<bool>("false") == false);
  for (const char* text : {"yes", "no", "on", "True", "1", ""}) CHECK_FALSE(parse<bool>(text));
  CHECK(parse<std::string>("v5p") == "v5p");
  for (const char* text : {"", " ", "a\nb"}) CHECK_FALSE(parse<std::string>(text));
}

TEST_CASE("the content hash is the published one, whole or in pieces") {
  CHECK(content_hash("") == "99aa06d3014798d86001c324468d497f");
  ContentHash pieces;
  pieces.update("draw");
  pieces.update("");
  pieces.update("down");
  CHECK(pieces.hex() == content_hash("drawdown"));
  CHECK(content_hash("drawdown") != content_hash("drawdowm"));
}
