// Pools of blocks: slices against boxes of chips.
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "tests/unit/model_geometry_naive.hpp"

namespace drawdown {
namespace {

using Axes = std::array<std::int32_t, 3>;
using Blocks = std::vector<std::int32_t>;

Axes ascending(Axes axes) {
  std::sort(axes.begin(), axes.end());
  return axes;
}

std::set<Axes> orders_of(const Axes& axes) {
  std::set<Axes> orders;
  Axes order = ascending(axes);
  do {
    orders.insert(order);
  } while (std::next_permutation(order.begin(), order.end()));
  return orders;
}

// All (x, y, z) from `low` to one before `low` + `size`, x slowest.
std::vector<Axes> box(const Axes& low, const Axes& size) {
  std::vector<Axes> points;
  for (std::int32_t x = low[0]; x < low[0] + size[0]; ++x) {
    for (std::int32_t y = low[1]; y < low[1] + size[1]; ++y) {
      for (std::int32_t z = low[2]; z < low[2] + size[2]; ++z) points.push_back({x, y, z});
    }
  }
  return points;
}

struct Lie {
  std::vector<std::int32_t> hosts;  // ascending
  Shape shape;
};

// A pool by the words of docs/platforms.md: blocks are boxes of chips, and a slice lies well where
// its chips are those of whole hosts.
class Torus {
 public:
  Torus(const TorusSpec& spec, std::int32_t blocks) : spec_(spec), blocks_(blocks) {
    std::int32_t host = 0;
    for (const Axes& corner : box({0, 0, 0}, spec.block.extents)) {
      bool is_corner = true;
      for (std::size_t i = 0; i < 3; ++i) is_corner &= corner[i] % spec.host.extents[i] == 0;
      if (!is_corner) continue;
      for (const Axes& chip : box(corner, spec.host.extents)) host_of_[chip] = host;
      ++host;
    }
    hosts_ = host;
    for (const Shape& slice : spec.slices) lies_.push_back(lies_of(slice));
    for (const Axes& joined : box({1, 1, 1}, {6, 6, 6})) join(joined);
  }

  std::size_t units() const { return static_cast<std::size_t>(blocks_ * hosts_); }

  std::optional<std::int64_t> need(const Ask& ask) const {
    if (ask.limit.of != PlacementLimit::Of::nothing && ask.limit.required) return {};
    if (const auto listed = listed_for(ask)) return chips_of(*listed);
    const auto joined = joined_for(ask);
    return joined ? std::optional(joined->volume()) : std::nullopt;
  }

  std::optional<NaivePlace> find(const FreeChips& free, const Ask& ask) const {
    if (ask.limit.of != PlacementLimit::Of::nothing && ask.limit.required) return {};
    const auto listed = listed_for(ask);
    if (listed && chips_of(*listed) < spec_.block.volume()) return part(free, *listed);
    const auto shape = listed ? std::optional(spec_.block) : joined_for(ask);
    if (!shape) return {};
    const Blocks blocks = whole_blocks(free, shape->volume() / spec_.block.volume());
    if (blocks.empty()) return {};
    NaivePlace place{{}, shape->volume(), *shape};
    for (const std::int32_t block : blocks) {
      for (std::int32_t i = 0; i < hosts_; ++i) place.units.push_back(block * hosts_ + i);
    }
    return place;
  }

 private:
  std::vector<Lie> lies_of(const Shape& slice) const {
    std::vector<Lie> lies;
    for (const Axes& order : orders_of(slice.extents)) {
      bool in_host = true;
      for (std::size_t i = 0; i < 3; ++i) in_host &= order[i] <= spec_.host.extents[i];
      if (in_host && Shape{order} != spec_.host) return lies_of(spec_.host);
      for (const Axes& low : box({0, 0, 0}, spec_.block.extents)) {
        std::set<std::int32_t> hosts;
        bool inside = true;
        for (const Axes& chip : box(low, order)) {
          const auto host = host_of_.find(chip);
          inside &= host != host_of_.end();
          if (inside) hosts.insert(host->second);
        }
        const auto chips = static_cast<std::int64_t>(hosts.size()) * spec_.host.volume();
        if (inside && chips == slice.volume())
          lies.push_back({{hosts.begin(), hosts.end()}, {order}});
      }
    }
    return lies;
  }

  void join(const Axes& blocks) {
    const Axes most = ascending(spec_.pod.extents);
    const Axes axes = ascending(blocks);
    const Shape shape{{blocks[0] * spec_.block.extents[0], blocks[1] * spec_.block.extents[1],
                       blocks[2] * spec_.block.extents[2]}};
    for (std::size_t i = 0; i < 3; ++i) {
      if (axes[i] > most[i]) return;
    }
    const bool several = Shape{blocks}.volume() > 1;
    if (several && shape.volume() <= spec_.most_chips.value()) joined_[blocks] = shape;
  }

  std::int64_t chips_of(std::size_t listed) const {
    return static_cast<std::int64_t>(lies_[listed][0].hosts.size()) * spec_.host.volume();
  }
  std::optional<std::size_t> listed_for(const Ask& ask) const {
    for (std::size_t i = 0; i < lies_.size(); ++i) {
      if (lies_[i].empty()) continue;
      const Shape& slice = spec_.slices[i];
      if (ask.shape.given() ? ascending(slice.extents) == ascending(ask.shape.extents)
                            : slice.volume() >= ask.chips.value()) {
        return i;
      }
    }
    return {};
  }
  std::optional<Shape> joined_for(const Ask& ask) const {
    std::optional<Axes> best;
    const auto rank = [](const Axes& blocks) {
      const Axes axes = ascending(blocks);
      return std::tuple(Shape{blocks}.volume(), axes[2], axes[1], blocks);
    };
    for (const auto& [blocks, shape] : joined_) {
      if (ask.shape.given() && shape == ask.shape) return shape;
      if (ask.shape.given() || shape.volume() < ask.chips.value()) continue;
      if (!best || rank(blocks) < rank(*best)) best = blocks;
    }
    return best ? std::optional(joined_.at(*best)) : std::nullopt;
  }

  std::int32_t free_hosts(const FreeChips& free, std::int32_t block) const {
    std::int32_t count = 0;
    for (std::int32_t host = 0; host < hosts_; ++host) count += is_free(free, block, host);
    return count;
  }
  bool is_free(const FreeChips& free, std::int32_t block, std::int32_t host) const {
    return free[static_cast<std::size_t>(block * hosts_ + host)] > 0;
  }
  Blocks whole_blocks(const FreeChips& free, std::int64_t count) const {
    std::map<std::int64_t, Blocks> pods;
    for (std::int32_t block = 0; block < blocks_; ++block) {
      if (free_hosts(free, block) == hosts_) pods[block / spec_.pod.volume()].push_back(block);
    }
    const Blocks* best = nullptr;
    for (const auto& [pod, blocks] : pods) {
      const auto size = static_cast<std::int64_t>(blocks.size());
      if (size >= count && (best == nullptr || blocks.size() < best->size())) best = &blocks;
    }
    return best ? Blocks(best->begin(), best->begin() + count) : Blocks{};
  }
  std::optional<NaivePlace> part(const FreeChips& free, std::size_t listed) const {
    std::set<std::pair<std::int32_t, std::int32_t>> blocks;  // by free hosts
    for (std::int32_t block = 0; block < blocks_; ++block) {
      const std::int32_t count = free_hosts(free, block);
      if (count < hosts_) blocks.emplace(count, block);
    }
    for (const auto& [count, block] : blocks) {
      if (auto place = in_block(free, listed, block)) return place;
    }
    const Blocks whole = whole_blocks(free, 1);
    return whole.empty() ? std::nullopt : in_block(free, listed, whole[0]);
  }
  std::optional<NaivePlace> in_block(const FreeChips& free, std::size_t listed,
                                     std::int32_t block) const {
    for (const Lie& lie : lies_[listed]) {
      bool all_free = true;
      for (const std::int32_t host : lie.hosts) all_free &= is_free(free, block, host);
      if (!all_free) continue;
      NaivePlace place{lie.hosts, chips_of(listed), lie.shape};
      for (std::int32_t& unit : place.units) unit += block * hosts_;
      return place;
    }
    return {};
  }

  TorusSpec spec_;
  std::int32_t blocks_;
  std::int32_t hosts_;  // of a block
  std::map<Axes, std::int32_t> host_of_;
  std::vector<std::vector<Lie>> lies_;  // of each slice
  std::map<Axes, Shape> joined_;        // slices of several blocks, by blocks
};

NaivePool pool_of(const TorusSpec& spec, std::int32_t blocks) {
  const auto torus = std::make_shared<Torus>(spec, blocks);
  return {spec, torus->units(), spec.host.volume(),
          [torus](const Ask& ask) { return torus->need(ask); },
          [torus](const FreeChips& free, const Ask& ask) { return torus->find(free, ask); }};
}

// An eighth of a v5e pod: 8 hosts.
TorusSpec flat_spec() {
  return {{{2, 4, 1}},
          {{8, 8, 1}},
          {{{1, 1, 1}}, {{2, 2, 1}}, {{2, 4, 1}}, {{4, 4, 1}}, {{4, 8, 1}}, {{8, 8, 1}}},
          {{1, 1, 1}},
          Chips{64}};
}

// The cubes of a v5p or v7, in pods of `pod`: 16 hosts each.
TorusSpec cube_spec(const Shape& pod) {
  return {{{2, 2, 1}},
          {{4, 4, 4}},
          {{{2, 2, 1}}, {{2, 2, 2}}, {{2, 2, 4}}, {{2, 4, 4}}, {{4, 4, 4}}},
          pod,
          Chips{64 * 96}};
}

// Every legal slice by its shape, some in another order of their axes, and as chips.
std::vector<Ask> every_ask(const TorusSpec& spec) {
  std::vector<Ask> asks;
  std::vector<Shape> shapes = spec.slices;
  for (const Axes& blocks : box({1, 1, 1}, {3, 3, 3})) {
    shapes.push_back({{blocks[0] * spec.block.extents[0], blocks[1] * spec.block.extents[1],
                       blocks[2] * spec.block.extents[2]}});
  }
  for (const Shape& shape : shapes) {
    if (shape.volume() > spec.pod.volume() * spec.block.volume()) continue;
    const auto& [x, y, z] = shape.extents;
    asks.push_back({Chips{shape.volume()}, {{z, x, y}}, {}});
    asks.push_back({Chips{shape.volume()}, {}, {}});
  }
  return asks;
}

TEST_CASE("torus: every slice on every occupancy of small pools") {
  SECTION("a flat pod of 8 hosts") {
    check_every_occupancy(pool_of(flat_spec(), 1), {0, 8}, every_ask(flat_spec()));
  }
  SECTION("a cube of 16 hosts") {
    std::vector<Ask> asks;
    for (const Shape& slice : cube_spec({{1, 1, 1}}).slices) {
      asks.push_back({Chips{slice.volume()}, {}, {}});
    }
    check_every_occupancy(pool_of(cube_spec({{1, 1, 1}}), 1), {0, 4}, asks);
  }
  SECTION("six blocks of two hosts, in pods of four and two") {
    const TorusSpec spec{
        {{1, 1, 1}}, {{2, 1, 1}}, {{{1, 1, 1}}, {{1, 1, 2}}}, {{2, 1, 2}}, Chips{8}};
    check_every_occupancy(pool_of(spec, 6), {0, 1}, every_ask(spec));
  }
}

TEST_CASE("torus: every slice on three cubes of a pod and a half") {
  // Free hosts of a cube; host (x, y, z) is bit (2x + y) * 4 + z. A reservation that holds part of
  // a cube sees the rest of it like this too.
  const std::vector<std::uint32_t> occupancies{0x0000, 0xffff, 0x7fff, 0x00ff,
                                               0xf0f0, 0x3333, 0x0001, 0x0660};
  const TorusSpec spec = cube_spec({{1, 2, 1}});
  const NaivePool pool = pool_of(spec, 3);
  const auto geometry = pool.geometry();
  const std::vector<Ask> asks = every_ask(spec);
  std::int64_t disagree = 0;
  for (const std::uint32_t first : occupancies) {
    for (const std::uint32_t second : occupancies) {
      for (const std::uint32_t third : occupancies) {
        FreeChips free;
        for (const std::uint32_t hosts : {first, second, third}) {
          for (std::uint32_t i = 0; i < 16; ++i) free.push_back((hosts >> i & 1) * 4);
        }
        const auto space = space_with(*geometry, free, 4);
        if (!agrees(pool, *space, free, asks)) ++disagree;
        if (space->largest().value() != naive_largest(pool, free, 192)) ++disagree;
      }
    }
  }
  CHECK(disagree == 0);
}

Shape draw_shape(std::int32_t most) {
  const auto extent = [&] { return *rc::gen::inRange<std::int32_t>(1, most + 1); };
  return {{extent(), extent(), extent()}};
}

Shape times(const Shape& a, const Shape& b) {
  return {{a.extents[0] * b.extents[0], a.extents[1] * b.extents[1], a.extents[2] * b.extents[2]}};
}

TorusSpec draw_spec() {
  TorusSpec spec;
  spec.host = draw_shape(2);
  spec.block = times(spec.host, draw_shape(3));  // up to 27 hosts
  spec.pod = draw_shape(3);
  spec.most_chips = Chips{spec.block.volume() * *rc::gen::inRange<std::int64_t>(1, 28)};
  const auto slices = *rc::gen::inRange(0, 6);
  for (int i = 0; i < slices; ++i) spec.slices.push_back(draw_shape(4));
  if (*rc::gen::inRange(0, 3) > 0) spec.slices.push_back(spec.block);
  std::stable_sort(spec.slices.begin(), spec.slices.end(),
                   [](const Shape& a, const Shape& b) { return a.volume() < b.volume(); });
  return spec;
}

Ask draw_ask(const TorusSpec& spec) {
  const std::int64_t most = spec.block.volume() * spec.pod.volume() + 1;
  const auto kind = *rc::gen::inRange(0, 4);
  if (kind == 0) return {Chips{*rc::gen::inRange<std::int64_t>(1, most + 1)}, {}, {}};
  if (kind == 1)
    return {Chips{*rc::gen::inRange<std::int64_t>(1, spec.block.volume() + 1)}, {}, {}};
  Shape shape = times(draw_shape(3), spec.block);
  if (kind == 2 && !spec.slices.empty()) shape = *rc::gen::elementOf(spec.slices);
  const auto orders = orders_of(shape.extents);
  const Shape turned{*rc::gen::elementOf(std::vector(orders.begin(), orders.end()))};
  return {Chips{shape.volume()}, turned, {}};
}

TEST_CASE("torus: spaces through random sequences") {
  REQUIRE(rc::check("against boxes of chips", [] {
    const TorusSpec spec = draw_spec();
    const NaivePool pool = pool_of(spec, *rc::gen::inRange(1, 7));
    std::vector<Ask> asks{{Chips{1}, {}, {PlacementLimit::Of::domains, 1, false}},
                          {Chips{1}, {}, {PlacementLimit::Of::leaves, 1, true}}};
    for (int i = 0; i < 10; ++i) asks.push_back(draw_ask(spec));
    const auto geometry = pool.geometry();
    for (const Ask& ask : asks) {
      const auto chips = geometry->need(ask);
      RC_ASSERT((chips ? std::optional(chips->value()) : std::nullopt) == pool.need(ask));
    }
    RandomSpace space(pool, asks);
    for (int step = 0; step < 12; ++step) {
      space.step();
      space.check();
    }
  }));
}

TEST_CASE("torus: gangs need legal slices") {
  const auto need = [](const TorusSpec& spec, const Ask& ask) {
    const std::int64_t hosts = spec.block.volume() / spec.host.volume();
    const auto geometry = make_geometry(spec, Units{hosts}, Chips{spec.host.volume()});
    CHECK(geometry->block_units() == hosts);
    const auto chips = geometry->need(ask);
    return chips ? chips->value() : 0;
  };
  const TorusSpec v5p = cube_spec({{4, 5, 7}});
  CHECK(need(v5p, {Chips{1}, {}, {}}) == 4);      // 2x2x1 is a host
  CHECK(need(v5p, {Chips{17}, {}, {}}) == 32);    // 2x4x4
  CHECK(need(v5p, {Chips{65}, {}, {}}) == 128);   // 4x4x8
  CHECK(need(v5p, {Chips{700}, {}, {}}) == 768);  // 11 cubes need an axis of 11; 12 are 2x2x3
  CHECK(need(v5p, {Chips{6144}, {}, {}}) == 6144);
  CHECK(need(v5p, {Chips{6145}, {}, {}}) == 0);  // more than one slice may have
  CHECK(need(v5p, {Chips{16 * 16 * 24}, {{16, 16, 24}}, {}}) == 6144);
  CHECK(need(v5p, {Chips{4 * 4 * 28}, {{4, 4, 28}}, {}}) == 448);
  CHECK(need(v5p, {Chips{4 * 4 * 32}, {{4, 4, 32}}, {}}) == 0);  // 8 cubes long; a pod has 7
  CHECK(need(v5p, {Chips{4 * 4 * 10}, {{4, 4, 10}}, {}}) == 0);  // two cubes and a half
  CHECK(need(v5p, {Chips{4 * 4 * 2}, {{4, 4, 2}}, {}}) == 32);   // 2x4x4 in another order
  CHECK(need(v5p, {Chips{4 * 4 * 1}, {{4, 4, 1}}, {}}) == 0);    // not in the list
  CHECK(need(flat_spec(), {Chips{1}, {}, {}}) == 8);             // 1x1 takes a host of 2x4
  CHECK(need(flat_spec(), {Chips{9}, {}, {}}) == 16);            // 4x4
  CHECK(need(flat_spec(), {Chips{65}, {}, {}}) == 0);            // no slice is larger than a pod
}

TEST_CASE("torus: of slices with equal chips, gangs that ask for chips get the first") {
  const TorusSpec spec{
      {{1, 1, 1}}, {{4, 2, 1}}, {{{1, 1, 1}}, {{4, 1, 1}}, {{2, 2, 1}}}, {{1, 1, 1}}, Chips{8}};
  const auto geometry = make_geometry(spec, Units{8}, Chips{1});
  const auto space = geometry->empty_space();
  space->add({{0, 3}});  // host (x, y) is 2x + y: two columns of two
  CHECK_FALSE(space->find({Chips{4}, {}, {}}));
  CHECK(space->find({Chips{4}, {{2, 2, 1}}, {}}));
  CHECK(space->largest() == Chips{1});
  space->add({{4, 4}, {6, 6}});  // the rest of the row with y = 0
  CHECK(space->find({Chips{4}, {}, {}})->slice == Shape{{4, 1, 1}});
  CHECK(space->largest() == Chips{4});
}

TEST_CASE("torus: what is not free cannot be taken, nor what is free given back") {
  const auto geometry = make_geometry(cube_spec({{1, 1, 1}}), Units{16}, Chips{4});
  const auto space = geometry->empty_space();
  space->add({{0, 0}});
  check_misuse(*space, 4);
}

}  // namespace
}  // namespace drawdown
