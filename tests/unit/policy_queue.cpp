// The queue of waiting gangs against a sorted vector, with more gangs than a block holds.
#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/base/errors.hpp"
#include "sim/policy/queue.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kDemands = 2;
// Several blocks of each demand.
constexpr std::size_t kGangs = 300;

using Filters = std::array<Filter, kDemands>;

// The same order and the same questions, the slow way.
class SortedGangs {
 public:
  explicit SortedGangs(QueueOrder order) : order_(order) {}

  void insert(const Waiting& gang) {
    const auto key = [this](const Waiting& a) {
      const Duration first = order_ == QueueOrder::estimate ? a.estimate
                             : order_ == QueueOrder::due    ? a.due - kRunStart
                                                            : Duration{0};
      return std::tuple(-a.priority.value, first, a.sequence);
    };
    const auto before = [&](const Waiting& a, const Waiting& b) { return key(a) < key(b); };
    gangs_.insert(std::upper_bound(gangs_.begin(), gangs_.end(), gang, before), gang);
  }
  Waiting take(std::size_t index) {
    const Waiting gang = gangs_[index];
    gangs_.erase(gangs_.begin() + static_cast<std::ptrdiff_t>(index));
    return gang;
  }
  std::size_t size() const { return gangs_.size(); }

  template <class Visit>
  void walk(const Filters& filters, Visit&& visit) const {
    for (const Waiting& gang : gangs_) {
      if (filters[gang.demand.index()].passes(gang.chips, gang.estimate)) visit(gang);
    }
  }

 private:
  QueueOrder order_;
  std::vector<Waiting> gangs_;
};

// Sequences come shuffled, so that gangs are inserted anywhere.
std::vector<Waiting> draw_gangs() {
  std::vector<std::uint64_t> keys =
      *rc::gen::unique<std::vector<std::uint64_t>>(kGangs, rc::gen::arbitrary<std::uint64_t>());
  const auto sizes =
      *rc::gen::container<std::vector<std::int64_t>>(kGangs, rc::gen::inRange<std::int64_t>(1, 40));
  const auto estimates =
      *rc::gen::container<std::vector<std::int64_t>>(kGangs, rc::gen::inRange<std::int64_t>(0, 40));
  const auto priorities =
      *rc::gen::container<std::vector<std::int32_t>>(kGangs, rc::gen::inRange(-2, 3));
  const auto dues =
      *rc::gen::container<std::vector<std::int64_t>>(kGangs, rc::gen::inRange<std::int64_t>(0, 9));
  std::vector<Waiting> gangs;
  for (std::size_t i = 0; i < kGangs; ++i) {
    gangs.push_back({GangId{i}, DemandId{keys[i] % kDemands}, Chips{sizes[i]},
                     Duration{estimates[i]}, keys[i], Priority{priorities[i]}, 0,
                     dues[i] == 0 ? kNever : kRunStart + Duration{dues[i]}});
  }
  return gangs;
}

Filters draw_filters() {
  Filters filters;
  for (Filter& filter : filters) {
    filter.any = Chips{*rc::gen::inRange<std::int64_t>(0, 45)};
    filter.brief = Chips{*rc::gen::inRange<std::int64_t>(0, 45)};
    filter.slack = Duration{*rc::gen::inRange<std::int64_t>(0, 45)};
  }
  return filters;
}

// What a decision does to its filters: what was visited leaves less room for the others.
void tighten(Filters& filters, const Waiting& visited) {
  Filter& filter = filters[visited.demand.index()];
  if (visited.sequence % 3 == 0) filter.any -= Chips{1};
  if (visited.sequence % 5 == 0) filter.brief -= Chips{2};
  if (visited.sequence % 7 == 0) filter.slack -= Duration{1};
  if (visited.sequence % 97 == 0) filter = Filter{};
}

std::vector<std::uint64_t> visits_of(const Queue& queue, Filters filters) {
  std::vector<std::uint64_t> visits;
  queue.walk([&](DemandId demand) { return filters[demand.index()]; },
             [&](const Waiting& gang) {
               visits.push_back(gang.sequence);
               tighten(filters, gang);
             });
  return visits;
}

std::vector<std::uint64_t> visits_of(const SortedGangs& gangs, Filters filters) {
  std::vector<std::uint64_t> visits;
  gangs.walk(filters, [&](const Waiting& gang) {
    if (!filters[gang.demand.index()].passes(gang.chips, gang.estimate)) return;
    visits.push_back(gang.sequence);
    tighten(filters, gang);
  });
  return visits;
}

void check_walks(const Queue& queue, const SortedGangs& expected) {
  RC_ASSERT(queue.size() == expected.size());
  Filters all;
  for (Filter& filter : all) filter.any = Chips{INT64_MAX};
  RC_ASSERT(visits_of(queue, all) == visits_of(expected, all));
  const Filters some = draw_filters();
  RC_ASSERT(visits_of(queue, some) == visits_of(expected, some));
}

void check_order(QueueOrder order) {
  Queue queue(order);
  SortedGangs expected(order);
  for (const Waiting& gang : draw_gangs()) {
    queue.insert(gang);
    expected.insert(gang);
  }
  check_walks(queue, expected);
  while (expected.size() > 0) {
    const auto leave = *rc::gen::inRange<std::size_t>(1, kGangs / 2);
    for (std::size_t i = 0; i < leave && expected.size() > 0; ++i) {
      queue.erase(expected.take(i * 7919 % expected.size()));
    }
    check_walks(queue, expected);
  }
}

TEST_CASE("a queue walks in order of arrival, past those that its filters hold back") {
  REQUIRE(rc::check("as a sorted vector", [] { check_order(QueueOrder::arrival); }));
}

TEST_CASE("a queue walks in order of estimates, past those that its filters hold back") {
  REQUIRE(rc::check("as a sorted vector", [] { check_order(QueueOrder::estimate); }));
}

TEST_CASE("a queue walks in order of deadlines, past those that its filters hold back") {
  REQUIRE(rc::check("as a sorted vector", [] { check_order(QueueOrder::due); }));
}

TEST_CASE("gangs of one estimate wait in order of arrival") {
  Queue queue(QueueOrder::estimate);
  for (const std::uint64_t sequence : {2U, 0U, 1U}) {
    queue.insert({GangId{sequence}, DemandId{0}, Chips{1}, Duration{5}, sequence});
  }
  queue.insert({GangId{3}, DemandId{1}, Chips{1}, Duration{4}, 3});
  std::vector<std::uint64_t> order;
  queue.walk(
      [](DemandId) {
        return Filter{Chips{1}, Chips{0}, Duration{0}};
      },
      [&](const Waiting& gang) { order.push_back(gang.sequence); });
  CHECK(order == std::vector<std::uint64_t>{3, 0, 1, 2});
}

TEST_CASE("a filter passes what is small, or small enough and brief") {
  const Filter filter{Chips{2}, Chips{8}, Duration{10}};
  CHECK(filter.passes(Chips{2}, Duration{100}));
  CHECK(filter.passes(Chips{8}, Duration{10}));
  CHECK_FALSE(filter.passes(Chips{8}, Duration{11}));
  CHECK_FALSE(filter.passes(Chips{9}, Duration{1}));
  CHECK_FALSE(filter.none());
  CHECK(Filter{}.none());
}

TEST_CASE("a gang that does not wait cannot leave") {
  const Waiting gang{GangId{0}, DemandId{0}, Chips{1}, Duration{1}, 0};
  const Waiting other{GangId{1}, DemandId{0}, Chips{1}, Duration{1}, 1};
  Lane lane(QueueOrder::arrival);
  CHECK(lane.empty());
  CHECK_THROWS_AS(lane.erase(gang), Bug);
  lane.insert(gang);
  CHECK_THROWS_AS(lane.erase(other), Bug);
  lane.erase(gang);
  CHECK(lane.empty());
}

}  // namespace
}  // namespace drawdown
