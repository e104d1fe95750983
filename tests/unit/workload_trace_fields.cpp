// Fields of a trace's line: numbers and what they round to.
#include <catch2/catch.hpp>

#include "sim/workload/traces/trace_fields.hpp"

namespace drawdown {
namespace {

TEST_CASE("a decimal number is moved to a whole one exactly, and rounded by its digits") {
  const auto shifted = [](std::string_view text, int power) {
    return shift_decimal(text, power).value_or(Shifted{-999, false, false}).value;
  };
  CHECK(shifted("0.0005", 3) == 1);
  CHECK(shifted("0.00049999999999999999999999", 3) == 0);
  CHECK(shifted("-0.0005", 3) == -1);
  CHECK(shifted("1499", -3) == 1);
  CHECK(shifted("1500", -3) == 2);
  CHECK(shifted("4", -1) == 0);
  CHECK(shifted("5", -1) == 1);
  CHECK(shifted("9", -2) == 0);
  CHECK(shifted("+1.25e3", 0) == 1250);
  CHECK(shifted(".5", 1) == 5);
  CHECK(shifted("7.", 0) == 7);
  CHECK(shifted("0012", 3) == 12'000);
  CHECK(shifted("0e99999999999", 3) == 0);
  CHECK(shifted("1e-99999999999", 3) == 0);
  CHECK(shifted("123456789012345", 0) == 123'456'789'012'345);
  for (const auto* text :
       {"", "-", ".", "e3", "1e", "1e+-3", "1.2.3", "0x10", "nan", "1 ", "--1"}) {
    CHECK_FALSE(shift_decimal(text, 3));
  }
  for (const auto* text : {"1e17", "99999999999999999999999", "1e99999999999999999999"}) {
    REQUIRE(shift_decimal(text, 3));
    CHECK_FALSE(shift_decimal(text, 3)->fits);
  }
}

}  // namespace
}  // namespace drawdown
