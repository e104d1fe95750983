// How many replicas there should be, against the rules of docs/services.md written out.
#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/engine/services/autoscaler.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;
using Move = Autoscaler::Move;

// Looks at all steps so far, each time anew.
class NaiveAutoscaler {
 public:
  explicit NaiveAutoscaler(const ServiceSpec& service) : service_(service) {}

  void begin_step(std::int64_t need) { needs_.push_back(need); }
  std::int64_t wanted() const { return seen_at(needs_.size() - 1); }
  std::int64_t kept() const {
    std::int64_t most = 0;
    for (std::size_t step = 0; step < needs_.size(); ++step) {
      const Duration age = at(needs_.size() - 1) - at(step);
      if (age <= service_.autoscaler.keep) most = std::max(most, seen_at(step));
    }
    return most;
  }

 private:
  Duration at(std::size_t step) const { return service_.step * static_cast<std::int64_t>(step); }
  // The demand of the last step that began `lag` ago or earlier, or the first one's.
  std::int64_t seen_at(std::size_t now) const {
    std::size_t seen = 0;
    for (std::size_t step = 0; step <= now; ++step) {
      if (at(now) - at(step) >= service_.autoscaler.lag) seen = step;
    }
    return needs_[seen];
  }

  const ServiceSpec& service_;
  std::vector<std::int64_t> needs_;
};

TEST_CASE("the autoscaler sees and keeps what it should", "[services]") {
  REQUIRE(rc::check("for any demand, step, lag and memory", [] {
    ServiceSpec service;
    service.step = Duration{*rc::gen::inRange<std::int64_t>(1, 8)};
    service.autoscaler.lag = Duration{*rc::gen::inRange<std::int64_t>(0, 30)};
    service.autoscaler.keep = Duration{*rc::gen::inRange<std::int64_t>(0, 40)};
    Autoscaler autoscaler(service);
    NaiveAutoscaler naive(service);
    const auto needs =
        *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 50));
    for (const std::int64_t need : needs) {
      autoscaler.begin_step(RequestRate{need});
      naive.begin_step(need);
      RC_ASSERT(autoscaler.wanted() == RequestRate{naive.wanted()});
      RC_ASSERT(autoscaler.kept() == RequestRate{naive.kept()});
    }
  }));
}

TEST_CASE("replicas come while they are too few, and go while one is too many", "[services]") {
  ServiceSpec service;
  service.step = 5min;
  service.autoscaler = {.lag = 0s, .keep = 5min, .min = 1, .max = 4};
  Autoscaler autoscaler(service);
  const auto move = [&](std::int64_t replicas, std::int64_t throughput, std::int64_t last) {
    return autoscaler.move(replicas, RequestRate{throughput}, RequestRate{last});
  };
  autoscaler.begin_step(RequestRate{25});
  CHECK(move(0, 0, 10) == Move::submit);
  CHECK(move(2, 20, 10) == Move::submit);
  CHECK(move(3, 30, 10) == Move::none);     // without the last, 20 are less than 25
  CHECK(move(3, 35, 10) == Move::release);  // 25 are just enough
  CHECK(move(4, 20, 5) == Move::none);      // as many as there may be
  autoscaler.begin_step(RequestRate{5});
  CHECK(move(3, 30, 10) == Move::none);  // 25 were needed 5 min ago
  autoscaler.begin_step(RequestRate{0});
  CHECK(move(3, 30, 10) == Move::release);
  CHECK(move(1, 10, 10) == Move::none);  // one stays, whatever the demand
  autoscaler.begin_step(RequestRate{0});
  CHECK(move(0, 0, 10) == Move::submit);
}

}  // namespace
}  // namespace drawdown
