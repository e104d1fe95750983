// MSER-5 against its definition, sum by sum, and on series whose transient is known.
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/random.hpp"
#include "sim/statistics/warm_up.hpp"

namespace drawdown {
namespace {

// The squared marginal standard error of what is kept, as White (1997) writes it.
double squared_error(const std::vector<double>& means, std::size_t cut) {
  const auto kept = static_cast<double>(means.size() - cut);
  double mean = 0;
  for (std::size_t i = cut; i < means.size(); ++i) mean += means[i] / kept;
  double squares = 0;
  for (std::size_t i = cut; i < means.size(); ++i) squares += std::pow(means[i] - mean, 2);
  return squares / (kept * kept);
}

// As cuts that are equally good up to rounding: the first of those.
std::size_t slow_mser(const std::vector<double>& means) {
  std::size_t best = 0;
  for (std::size_t cut = 1; cut <= means.size() / 2; ++cut) {
    if (squared_error(means, cut) < squared_error(means, best) - 1e-9) best = cut;
  }
  return best;
}

TEST_CASE("the cut is the one of the definition") {
  REQUIRE(rc::check("for any series", [] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const auto size = *rc::gen::inRange<std::size_t>(kFewestWarmUpBatches, 200);
    const auto transient = *rc::gen::inRange<std::size_t>(1, 100);
    RandomStream stream(seed, "series");
    std::vector<double> means(size);
    for (std::size_t i = 0; i < size; ++i) {
      const double age = static_cast<double>(i) / static_cast<double>(transient);
      means[i] = 10 * (1 - std::exp(-age)) + stream.exponential(2);
    }
    const std::size_t cut = mser(means).batches;
    RC_ASSERT(cut <= size / 2);
    RC_ASSERT(std::abs(squared_error(means, cut) - squared_error(means, slow_mser(means))) < 1e-8);
  }));
}

TEST_CASE("a step is cut where it is, to the batch") {
  // 20 batches at 0, then 80 about 50 in turns: each zero that stays costs more than it brings.
  std::vector<double> series(500, 0.0);
  for (std::size_t i = 100; i < 500; ++i) series[i] = i / 5 % 2 == 0 ? 49 : 51;
  const Truncation cut = mser5(series);
  CHECK(cut.observations == 100);
  CHECK(cut.warning.empty());
  series.resize(504, 1e9);  // no whole batch
  CHECK(mser5(series).observations == 100);
}

TEST_CASE("a transient inside a batch takes the batch with it") {
  std::vector<double> series(500, 0.0);
  for (std::size_t i = 102; i < 500; ++i) series[i] = i / 5 % 2 == 0 ? 49 : 51;
  CHECK(mser5(series).observations == 105);
}

TEST_CASE("what is steady is kept, and a transient makes no bias") {
  RandomStream stream(1, "series");
  int kept_most = 0;
  double bias = 0;
  for (int i = 0; i < 100; ++i) {
    std::vector<double> series(2000);
    for (double& value : series) value = 5 + stream.normal();
    if (mser5(series).observations <= 400) ++kept_most;
    for (std::size_t t = 0; t < series.size(); ++t) {
      series[t] += 20 * std::exp(-static_cast<double>(t) / 50);  // adds 0.5 to the mean of all
    }
    const std::size_t cut = mser5(series).observations;
    double sum = 0;
    for (std::size_t t = cut; t < series.size(); ++t) sum += series[t];
    bias += (sum / static_cast<double>(series.size() - cut) - 5) / 100;
  }
  CHECK(kept_most >= 80);
  CHECK(std::abs(bias) < 0.02);
}

TEST_CASE("a series that never settles is warned of") {
  std::vector<double> series(1000);
  for (std::size_t i = 0; i < series.size(); ++i) series[i] = static_cast<double>(i);
  const Truncation cut = mser5(series);
  CHECK(cut.observations == 500);
  CHECK(cut.warning == "the series has not settled in its first half");
}

TEST_CASE("nothing is cut from a series without change, or too short to judge") {
  const Truncation constant = mser5(std::vector<double>(100, 0.1));
  CHECK(constant.observations == 0);
  CHECK(constant.warning.empty());
  for (const std::size_t size : {0U, 1U, 49U}) {
    const Truncation cut = mser5(std::vector<double>(size, 1.0));
    CHECK(cut.observations == 0);
    CHECK(cut.warning == "the series is too short to find its warm-up");
  }
  CHECK(mser5(std::vector<double>(50, 1.0)).warning.empty());
}

}  // namespace
}  // namespace drawdown
