// What a step costs on nodes: by hand, against maximum flows between the parts of a gang, and
// against all places.
#include <algorithm>
#include <bit>
#include <numeric>
#include <vector>

#include "tests/unit/maximum_flow.hpp"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "sim/model/fabric/fabric.hpp"

namespace drawdown {
namespace {

constexpr double kGb = 1e9;
constexpr double kUs = 1e-6;

// H100 (docs/fabric.md): NVLink of 450 GB/s a chip, 8 NICs of 50 GB/s a node; 32 nodes on a leaf.
NodesFabric h100() {
  return {{1, {32, 32}}, Chips{8}, {3 * kUs, 450 * kGb}, {5 * kUs, 400 * kGb}, 2};
}

// Some whole nodes, ascending.
Placement nodes_at(const NodesFabric& fabric, const std::vector<std::int32_t>& nodes) {
  Placement place;
  for (const std::int32_t node : nodes) place.units.push_back({node, node});
  place.taken = fabric.chips_per_node * static_cast<std::int64_t>(nodes.size());
  return place;
}

double collective_s(const StepProfile& profile, const FabricSpec& fabric, const Placement& place) {
  return step_cost(profile, fabric, place).collective_s;
}

TEST_CASE("all-reduce of 1 GB by hand: 8 H100 in a node") {
  // 2 x 7 x 3 us + 2 x 7/8 x 1 GB / 450 GB/s = 42 us + 3,888.89 us.
  const Placement node{{{5, 5}}, Chips{8}, {}};
  const StepCost cost = step_cost({0.1, kGb, 0}, h100(), node);
  CHECK(cost.collective_s == Approx(3'930.89 * kUs).epsilon(1e-6));
  CHECK(cost.total_s() == Approx(0.10393089).epsilon(1e-6));
  CHECK(cost.crossings.empty());
  // Two chips of it: 2 x 1 x 3 us + 2 x 1/2 x 1 GB / 450 GB/s = 6 us + 2,222.22 us.
  CHECK(collective_s({0, kGb, 0}, h100(), {{{5, 5}}, Chips{2}, {}}) ==
        Approx(2'228.22 * kUs).epsilon(1e-6));
  CHECK(collective_s({0, kGb, kGb}, h100(), {{{5, 5}}, Chips{1}, {}}) == 0);
}

TEST_CASE("all-reduce of 1 GB by hand: 64 H100 on 8 nodes of one leaf") {
  // In the nodes 3,930.89 us as above, in two halves. Between them 1 GB / 8 over a NIC of 50 GB/s:
  // 2 x 7 x 5 us + 2 x 7/8 x 0.125 GB / 50 GB/s = 70 us + 4,375 us.
  const Placement place{{{8, 15}}, Chips{64}, {}};
  const StepCost cost = step_cost({0.1, kGb, 0}, h100(), place);
  CHECK(cost.collective_s == Approx(8'375.89 * kUs).epsilon(1e-6));
  CHECK(cost.crossings.empty());
}

TEST_CASE("what crosses the leaves, by hand") {
  // 12 nodes on the first leaf and 4 on the second: 16 nodes in the ring. Each leaf passes on
  // 2 x 15/16 x 1 GB = 1.875 GB at 400 GB/s, which its uplink, 32 x 400 / 2 GB/s, can carry.
  const Placement place{{{20, 35}}, Chips{128}, {}};
  const double step_s = 3'930.89 * kUs + 2 * 15 * 5 * kUs + 1.875 / 400;
  const StepCost rings = step_cost({0.1, kGb, 0}, h100(), place);
  CHECK(rings.collective_s == Approx(step_s).epsilon(1e-6));
  REQUIRE(rings.crossings.size() == 2);
  for (const std::size_t leaf : {0U, 1U}) {
    CHECK(rings.crossings[leaf].leaf == leaf);
    CHECK(rings.crossings[leaf].bytes_per_s == Approx(1.875 * kGb / (0.1 + step_s)).epsilon(1e-6));
  }
  // All-to-all: of the 127 others, a chip on the first leaf has 32 on the other side. NICs are
  // busiest: 8 x 120 / 127 GB / 400 GB/s = 18.898 ms; 96 x 32 / 127 GB cross either leaf.
  const StepCost all_to_all = step_cost({0, 0, kGb}, h100(), place);
  CHECK(all_to_all.collective_s == Approx(0.018898).epsilon(1e-4));
  for (const LeafTraffic& crossing : all_to_all.crossings) {
    CHECK(crossing.bytes_per_s * all_to_all.collective_s == Approx(24.189 * kGb).epsilon(1e-4));
  }
  CHECK(all_to_all.crossings.size() == 2);
  CHECK(step_cost({0.1, 0, 0}, h100(), place).crossings.empty());
}

TEST_CASE("a narrow uplink holds back the ring that crosses it") {
  // Leaves of 2 nodes, 8 to 1: an uplink carries 2 x 400 / 8 = 100 GB/s. Four nodes on two leaves:
  // 2 x 7/8 / 450 + 2 x 3/4 / 100 s without latencies.
  const NodesFabric fabric{{1, {2, 2}}, Chips{8}, {0, 450 * kGb}, {0, 400 * kGb}, 8};
  CHECK(uplink_bytes_per_s(fabric, 1) == Approx(100 * kGb));
  CHECK(collective_s({0, kGb, 0}, fabric, {{{0, 3}}, Chips{32}, {}}) ==
        Approx(1.75 / 450 + 1.5 / 100));
}

TEST_CASE("the smallest domain holds back the rings, the largest the work inside") {
  // Racks of 18 nodes of 4 chips; 20 nodes as 18 + 2 and as 10 + 10; no latencies.
  const NodesFabric fabric{{18, {}}, Chips{4}, {0, 900 * kGb}, {0, 200 * kGb}, 1};
  CHECK(collective_s({0, kGb, 0}, fabric, {{{0, 19}}, Chips{80}, {}}) ==
        Approx(2.0 * 71 / 72 / 900 + 1.0 / 400));
  const Placement even = closest_place(fabric, {{{0, 19}}, Chips{80}, {}});
  REQUIRE(even.units.size() == 2);
  CHECK(even.units[0].first == 0);
  CHECK(even.units[0].last == 9);
  CHECK(even.units[1].first == 18);
  CHECK(even.units[1].last == 27);
  CHECK(collective_s({0, kGb, 0}, fabric, even) == Approx(2.0 * 39 / 40 / 900 + 1.0 / 2'000));
}

// Small enough to try all places; all bandwidths and uplinks are whole.
NodesFabric small_fabric(bool latencies) {
  NodesFabric fabric{};
  fabric.layout.domain_units = *rc::gen::inRange<std::int64_t>(1, 4);
  const auto leaves = *rc::gen::inRange(1, 4);
  for (int i = 0; i < leaves; ++i) {
    const auto domains = *rc::gen::inRange<std::int64_t>(1, 4);
    fabric.layout.leaf_units.push_back(domains * fabric.layout.domain_units);
  }
  fabric.chips_per_node = Chips{*rc::gen::inRange<std::int64_t>(2, 6)};
  const auto nic = 12 * *rc::gen::inRange(1, 50);
  // A chip's link inside its domain is no slower than its share of the NICs.
  const auto faster = *rc::gen::inRange(0, 500);
  const double chip = nic / static_cast<double>(fabric.chips_per_node.value()) + faster;
  const auto alpha = latencies ? *rc::gen::inRange(0, 50) : 0;
  fabric.domain = {static_cast<double>(alpha), chip};
  fabric.node = {alpha + (latencies ? *rc::gen::inRange(0, 50) : 0.0), static_cast<double>(nic)};
  fabric.oversubscription = *rc::gen::inRange(1, 5);
  return fabric;
}

std::int32_t nodes_of(const NodesFabric& fabric) {
  const auto& leaves = fabric.layout.leaf_units;
  return static_cast<std::int32_t>(std::accumulate(leaves.begin(), leaves.end(), std::int64_t{0}));
}

// At least one node, each with the same chance.
std::vector<std::int32_t> some_nodes(const NodesFabric& fabric) {
  std::vector<std::int32_t> nodes{*rc::gen::inRange(0, nodes_of(fabric))};
  for (std::int32_t node = 0; node < nodes_of(fabric); ++node) {
    if (node != nodes.front() && *rc::gen::inRange(0, 2) == 0) nodes.push_back(node);
  }
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

// All-to-all over the slowest of all splits of the gang's domains: the bytes that must cross over
// the flow that can; and inside the largest domain.
double slowest_split_s(const NodesFabric& fabric, const std::vector<std::int32_t>& nodes,
                       double bytes) {
  const NodesSpec& layout = fabric.layout;
  std::vector<std::size_t> leaf_of;  // of each domain of the pool
  for (std::size_t leaf = 0; leaf < layout.leaf_units.size(); ++leaf) {
    leaf_of.resize(
        leaf_of.size() + static_cast<std::size_t>(layout.leaf_units[leaf] / layout.domain_units),
        leaf);
  }
  std::vector<int> in_domain(leaf_of.size());
  for (const std::int32_t node : nodes) {
    ++in_domain[static_cast<std::size_t>(node / layout.domain_units)];
  }
  const std::size_t domains = leaf_of.size();
  const std::size_t spine = domains + layout.leaf_units.size();
  const auto nic = static_cast<std::int64_t>(fabric.node.bytes_per_s);
  const auto oversubscription = static_cast<std::int64_t>(fabric.oversubscription);
  std::vector<FlowLink> links;
  for (std::size_t i = 0; i < domains; ++i) {
    links.push_back({i, domains + leaf_of[i], in_domain[i] * nic});
  }
  for (std::size_t leaf = 0; leaf < layout.leaf_units.size(); ++leaf) {
    links.push_back({domains + leaf, spine, layout.leaf_units[leaf] * nic / oversubscription});
  }
  const auto per_node = static_cast<double>(fabric.chips_per_node.value());
  const double chips = per_node * static_cast<double>(nodes.size());
  const double most = per_node * *std::max_element(in_domain.begin(), in_domain.end());
  double slowest_s = (most - 1) * bytes / fabric.domain.bytes_per_s;
  for (std::uint32_t split = 0; split < 1U << (domains - 1); ++split) {
    std::vector<bool> side(domains);
    double inside = 0;
    for (std::size_t i = 0; i < domains; ++i) {
      side[i] = (split >> i & 1) != 0;
      if (side[i]) inside += per_node * in_domain[i];
    }
    if (inside == 0 || inside == chips) continue;
    const auto flow = static_cast<double>(maximum_flow(spine + 1, links, side));
    slowest_s = std::max(slowest_s, inside * (chips - inside) * bytes / flow);
  }
  return slowest_s / (chips - 1);
}

TEST_CASE("all-to-all on nodes takes what the slowest split of the gang takes by maximum flow") {
  REQUIRE(rc::check("all splits", [] {
    const NodesFabric fabric = small_fabric(true);
    const std::vector<std::int32_t> nodes = some_nodes(fabric);
    const double expected_s = slowest_split_s(fabric, nodes, 1'000);
    RC_ASSERT(collective_s({0, 0, 1'000}, fabric, nodes_at(fabric, nodes)) ==
              Approx(expected_s).epsilon(1e-9));
  }));
}

TEST_CASE("no place of as many nodes has a faster all-reduce than the closest") {
  REQUIRE(rc::check("all places, without latencies", [] {
    const NodesFabric fabric = small_fabric(false);
    const auto pool = nodes_of(fabric);
    RC_PRE(pool <= 12);
    const auto count = *rc::gen::inRange(1, pool + 1);
    double fastest_s = 1e300;
    Placement any;
    for (std::uint32_t chosen = 1; chosen < 1U << pool; ++chosen) {
      if (std::popcount(chosen) != count) continue;
      std::vector<std::int32_t> nodes;
      for (std::int32_t i = 0; i < pool; ++i) {
        if (chosen >> i & 1) nodes.push_back(i);
      }
      any = nodes_at(fabric, nodes);
      fastest_s = std::min(fastest_s, collective_s({0, 1'000, 0}, fabric, any));
    }
    const Placement closest = closest_place(fabric, any);
    std::int32_t units = 0;
    std::int32_t end = 0;
    std::vector<std::int32_t> sizes;  // one range lies in each domain, at its beginning
    for (const UnitRange& range : closest.units) {
      RC_ASSERT(range.first >= end);
      RC_ASSERT(range.first % fabric.layout.domain_units == 0);
      end = range.last + 1;
      sizes.push_back(end - range.first);
      units += sizes.back();
    }
    RC_ASSERT(end <= pool);
    RC_ASSERT(units == count);
    RC_ASSERT(closest.taken == any.taken);
    const auto [fewest, most] = std::ranges::minmax(sizes);
    const auto domains = static_cast<std::int64_t>(sizes.size());
    RC_ASSERT((domains - 1) * fabric.layout.domain_units < count);
    RC_ASSERT(most <= fabric.layout.domain_units);
    RC_ASSERT(most - fewest <= 1);
    const double closest_s = collective_s({0, 1'000, 0}, fabric, closest);
    if (most == fewest) RC_ASSERT(closest_s == Approx(fastest_s).epsilon(1e-12));
  }));
}

TEST_CASE("more bytes take longer, more leaves are never faster, hierarchical rings beat flat") {
  REQUIRE(rc::check("random fabrics and places", [] {
    NodesFabric fabric = small_fabric(true);
    const Placement place = nodes_at(fabric, some_nodes(fabric));
    const double bytes = *rc::gen::inRange(1, 1'000'000);
    RC_ASSERT(collective_s({0, bytes + 1, 0}, fabric, place) >
              collective_s({0, bytes, 0}, fabric, place));
    RC_ASSERT(collective_s({0, 0, bytes + 1}, fabric, place) >
              collective_s({0, 0, bytes}, fabric, place));

    // The same domains under one switch.
    NodesFabric one_leaf = fabric;
    one_leaf.layout.leaf_units = {nodes_of(fabric)};
    const StepProfile both{0, bytes, bytes};
    RC_ASSERT(collective_s(both, one_leaf, place) <= collective_s(both, fabric, place));

    // A flat ring of all chips is as slow as its slowest link: one chip's share of the NICs.
    one_leaf.layout.domain_units = 1;
    const auto chips = static_cast<double>(place.taken.value());
    const double share =
        fabric.node.bytes_per_s / static_cast<double>(fabric.chips_per_node.value());
    const double flat_s =
        2 * (chips - 1) * fabric.node.alpha_s + 2 * (chips - 1) / chips * bytes / share;
    RC_ASSERT(collective_s({0, bytes, 0}, one_leaf, place) <= flat_s * (1 + 1e-12));
  }));
}

}  // namespace
}  // namespace drawdown
