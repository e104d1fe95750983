// The demands on links against sums made anew.
#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "tests/unit/kernel_flows.hpp"
#include <catch2/catch.hpp>

#include "sim/base/random.hpp"
#include "sim/engine/kernel/link_demands.hpp"

namespace drawdown {
namespace {

TEST_CASE("flows overload a link that they ask for more than it carries") {
  RandomStream random(1, "demands");
  const auto below = [&](std::size_t most) {
    return static_cast<std::size_t>(random.uniform() * static_cast<double>(most));
  };
  const std::vector<double> capacities = {10, 20, 30, 40, 50};
  LinkDemands demands(capacities);
  std::vector<std::pair<GangId, Flow>> flows;
  std::size_t found_any = 0;
  for (std::size_t round = 0; round < 2'000; ++round) {
    Flow flow{0, {below(5)}, static_cast<double>(1 + below(9)), 1};
    if (const std::size_t other = below(5); other != flow.links[0]) flow.links.push_back(other);
    demands.add(GangId{round}, ids_of(flow.links), flow.bytes_per_s);
    flows.emplace_back(GangId{round}, flow);
    while (flows.size() > 2 + below(20)) {
      const auto gone = flows.begin() + static_cast<std::ptrdiff_t>(below(flows.size()));
      demands.remove(gone->first, ids_of(gone->second.links));
      flows.erase(gone);
    }
    std::set<ActivityId> expected;
    for (const std::size_t link : flow.links) {
      double asked = 0;
      std::set<ActivityId> there;
      for (const auto& [gang, other] : flows) {
        if (std::count(other.links.begin(), other.links.end(), link) == 0) continue;
        asked += other.bytes_per_s;
        there.insert(gang);
      }
      if (asked > capacities[link]) expected.merge(there);
    }
    const std::vector<ActivityId> found = demands.overloading();
    CHECK(std::set<ActivityId>(found.begin(), found.end()) == expected);
    found_any += found.empty() ? 0 : 1;
  }
  CHECK(found_any > 200);
  CHECK(found_any < 1'800);
}

}  // namespace
}  // namespace drawdown
