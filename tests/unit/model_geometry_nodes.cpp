// Pools of nodes under domains and leaves.
#include <map>

#include "tests/unit/model_geometry_naive.hpp"

namespace drawdown {
namespace {

using Of = PlacementLimit::Of;
using Group = std::vector<std::int32_t>;  // the nodes of a domain or leaf

// A pool's nodes, grouped by hand.
struct Tree {
  std::int64_t chips_per_node;
  std::vector<Group> domains;
  std::vector<Group> leaves;
  std::int64_t domain_size;
};

Tree tree_of(const NodesSpec& spec, std::int32_t nodes, std::int64_t chips_per_node) {
  Tree tree{chips_per_node, {}, {}, spec.domain_units};
  for (std::int32_t node = 0; node < nodes; ++node) {
    if (node % spec.domain_units == 0) tree.domains.emplace_back();
    tree.domains.back().push_back(node);
  }
  std::int32_t node = 0;
  for (const std::int64_t size : spec.leaf_units) {
    tree.leaves.emplace_back();
    for (std::int64_t i = 0; i < size; ++i) tree.leaves.back().push_back(node++);
  }
  if (spec.leaf_units.empty()) {
    tree.leaves.emplace_back(static_cast<std::size_t>(nodes));
    std::iota(tree.leaves[0].begin(), tree.leaves[0].end(), 0);
  }
  return tree;
}

// What is left of the nodes of a group.
Group left_of(const Group& group, const Group& free) {
  Group left;
  std::set_intersection(group.begin(), group.end(), free.begin(), free.end(),
                        std::back_inserter(left));
  return left;
}

// What each of the groups in a best fit gives, to the word of docs/platforms.md. They have enough
// together.
std::map<std::size_t, std::size_t> best_fit_of(const std::vector<Group>& groups, const Group& free,
                                               std::size_t wanted) {
  std::map<std::size_t, std::size_t> left;
  for (std::size_t i = 0; i < groups.size(); ++i) left[i] = left_of(groups[i], free).size();
  std::map<std::size_t, std::size_t> gives;
  while (true) {
    std::size_t most = left.begin()->first;
    std::optional<std::size_t> fewest;  // of those with enough
    for (const auto& [i, size] : left) {
      if (size > left.at(most)) most = i;
      if (size >= wanted && (!fewest || size < left.at(*fewest))) fewest = i;
    }
    if (fewest) {
      gives[*fewest] = wanted;
      return gives;
    }
    gives[most] = left.at(most);
    wanted -= left.at(most);
    left.erase(most);
  }
}

Group lowest(const Group& group, const Group& free, std::size_t count) {
  Group nodes = left_of(group, free);
  nodes.resize(count);
  return nodes;
}

Group by_domains(const Tree& tree, const Group& free, std::size_t wanted) {
  Group nodes;
  for (const auto& [domain, count] : best_fit_of(tree.domains, free, wanted)) {
    const Group chosen = lowest(tree.domains[domain], free, count);
    nodes.insert(nodes.end(), chosen.begin(), chosen.end());
  }
  return nodes;
}

std::optional<Group> whole_nodes(const Tree& tree, const Group& free, std::size_t wanted,
                                 const PlacementLimit& limit) {
  if (free.size() < wanted) return {};
  const auto most = static_cast<std::size_t>(limit.most);
  const std::size_t domains = best_fit_of(tree.domains, free, wanted).size();
  if (domains == 1) return by_domains(tree, free, wanted);
  if (limit.of == Of::domains && domains <= most) return by_domains(tree, free, wanted);
  if (limit.of == Of::domains && limit.required) return {};
  const auto leaves = best_fit_of(tree.leaves, free, wanted);
  if (limit.of == Of::leaves && limit.required && leaves.size() > most) return {};
  Group nodes;
  for (const auto& [leaf, count] : leaves) {
    const Group chosen = by_domains(tree, left_of(tree.leaves[leaf], free), count);
    nodes.insert(nodes.end(), chosen.begin(), chosen.end());
  }
  return nodes;
}

// Up to a whole node's chips. A node that others share, or else one by the rule for whole ones.
std::optional<NaivePlace> part_of_node(const Tree& tree, const FreeChips& free, const Group& whole,
                                       std::int64_t chips) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < free.size(); ++i) {
    if (free[i] < chips || free[i] == tree.chips_per_node) continue;
    if (!best || free[i] < free[*best]) best = i;
  }
  if (best) return NaivePlace{{static_cast<std::int32_t>(*best)}, chips, {}};
  const auto node = whole_nodes(tree, whole, 1, {});
  return node ? std::optional(NaivePlace{*node, chips, {}}) : std::nullopt;
}

std::int64_t nodes_for(const Tree& tree, const Ask& ask) {
  std::int64_t nodes = 0;
  while (nodes * tree.chips_per_node < ask.chips.value()) ++nodes;
  return nodes;
}

std::optional<std::int64_t> need(const Tree& tree, const Ask& ask) {
  if (ask.shape.given()) return {};
  const std::int64_t nodes = nodes_for(tree, ask);
  const auto most = static_cast<std::size_t>(ask.limit.most);
  if (ask.limit.required && ask.limit.of == Of::domains &&
      nodes > ask.limit.most * tree.domain_size) {
    return {};
  }
  if (ask.limit.required && ask.limit.of == Of::leaves && most < tree.leaves.size()) {
    std::vector<std::int64_t> sizes;
    for (const Group& leaf : tree.leaves) sizes.push_back(static_cast<std::int64_t>(leaf.size()));
    std::sort(sizes.rbegin(), sizes.rend());
    if (nodes > std::accumulate(sizes.begin(), sizes.begin() + ask.limit.most, std::int64_t{0})) {
      return {};
    }
  }
  return ask.chips.value() < tree.chips_per_node ? ask.chips.value() : nodes * tree.chips_per_node;
}

std::optional<NaivePlace> find(const Tree& tree, const FreeChips& free, const Ask& ask) {
  if (ask.shape.given()) return {};
  Group whole;
  for (std::size_t i = 0; i < free.size(); ++i) {
    if (free[i] == tree.chips_per_node) whole.push_back(static_cast<std::int32_t>(i));
  }
  if (ask.chips.value() < tree.chips_per_node) {
    return part_of_node(tree, free, whole, ask.chips.value());
  }
  const std::int64_t nodes = nodes_for(tree, ask);
  const auto chosen = whole_nodes(tree, whole, static_cast<std::size_t>(nodes), ask.limit);
  if (!chosen) return {};
  return NaivePlace{*chosen, nodes * tree.chips_per_node, {}};
}

NaivePool pool_of(const NodesSpec& spec, std::int32_t nodes, std::int64_t chips_per_node) {
  const Tree tree = tree_of(spec, nodes, chips_per_node);
  return {spec, static_cast<std::size_t>(nodes), chips_per_node,
          [tree](const Ask& ask) { return need(tree, ask); },
          [tree](const FreeChips& free, const Ask& ask) { return find(tree, free, ask); }};
}

// Every number of chips up to one more than the pool has, with every limit that differs.
std::vector<Ask> every_ask(const NaivePool& pool, std::int32_t most) {
  std::vector<Ask> asks;
  const auto chips = static_cast<std::int64_t>(pool.units) * pool.chips_per_unit;
  for (std::int64_t wanted = 1; wanted <= chips + 1; ++wanted) {
    asks.push_back({Chips{wanted}, {}, {}});
    for (std::int32_t limit = 1; limit <= most; ++limit) {
      for (const Of of : {Of::domains, Of::leaves}) {
        asks.push_back({Chips{wanted}, {}, {of, limit, true}});
        asks.push_back({Chips{wanted}, {}, {of, limit, false}});
      }
    }
  }
  return asks;
}

TEST_CASE("nodes: every gang on every occupancy of small pools") {
  struct Case {
    NodesSpec spec;
    std::int32_t nodes;
    std::int64_t chips_per_node;
  };
  const auto [spec, nodes, chips_per_node] =
      GENERATE(Case{{1, {}}, 4, 3},        // 4^4 occupancies
               Case{{1, {2, 3}}, 5, 2},    // 3^5
               Case{{3, {}}, 5, 2},        // the last domain has two nodes
               Case{{2, {2, 4}}, 6, 2},    // 3^6; a leaf that is a domain, and one of two
               Case{{2, {2, 4, 2}}, 8, 1}  // 2^8; gangs over several leaves
      );
  const NaivePool pool = pool_of(spec, nodes, chips_per_node);
  FreeChips levels(static_cast<std::size_t>(chips_per_node) + 1);
  std::iota(levels.begin(), levels.end(), 0);
  check_every_occupancy(pool, levels, every_ask(pool, 2));
}

// By trying all sets of groups; SIZE_MAX if none has enough.
std::size_t fewest_with_enough(const std::vector<Group>& groups, const Group& free,
                               std::size_t wanted) {
  std::size_t fewest = SIZE_MAX;
  for (std::uint32_t set = 0; set < 1U << groups.size(); ++set) {
    std::size_t size = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      size += left_of(groups[i], free).size();
      ++count;
    }
    if (size >= wanted) fewest = std::min(fewest, count);
  }
  return fewest;
}

std::size_t touched(const std::vector<Group>& groups, const Group& nodes) {
  return static_cast<std::size_t>(std::count_if(
      groups.begin(), groups.end(), [&](const Group& g) { return !left_of(g, nodes).empty(); }));
}

NaivePool draw_pool() {
  const auto domain_units = *rc::gen::inRange<std::int64_t>(1, 5);
  NodesSpec spec{domain_units, {}};
  std::int64_t nodes = *rc::gen::inRange<std::int64_t>(1, 20);
  if (*rc::gen::inRange(0, 4) > 0) {
    spec.leaf_units = *rc::gen::container<std::vector<std::int64_t>>(
        *rc::gen::inRange<std::size_t>(1, 6), rc::gen::inRange<std::int64_t>(1, 4));
    for (std::int64_t& leaf : spec.leaf_units) leaf *= domain_units;
    nodes = std::accumulate(spec.leaf_units.begin(), spec.leaf_units.end(), std::int64_t{0});
  }
  return pool_of(spec, static_cast<std::int32_t>(nodes), *rc::gen::inRange<std::int64_t>(1, 5));
}

TEST_CASE("nodes: a limit is kept where any choice keeps it, with as few as can be") {
  REQUIRE(rc::check("against all sets of leaves and of domains", [] {
    const NaivePool pool = draw_pool();
    const Tree tree = tree_of(std::get<NodesSpec>(pool.spec), static_cast<std::int32_t>(pool.units),
                              pool.chips_per_unit);
    RC_PRE(tree.domains.size() <= 12U);
    FreeChips free(pool.units);
    Group whole;
    for (std::size_t i = 0; i < pool.units; ++i) {
      free[i] = *rc::gen::element<std::int64_t>(0, pool.chips_per_unit);
      if (free[i] > 0) whole.push_back(static_cast<std::int32_t>(i));
    }
    const auto geometry = pool.geometry();
    const auto space = space_with(*geometry, free, pool.chips_per_unit);
    const auto nodes = *rc::gen::inRange<std::size_t>(1, pool.units + 1);
    const auto most = *rc::gen::inRange<std::int32_t>(1, 4);
    for (const Of of : {Of::domains, Of::leaves}) {
      const auto& groups = of == Of::domains ? tree.domains : tree.leaves;
      const std::size_t fewest = fewest_with_enough(groups, whole, nodes);
      const Chips chips{static_cast<std::int64_t>(nodes) * pool.chips_per_unit};
      const auto place = space->find({chips, {}, {of, most, true}});
      RC_ASSERT(place.has_value() == (fewest <= static_cast<std::size_t>(most)));
      if (place) RC_ASSERT(touched(groups, units_of(place->units)) == fewest);
    }
  }));
}

TEST_CASE("nodes: spaces through random sequences") {
  REQUIRE(rc::check("against a list of free chips", [] {
    const NaivePool pool = draw_pool();
    const auto chips = static_cast<std::int64_t>(pool.units) * pool.chips_per_unit;
    std::vector<Ask> asks{{Chips{1}, {{1, 1, 1}}, {}}};
    for (int i = 0; i < 12; ++i) {
      const Chips wanted{*rc::gen::inRange<std::int64_t>(1, i < 6 ? chips / 4 + 2 : chips + 2)};
      const PlacementLimit limit{*rc::gen::element(Of::nothing, Of::domains, Of::leaves),
                                 *rc::gen::inRange<std::int32_t>(1, 4),
                                 *rc::gen::arbitrary<bool>()};
      asks.push_back({wanted, {}, limit});
    }
    for (const Ask& ask : asks) {
      const auto taken = pool.geometry()->need(ask);
      RC_ASSERT((taken ? std::optional(taken->value()) : std::nullopt) == pool.need(ask));
    }
    RandomSpace space(pool, asks);
    for (int step = 0; step < 10; ++step) {
      space.step();
      space.check();
    }
  }));
}

TEST_CASE("nodes: what is not free cannot be taken, nor what is free given back") {
  const auto geometry = make_geometry(NodesSpec{}, Units{3}, Chips{4});
  const auto space = geometry->empty_space();
  space->add({{0, 0}});
  check_misuse(*space, 4);
  space->add({{2, 2}});
  space->take({{{2, 2}}, Chips{3}, {}});  // 1 of 4 left
  CHECK_THROWS_AS(space->take({{{2, 2}}, Chips{2}, {}}), Bug);
  CHECK_THROWS_AS(space->give_back({{{2, 2}}, Chips{4}, {}}), Bug);
  CHECK_THROWS_AS(space->remove({{2, 2}}), Bug);
  CHECK(geometry->block_units() == 1);
}

}  // namespace
}  // namespace drawdown
