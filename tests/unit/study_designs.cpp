// Ranges and samples, by their definitions.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/study/design/axis_range.hpp"
#include "sim/study/design/sampling.hpp"

namespace drawdown {
namespace {

using Texts = std::vector<std::string>;

Amount amount(std::string_view text) {
  const auto read = Quantity<Amount>::parse(text);
  REQUIRE(read.has_value());
  return *read;
}

AmountRange range(std::string_view from, std::string_view to) {
  return {amount(from), amount(to)};
}

}  // namespace

TEST_CASE("decimal numbers are read and written exactly") {
  const auto text_of = [](std::string_view text) {
    const auto number = read_exactly(text);
    return number ? to_text(*number) : "none";
  };
  CHECK(text_of("0.10") == "0.1");
  CHECK(text_of("-0.05") == "-0.05");
  CHECK(text_of("1_000") == "1000");
  CHECK(text_of("1e6") == "1000000");
  CHECK(text_of("2.5e-3") == "0.0025");
  CHECK(text_of("010") == "10");
  CHECK(text_of("0") == "0");
  CHECK(text_of(".5") == "0.5");
  for (const char* wrong : {"", "-", ".", "e5", "1e", "1..2", "1_", "12345678901234567890", "1e30",
                            "2026-01-31", "inf", "1 2"}) {
    CAPTURE(wrong);
    CHECK(text_of(wrong) == "none");
  }
}

TEST_CASE("the steps of a range are exact and keep the unit") {
  CHECK(range("0.1", "0.3").by_step(amount("0.1")) == Texts{"0.1", "0.2", "0.3"});
  CHECK(range("64 chips", "256 chips").by_step(amount("64 chips")) ==
        Texts{"64 chips", "128 chips", "192 chips", "256 chips"});
  CHECK(range("3", "1").by_step(amount("-1")) == Texts{"3", "2", "1"});
  CHECK(range("30 min", "2 h").by_step(amount("30min")) ==
        Texts{"30 min", "60 min", "90 min", "120 min"});
  CHECK(range("0.5", "1.5").by_step(amount("0.5")) == Texts{"0.5", "1", "1.5"});
}

TEST_CASE("steps that do not lead from one end to the other give nothing") {
  CHECK(!range("1", "2").steps_of(amount("0.3")));
  CHECK(!range("1", "2").steps_of(amount("-1")));
  CHECK(!range("1", "2").steps_of(amount("0")));
  CHECK(!range("0 ms", "2 ms").steps_of(amount("0.5 ms")));
  CHECK(range("0", "99").steps_of(amount("1")) == 99);
}

TEST_CASE("a count of values has both ends and equal differences") {
  CHECK(range("64", "256").evenly(4) == Texts{"64", "128", "192", "256"});
  CHECK(range("0", "1").evenly(5) == Texts{"0", "0.25", "0.5", "0.75", "1"});
  CHECK(range("0", "1").evenly(4) == Texts{"0", "0.333333333333", "0.666666666667", "1"});
  CHECK(range("1 h", "2 h").evenly(3) == Texts{"1 h", "1.5 h", "2 h"});
  CHECK(range("1 h", "2 h").evenly(4) == Texts{"3600 s", "4800 s", "6000 s", "7200 s"});
}

TEST_CASE("a range of equal ratios has both ends") {
  CHECK(range("10 jobs/h", "1000 jobs/h").evenly_in_ratio(3) ==
        Texts{"10 jobs/h", "100 jobs/h", "1000 jobs/h"});
  CHECK(range("1", "1000").evenly_in_ratio(4) == Texts{"1", "10", "100", "1000"});
  CHECK(range("8", "512").evenly_in_ratio(4) == Texts{"8", "32", "128", "512"});
  CHECK(range("1 h", "100 h").evenly_in_ratio(3) == Texts{"1 h", "10 h", "100 h"});
  CHECK(range("1000", "10").evenly_in_ratio(3) == Texts{"1000", "100", "10"});
}

TEST_CASE("units that measure different things make no range") {
  const auto problem = [](std::string_view from, std::string_view to) {
    return AmountRange::problem_of(amount(from), amount(to));
  };
  CHECK(problem("1 chips", "2 h") == "expected the unit 'chips' as in `from`, got the unit 'h'");
  CHECK(problem("1", "2 h") == "expected no unit as in `from`, got the unit 'h'");
  CHECK(problem("10 min", "10 h").empty());
}

TEST_CASE("coordinates become amounts between the ends") {
  // Whole numbers: five of them, an equal share of [0, 1) each.
  CHECK(range("1", "5").at({0, 0.19, 0.2, 0.5, 0.999}, false) == Texts{"1", "1", "2", "3", "5"});
  CHECK(range("1.0", "5").at({0, 0.5}, false) == Texts{"1", "3"});
  CHECK(range("1.0", "5").at({0.1}, false) == Texts{"1.4"});
  CHECK(range("1.0 chips", "100 chips").at({0.5}, true) == Texts{"10 chips"});
  // 1 (8 / 1)^u is 1, 2, 4 at the thirds: 1 to 7, each of the shape of its logarithm.
  CHECK(range("1", "7").at({0, 0.34, 0.67, 0.999}, true) == Texts{"1", "2", "4", "7"});
  // Durations are whole milliseconds.
  CHECK(range("0 s", "1 s").at({0.12345}, false) == Texts{"0.123 s"});
  CHECK(range("10 min", "10 h").at({0}, true) == Texts{"10 min"});
}

TEST_CASE("drawn amounts read back and lie between the ends") {
  REQUIRE(rc::check("drawn between two ends", [] {
    const auto u = *rc::gen::map(rc::gen::inRange(0, 1'000'000), [](int k) { return k / 1e6; });
    const auto a = *rc::gen::inRange(1, 100'000);
    const auto b = *rc::gen::inRange(a + 1, 200'000);
    const bool is_log = *rc::gen::arbitrary<bool>();
    for (const char* unit : {"", " chips", ".5 jobs/h", " min", ".25 %"}) {
      const AmountRange ends(*Quantity<Amount>::parse(std::to_string(a) + unit),
                             *Quantity<Amount>::parse(std::to_string(b) + unit));
      const std::string text = ends.at({u}, is_log).at(0);
      const auto drawn = Quantity<Amount>::parse(text);
      RC_ASSERT(drawn.has_value());
      double value = to_double(drawn->number);
      if (drawn->unit == "s") value /= 60;
      RC_ASSERT(value >= a - 1e-6);
      RC_ASSERT(value <= b + 1);
    }
  }));
}

TEST_CASE("a Latin hypercube hits each stratum of each axis once") {
  REQUIRE(rc::check("one point a stratum", [] {
    const auto points = *rc::gen::inRange<std::size_t>(1, 200);
    const auto dimensions = *rc::gen::inRange<std::size_t>(1, 6);
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const auto sample =
        sample_points(Sampling::latin_hypercube, points, dimensions, seed, "axes[0]");
    RC_ASSERT(sample.size() == dimensions);
    for (const auto& coordinates : sample) {
      auto sorted = coordinates;
      std::ranges::sort(sorted);
      RC_ASSERT(sorted.size() == points);
      for (std::size_t i = 0; i < points; ++i) {
        const auto count = static_cast<double>(points);
        RC_ASSERT(sorted[i] >= static_cast<double>(i) / count);
        RC_ASSERT(sorted[i] < static_cast<double>(i + 1) / count);
      }
    }
  }));
}

TEST_CASE("samples follow from the seed and the place of their entry alone") {
  for (const Sampling sampling : {Sampling::random, Sampling::latin_hypercube}) {
    const auto first = sample_points(sampling, 50, 2, 1, "axes[0]");
    CHECK(first == sample_points(sampling, 50, 2, 1, "axes[0]"));
    CHECK(first != sample_points(sampling, 50, 2, 2, "axes[0]"));
    CHECK(first != sample_points(sampling, 50, 2, 1, "axes[1]"));
    CHECK(first[0] != first[1]);
    // One axis more changes none of the others.
    CHECK(first[1] == sample_points(sampling, 50, 3, 1, "axes[0]")[1]);
  }
}

TEST_CASE("random coordinates are uniform") {
  const auto sample = sample_points(Sampling::random, 100'000, 1, 5, "axes[0]");
  std::map<int, int> tenths;
  for (const double u : sample[0]) {
    CHECK((u >= 0 && u < 1));
    ++tenths[static_cast<int>(u * 10)];
  }
  // 10,000 each; six standard deviations are 570.
  for (const auto& [tenth, count] : tenths) CHECK(std::abs(count - 10'000) < 570);
}

// The first points of new-joe-kuo-6.21201 (Joe and Kuo, 2008), without the origin.
TEST_CASE("Sobol's sequence begins as published") {
  const auto sample = sample_points(Sampling::sobol, 7, 3, 1, "axes[0]");
  CHECK(sample[0] == std::vector<double>{0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125});
  CHECK(sample[1] == std::vector<double>{0.5, 0.25, 0.75, 0.375, 0.875, 0.125, 0.625});
  CHECK(sample[2] == std::vector<double>{0.5, 0.25, 0.75, 0.625, 0.125, 0.875, 0.375});
}

TEST_CASE("with the origin, 2^m points of Sobol's sequence are a (0, m, 2)-net") {
  for (int m = 1; m <= 10; ++m) {
    const std::size_t count = std::size_t{1} << m;
    const auto sample = sample_points(Sampling::sobol, count - 1, 2, 1, "axes[0]");
    // Every box of 2^-a by 2^-(m - a) holds one point.
    for (int a = 0; a <= m; ++a) {
      std::set<std::pair<int, int>> boxes = {{0, 0}};  // the origin's
      for (std::size_t i = 0; i + 1 < count; ++i) {
        boxes.emplace(static_cast<int>(std::ldexp(sample[0][i], a)),
                      static_cast<int>(std::ldexp(sample[1][i], m - a)));
      }
      CHECK(boxes.size() == count);
    }
  }
}

}  // namespace drawdown
