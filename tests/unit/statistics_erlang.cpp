// The probability of waiting in an M/M/c queue.
#include <cmath>

#include <catch2/catch.hpp>

#include "sim/statistics/erlang_c.hpp"

namespace drawdown {
namespace {

// Erlang's formula as it was first written: the loss formula by its recursion over the servers.
double by_recursion(std::int64_t servers, double load) {
  double loss = 1;
  for (std::int64_t k = 1; k <= servers; ++k)
    loss = load * loss / (static_cast<double>(k) + load * loss);
  return loss / (1 - load / static_cast<double>(servers) * (1 - loss));
}

TEST_CASE("Erlang C has the values that others publish", "[services]") {
  // An M/M/1 queue is busy with probability a; of M/M/2 it is 2 r^2 / (1 + r), r = a / 2; with 3
  // servers and 2 erlang it is (8/6 x 3) / (1 + 2 + 2 + 4) = 4/9.
  CHECK(erlang_c(1, 0.37) == Approx(0.37).epsilon(1e-14));
  CHECK(erlang_c(2, 1) == Approx(2 * 0.25 / 1.5).epsilon(1e-14));
  CHECK(erlang_c(3, 2) == Approx(4.0 / 9).epsilon(1e-14));
  // To four digits, as the tests of published calculators of call centres have them: 123 erlang and
  // 132 agents, 12,345 and 12,421.
  CHECK(std::abs(erlang_c(132, 123) - 0.3211) < 0.00005);
  CHECK(std::abs(erlang_c(12'421, 12'345) - 0.3812) < 0.00005);
}

TEST_CASE("Erlang C is that of the recursion from few servers to many", "[services]") {
  for (const std::int64_t servers : {1, 2, 7, 32, 100, 172, 500, 3'200, 20'000}) {
    for (const double share : {1e-9, 0.01, 0.3, 0.7, 0.9, 0.99, 0.9999}) {
      const double load = share * static_cast<double>(servers);
      INFO(servers << " servers, " << load << " erlang");
      const double expected = by_recursion(servers, load);
      const double got = erlang_c(servers, load);
      // Where it is less than any number it is 0.
      CHECK((expected > 1e-280 ? std::abs(got / expected - 1) < 1e-10 : got < 1e-279));
    }
  }
}

TEST_CASE("nobody waits without load, and everybody where nothing is stationary", "[services]") {
  CHECK(erlang_c(8, 0) == 0);
  CHECK(erlang_c(8, 8) == 1);
  CHECK(erlang_c(8, 9) == 1);
  CHECK(erlang_c(0, 0) == 1);
}

}  // namespace
}  // namespace drawdown
