// Money, prices and chip-time as files write them: every digit counts.
#include <catch2/catch.hpp>

#include "sim/model/money.hpp"

namespace drawdown {
namespace {

std::optional<std::int64_t> micros(std::string_view text) {
  const auto money = Quantity<Money>::parse(text);
  return money ? std::optional(money->value()) : std::nullopt;
}

std::optional<std::int64_t> price_micros(std::string_view text) {
  const auto price = Quantity<Price>::parse(text);
  return price ? std::optional(price->value()) : std::nullopt;
}

TEST_CASE("money is counted in millionths of a dollar, and nothing is rounded") {
  CHECK(micros("5.576e6 USD") == 5'576'000'000'000);
  CHECK(micros("100e6USD") == 100'000'000'000'000);
  CHECK(micros("0 USD") == 0);
  CHECK(micros("0.000001 USD") == 1);
  CHECK(micros("0.1 USD") == 100'000);
  // No double has this many digits: 2^53 is 9,007,199,254,740,992.
  CHECK(micros("9_007_199_254.740993 USD") == 9'007'199'254'740'993);
  CHECK(micros("9223372036854.775807 USD") == INT64_MAX);
  for (const char* text : {"5", "5 usd", "5 EUR", "-1 USD", "0.0000001 USD", "1e13 USD", "USD",
                           "9223372036854.775808 USD", "nan USD", "2 USD/chip-hour"}) {
    INFO(text);
    CHECK_FALSE(micros(text));
  }
}

TEST_CASE("a price is for a chip-hour") {
  CHECK(price_micros("2 USD/chip-hour") == 2'000'000);
  CHECK(price_micros("2.10 USD/chip-hour") == 2'100'000);
  CHECK(price_micros("0.000001USD/chip-hour") == 1);
  for (const char* text :
       {"2 USD", "2 USD/h", "2 USD / chip-hour", "-2 USD/chip-hour", "2.1234567 USD/chip-hour"}) {
    INFO(text);
    CHECK_FALSE(price_micros(text));
  }
}

TEST_CASE("chip-time is in chip-hours, whole milliseconds of a chip") {
  const auto chip_ms = [](std::string_view text) {
    return Quantity<ChipTime>::parse(text).value_or(ChipTime{}).value();
  };
  CHECK(chip_ms("2.788e6 chip-hours") == 2'788'000 * std::int64_t{3'600'000});
  CHECK(chip_ms("1 chip-hour") == 3'600'000);
  CHECK(chip_ms("0.00025 chip-hours") == 900);
  for (const char* text :
       {"2", "2 h", "0 chip-hours", "-1 chip-hours", "0.0000001 chip-hours", "3e12 chip-hours"}) {
    INFO(text);
    CHECK_FALSE(Quantity<ChipTime>::parse(text));
  }
}

TEST_CASE("a budget buys its quotient by the price in chip-hours") {
  const Money budget{5'576'000'000'000};
  CHECK(affordable_chip_ms(budget, Price{2'000'000}) == 2'788'000 * 3.6e6);
  CHECK(affordable_chip_ms(Money{1}, Price{3'600'000}) == 1);
}

}  // namespace
}  // namespace drawdown
