// What a step costs in a slice of a torus: by hand, and against maximum flows and shortest paths in
// the graph of its chips.
#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "tests/unit/maximum_flow.hpp"
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <catch2/catch.hpp>

#include "sim/model/fabric/fabric.hpp"

namespace drawdown {
namespace {

constexpr double kGb = 1e9;
constexpr double kUs = 1e-6;

TorusFabric v5p() {
  return {{1 * kUs, 90 * kGb}, 4, true};
}

TorusFabric v6e() {
  return {{1 * kUs, 90 * kGb}, 16, false};
}

Placement slice(std::int32_t x, std::int32_t y, std::int32_t z) {
  const Shape shape{{x, y, z}};
  return {{}, Chips{shape.volume()}, shape};
}

double collective_s(const StepProfile& profile, const FabricSpec& fabric, const Placement& place) {
  return step_cost(profile, fabric, place).collective_s;
}

TEST_CASE("all-reduce of 1 GB by hand: a v5p slice of 4x4x8") {
  // Three rings: 6 links. 2 x (3 + 3 + 7) x 1 us + 2 x 127/128 x 1 GB / (6 x 90 GB/s)
  // = 26 us + 3,674.77 us.
  CHECK(collective_s({0, kGb, 0}, v5p(), slice(4, 4, 8)) == Approx(3'700.77 * kUs).epsilon(1e-6));
  // 2x2x4: two lines and a ring: 4 links. 2 x 5 x 1 us + 2 x 15/16 x 1 GB / 360 GB/s
  // = 10 us + 5,208.33 us.
  CHECK(collective_s({0, kGb, 0}, v5p(), slice(2, 2, 4)) == Approx(5'218.33 * kUs).epsilon(1e-6));
  // v6e, 8x16: a line and a ring: 3 links. 2 x 22 x 1 us + 2 x 127/128 x 1 GB / 270 GB/s
  // = 44 us + 7,349.54 us.
  CHECK(collective_s({0, kGb, 0}, v6e(), slice(8, 16, 1)) == Approx(7'393.54 * kUs).epsilon(1e-6));
  CHECK(collective_s({0, kGb, kGb}, v6e(), slice(1, 1, 1)) == 0);
}

using Chip = std::array<std::int32_t, 3>;
using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                          boost::property<boost::edge_index_t, std::size_t>>;

std::size_t number_of(const Shape& shape, const Chip& chip) {
  return static_cast<std::size_t>((chip[0] * shape.extents[1] + chip[1]) * shape.extents[2] +
                                  chip[2]);
}

Chip chip_at(const Shape& shape, std::size_t number) {
  const auto n = static_cast<std::int32_t>(number);
  const std::int32_t y = shape.extents[1];
  const std::int32_t z = shape.extents[2];
  return {n / (y * z), n / z % y, n % z};
}

std::size_t chips_of(const Shape& shape) {
  return static_cast<std::size_t>(shape.volume());
}

// The chips of a slice and their links. A twisted one enters the far side of an axis that closes
// after n chips shifted by n along each axis of 2n.
Graph graph_of(const TorusFabric& fabric, const Shape& shape, bool twisted) {
  Graph graph(chips_of(shape));
  for (std::size_t chip = 0; chip < chips_of(shape); ++chip) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int32_t extent = shape.extents[axis];
      Chip next = chip_at(shape, chip);
      if (++next[axis] == extent) {
        if (extent % fabric.wrap_extent != 0) continue;
        next[axis] = 0;
        for (std::size_t other = 0; twisted && other < 3; ++other) {
          const std::int32_t along = shape.extents[other];
          if (along == 2 * extent) next[other] = (next[other] + extent) % along;
        }
      }
      boost::add_edge(chip, number_of(shape, next), boost::num_edges(graph), graph);
    }
  }
  return graph;
}

// Pairs of chips whose shortest paths cross each link; a pair with several has a part of each.
std::vector<double> link_loads(const Graph& graph) {
  std::vector<double> loads(boost::num_edges(graph));
  boost::brandes_betweenness_centrality(
      graph, boost::edge_centrality_map(boost::make_iterator_property_map(
                 loads.begin(), boost::get(boost::edge_index, graph))));
  return loads;
}

double hops_from_first(const Graph& graph) {
  std::vector<double> hops(boost::num_vertices(graph));
  boost::breadth_first_search(graph, boost::vertex(0, graph),
                              boost::visitor(boost::make_bfs_visitor(
                                  boost::record_distances(hops.data(), boost::on_tree_edge()))));
  return std::accumulate(hops.begin(), hops.end(), 0.0);
}

// Ordered pairs that cross the busiest link, in one direction, if all go along x first, then y,
// then z, each the shorter way round; half of them each way where both are as short.
double pairs_by_axes(const TorusFabric& fabric, const Shape& shape) {
  const std::size_t chips = chips_of(shape);
  std::vector<double> loads(chips * 6);  // of each chip's links
  for (std::size_t pair = 0; pair < chips * chips; ++pair) {
    Chip at = chip_at(shape, pair / chips);
    const Chip to = chip_at(shape, pair % chips);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int32_t extent = shape.extents[axis];
      const std::int32_t up = (to[axis] - at[axis] + extent) % extent;
      const std::int32_t down = (extent - up) % extent;
      const bool ring = extent % fabric.wrap_extent == 0;
      for (const bool upward : {true, false}) {
        if (ring ? (upward ? up > down : down > up) : (to[axis] > at[axis]) != upward) continue;
        Chip hop = at;
        while (hop[axis] != to[axis]) {
          loads[number_of(shape, hop) * 6 + axis * 2 + upward] += ring && up == down ? 0.5 : 1;
          hop[axis] = (hop[axis] + (upward ? 1 : extent - 1)) % extent;
        }
      }
      at[axis] = to[axis];
    }
  }
  return std::ranges::max(loads);
}

// Ordered pairs that must cross from one half of an axis to the other, over the links that can.
double pairs_over_cut(const Graph& graph, const Shape& shape, std::size_t axis) {
  std::vector<FlowLink> links;
  for (const auto& edge : boost::make_iterator_range(boost::edges(graph))) {
    links.push_back({boost::source(edge, graph), boost::target(edge, graph), 1});
  }
  std::vector<bool> side(chips_of(shape));
  for (std::size_t chip = 0; chip < side.size(); ++chip) {
    side[chip] = chip_at(shape, chip)[axis] < shape.extents[axis] / 2;
  }
  const auto inside = std::count(side.begin(), side.end(), true);
  const auto pairs = inside * (shape.volume() - inside);
  return static_cast<double>(pairs) / static_cast<double>(maximum_flow(side.size(), links, side));
}

// What the busiest link passes on, in parts of what each chip sends each other.
double all_to_all_pairs(const TorusFabric& fabric, const Shape& shape) {
  const Placement place{{}, Chips{shape.volume()}, shape};
  return collective_s({0, 0, fabric.link.bytes_per_s}, fabric, place) *
         static_cast<double>(shape.volume() - 1);
}

// The cut bounds the time from below, paths from above: where the two meet they are exact.
TEST_CASE("all-to-all in a torus is bound by the cut in the middle, and paths keep the bound") {
  struct Case {
    TorusFabric fabric;
    Shape shape;
  };
  const TorusFabric straight{{kUs, 90 * kGb}, 4, false};
  const Case cases[] = {{straight, {{2, 2, 1}}}, {straight, {{2, 2, 2}}},
                        {straight, {{2, 2, 4}}}, {straight, {{2, 4, 4}}},
                        {straight, {{4, 4, 4}}}, {straight, {{4, 4, 8}}},
                        {straight, {{4, 8, 8}}}, {straight, {{4, 4, 12}}},
                        {straight, {{1, 3, 5}}}, {v6e(), {{2, 4, 1}}},
                        {v6e(), {{4, 8, 1}}},    {v6e(), {{8, 16, 1}}},
                        {v6e(), {{16, 16, 1}}},  {{{kUs, kGb}, 5, false}, {{5, 10, 1}}}};
  for (const auto& [fabric, shape] : cases) {
    const Graph graph = graph_of(fabric, shape, false);
    double cut = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (shape.extents[axis] > 1) cut = std::max(cut, pairs_over_cut(graph, shape, axis));
    }
    INFO(shape.extents[0] << "x" << shape.extents[1] << "x" << shape.extents[2]);
    CHECK(all_to_all_pairs(fabric, shape) == Approx(cut));
    CHECK(pairs_by_axes(fabric, shape) == Approx(cut));
  }
}

TEST_CASE("all-to-all in a twisted torus loads all links alike") {
  for (const Shape& shape : {Shape{{4, 4, 8}}, Shape{{4, 8, 8}}}) {
    const std::vector<double> loads = link_loads(graph_of(v5p(), shape, true));
    INFO(shape.extents[0] << "x" << shape.extents[1] << "x" << shape.extents[2]);
    CHECK(all_to_all_pairs(v5p(), shape) == Approx(std::ranges::max(loads)));
    CHECK(std::ranges::min(loads) == Approx(std::ranges::max(loads)));
  }
  // The axes of a slice may come in any order.
  CHECK(all_to_all_pairs(v5p(), {{8, 4, 4}}) == all_to_all_pairs(v5p(), {{4, 4, 8}}));
  CHECK(all_to_all_pairs(v5p(), {{8, 4, 8}}) == all_to_all_pairs(v5p(), {{4, 8, 8}}));
}

TEST_CASE("the hops in a twisted torus are those of a breadth-first search") {
  // The largest pod, of 9,216 chips (Google Cloud: TPU7x), holds n up to 16 and up to 12.
  for (const std::int32_t n : {4, 8, 12, 16}) {
    for (const Shape& shape : {Shape{{n, n, 2 * n}}, Shape{{n, 2 * n, 2 * n}}}) {
      const double hops = hops_from_first(graph_of(v5p(), shape, true));
      CHECK(all_to_all_pairs(v5p(), shape) == Approx(hops / 6).epsilon(1e-12));
    }
  }
}

TEST_CASE("a twist speeds up all-to-all, and leaves all-reduce as it is") {
  TorusFabric straight = v5p();
  straight.twists = false;
  for (const Placement& place : {slice(4, 4, 8), slice(4, 8, 8), slice(8, 16, 16)}) {
    CHECK(collective_s({0, 0, kGb}, v5p(), place) < collective_s({0, 0, kGb}, straight, place));
    CHECK(collective_s({0, kGb, 0}, v5p(), place) == collective_s({0, kGb, 0}, straight, place));
  }
  CHECK(collective_s({0, 0, kGb}, v5p(), slice(4, 4, 12)) ==
        collective_s({0, 0, kGb}, straight, slice(4, 4, 12)));
}

TEST_CASE("slices that may be twisted") {
  // v5p slices that Google Cloud lists as twisted, in any order of the axes, and 12x12x24.
  for (const Shape& shape : {Shape{{4, 4, 8}}, Shape{{4, 8, 8}}, Shape{{8, 8, 16}},
                             Shape{{8, 16, 16}}, Shape{{12, 12, 24}}, Shape{{16, 8, 8}}}) {
    CHECK(is_twistable(shape));
  }
  for (const Shape& shape : {Shape{{2, 2, 4}}, Shape{{4, 4, 4}}, Shape{{4, 4, 16}},
                             Shape{{4, 8, 16}}, Shape{{16, 16, 24}}, Shape{{8, 16, 1}}}) {
    CHECK(!is_twistable(shape));
  }
}

TEST_CASE("a slice is as good anywhere: it is its own closest place") {
  CHECK(closest_place(v5p(), slice(4, 4, 8)).slice == Shape{{4, 4, 8}});
  CHECK(closest_place(v5p(), slice(4, 4, 8)).taken == Chips{128});
}

}  // namespace
}  // namespace drawdown
