// The kernel's flows against max-min fairness by filling.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "tests/unit/kernel_flows.hpp"
#include <catch2/catch.hpp>

#include "sim/base/random.hpp"

namespace drawdown {
namespace {

// Max-min fairness: all rates grow alike, each until the flow has all it asks for or one of its
// links is full.
std::vector<double> fair_rates(const std::vector<double>& capacities,
                               const std::vector<const Flow*>& flows) {
  std::vector<double> rates(flows.size(), 0);
  std::vector<double> left = capacities;
  std::vector<bool> grows(flows.size(), true);
  for (std::size_t growing = flows.size(); growing > 0; --growing) {
    std::vector<int> on_link(capacities.size());
    for (std::size_t i = 0; i < flows.size(); ++i) {
      if (!grows[i]) continue;
      for (const std::size_t link : flows[i]->links) ++on_link[link];
    }
    // Of the flows that grow, the one that is to stop first, and how much it grows until then.
    double least = HUGE_VAL;
    std::size_t first = 0;
    for (std::size_t i = 0; i < flows.size(); ++i) {
      if (!grows[i]) continue;
      double most = flows[i]->bytes_per_s - rates[i];
      for (const std::size_t link : flows[i]->links) {
        most = std::min(most, left[link] / on_link[link]);
      }
      if (most < least) std::tie(least, first) = std::tuple(most, i);
    }
    for (std::size_t i = 0; i < flows.size(); ++i) {
      if (!grows[i]) continue;
      rates[i] += least;
      for (const std::size_t link : flows[i]->links) left[link] -= least;
    }
    grows[first] = false;
  }
  return rates;
}

// The same flows, with rates by filling and time that is no whole number of milliseconds.
class Filling {
 public:
  Filling(const std::vector<double>& capacities, const std::vector<Flow>& flows)
      : capacities_(capacities), flows_(flows), left(flows.size()), ends(flows.size(), kNone) {}

  void advance(double to) {
    while (now_ < to && !running.empty()) {
      std::vector<const Flow*> those;
      for (const std::size_t i : running) those.push_back(&flows_[i]);
      std::vector<double> speeds = fair_rates(capacities_, those);
      double step = to - now_;
      for (std::size_t k = 0; k < running.size(); ++k) {
        speeds[k] /= those[k]->bytes_per_s;
        step = std::min(step, left[running[k]] / speeds[k]);
      }
      now_ += step;
      for (std::size_t k = 0; k < running.size(); ++k) left[running[k]] -= step * speeds[k];
      for (const std::size_t i : running) {
        if (left[i] <= kRounding) ends[i] = now_;
      }
      std::erase_if(running, [&](std::size_t i) { return left[i] <= kRounding; });
    }
    now_ = to;
  }

  static constexpr double kRounding = 1e-8;  // ms, of sums

 private:
  const std::vector<double>& capacities_;
  const std::vector<Flow>& flows_;
  double now_ = 0;

 public:
  std::vector<std::size_t> running;
  std::vector<double> left;  // ms of work
  std::vector<double> ends;  // ms
};

// What `by_kernel` finds, before it is rounded to milliseconds.
std::vector<double> by_filling(const std::vector<double>& capacities,
                               const std::vector<Flow>& flows, Milliseconds look) {
  constexpr double kUntold = 0.01;  // ms of work that a flow is told short of
  Filling filling(capacities, flows);
  std::vector<double> seen(flows.size(), kNone);
  for (const Happening& happening : agenda_of(flows, look)) {
    filling.advance(static_cast<double>(happening.at));
    const std::size_t i = happening.flow;
    const auto work = static_cast<double>(flows[i].work) - kUntold;
    const bool runs = std::count(filling.running.begin(), filling.running.end(), i) > 0;
    if (happening.what == What::start) {
      filling.running.push_back(i);
      filling.left[i] = work;
    } else if (happening.what == What::cancel) {
      std::erase(filling.running, i);
    } else if (runs) {
      seen[i] = work - filling.left[i];
    }
  }
  filling.advance(HUGE_VAL);
  std::vector<double> found = filling.ends;
  found.insert(found.end(), seen.begin(), seen.end());
  return found;
}

std::vector<Flow> random_flows(RandomStream& random, std::size_t links) {
  const auto up_to = [&](std::int64_t most) {
    return 1 + static_cast<std::int64_t>(random.uniform() * static_cast<double>(most));
  };
  const Milliseconds last_start = up_to(100'000);
  const double least_magnitude = 6 + 3 * random.uniform();  // from few links overloaded to most
  std::vector<Flow> flows(static_cast<std::size_t>(up_to(60)));
  for (Flow& flow : flows) {
    flow.start = up_to(last_start);
    flow.work = up_to(100'000);
    flow.bytes_per_s = std::pow(10, least_magnitude + 4 * random.uniform());
    if (up_to(4) == 1) flow.cancel = flow.start + up_to(200'000);
    const std::size_t most = std::min<std::size_t>(links, 40);
    const auto count = static_cast<std::size_t>(up_to(static_cast<std::int64_t>(most)));
    while (flow.links.size() < count) {
      const auto link = static_cast<std::size_t>(up_to(static_cast<std::int64_t>(links)) - 1);
      if (std::count(flow.links.begin(), flow.links.end(), link) == 0) flow.links.push_back(link);
    }
  }
  return flows;
}

TEST_CASE("flows end, and are as far, as filling has it") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RandomStream random(seed, "kernel");
    std::vector<double> capacities(1 + static_cast<std::size_t>(60 * random.uniform()));
    for (double& capacity : capacities) capacity = std::pow(10, 9 + 5 * random.uniform());
    const std::vector<Flow> flows = random_flows(random, capacities.size());
    const Milliseconds look = 1 + static_cast<Milliseconds>(150'000 * random.uniform());
    const std::vector<Milliseconds> told = by_kernel(capacities, flows, look);
    const std::vector<double> exact = by_filling(capacities, flows, look);
    REQUIRE(told.size() == exact.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
      CAPTURE(seed, i);
      // Ends are rounded up, progress to the nearest.
      const double early = i < flows.size() ? 0 : 0.5;
      const double late = i < flows.size() ? 1 : 0.5;
      const double error = static_cast<double>(told[i]) - exact[i];
      const double rounding = std::max(1e-5, 1e-12 * exact[i]);
      CHECK(error > -early - rounding);
      CHECK(error < late + rounding);
    }
  }
}

}  // namespace
}  // namespace drawdown
