#include "sim/model/geometry/nodes/nodes.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "sim/base/errors.hpp"
#include "sim/model/geometry/item_sets.hpp"
#include "sim/model/geometry/nodes/best_fit.hpp"

namespace drawdown {
namespace {

class NodesGeometry final : public Geometry {
 public:
  NodesGeometry(const NodesSpec& spec, Units units, Chips chips_per_unit);

  std::optional<Chips> need(const Ask& ask) const override;
  std::unique_ptr<Space> empty_space() const override;
  std::int64_t block_units() const override { return 1; }

  std::int64_t chips_per_node() const { return chips_per_node_; }
  std::size_t nodes() const { return nodes_; }
  std::int64_t nodes_for(Chips chips) const { return (chips.value() - 1) / chips_per_node_ + 1; }
  std::size_t domains() const { return leaf_of_domain_.size(); }
  std::size_t leaves() const { return first_domains_.size() - 1; }
  std::size_t domain_size() const { return domain_size_; }
  std::size_t domain_of(std::size_t node) const { return node / domain_size_; }
  std::size_t leaf_of(std::size_t domain) const { return leaf_of_domain_[domain]; }
  std::size_t first_node(std::size_t domain) const { return domain * domain_size_; }
  /// The domains of a leaf: from the first to the one before the second.
  std::pair<std::size_t, std::size_t> domains_of(std::size_t leaf) const {
    return {first_domains_[leaf], first_domains_[leaf + 1]};
  }

 private:
  bool within(const PlacementLimit& limit, std::int64_t nodes) const;

  std::int64_t chips_per_node_;
  std::size_t nodes_;
  std::size_t domain_size_;
  std::vector<std::size_t> leaf_of_domain_;
  std::vector<std::size_t> first_domains_;    // of each leaf; and where the last one ends
  std::vector<std::int64_t> largest_leaves_;  // nodes of the n + 1 largest leaves together
};

NodesGeometry::NodesGeometry(const NodesSpec& spec, Units units, Chips chips_per_unit)
    : chips_per_node_(chips_per_unit.value()),
      nodes_(static_cast<std::size_t>(units.value())),
      domain_size_(static_cast<std::size_t>(spec.domain_units)),
      largest_leaves_(spec.leaf_units) {
  if (largest_leaves_.empty()) largest_leaves_ = {units.value()};
  std::size_t end = 0;
  for (const std::int64_t size : largest_leaves_) {
    first_domains_.push_back(leaf_of_domain_.size());
    end += static_cast<std::size_t>(size);
    leaf_of_domain_.resize((end + domain_size_ - 1) / domain_size_, first_domains_.size() - 1);
  }
  first_domains_.push_back(leaf_of_domain_.size());
  std::sort(largest_leaves_.begin(), largest_leaves_.end(), std::greater<>());
  std::partial_sum(largest_leaves_.begin(), largest_leaves_.end(), largest_leaves_.begin());
}

// Whether so many nodes can keep the limit. All leaves of a pool are no limit, whatever its size.
bool NodesGeometry::within(const PlacementLimit& limit, std::int64_t nodes) const {
  const auto most = static_cast<std::size_t>(limit.most);
  if (limit.of == PlacementLimit::Of::leaves) {
    return most >= leaves() || nodes <= largest_leaves_[most - 1];
  }
  return nodes <= limit.most * static_cast<std::int64_t>(domain_size_);
}

std::optional<Chips> NodesGeometry::need(const Ask& ask) const {
  if (ask.shape.given()) return {};
  if (ask.chips.value() < chips_per_node_) return ask.chips;
  const std::int64_t nodes = nodes_for(ask.chips);
  if (ask.limit.binds() && !within(ask.limit, nodes)) return {};
  return Chips{nodes * chips_per_node_};
}

class NodesSpace final : public Space {
 public:
  explicit NodesSpace(const NodesGeometry& geometry);
  std::unique_ptr<Space> clone() const override { return std::make_unique<NodesSpace>(*this); }

  Chips free() const override { return Chips{free_chips_}; }
  std::optional<Placement> find(const Ask& ask) const override;
  bool fits(const Ask& ask) const override;
  Chips largest() const override;
  bool has_free(const UnitRange& units) const override {
    const auto first = node_chips_.begin() + units.first;
    return std::all_of(first, first + (units.last - units.first + 1),
                       [this](std::int64_t chips) { return chips == geometry_.chips_per_node(); });
  }

  void add(const UnitRanges& units) override { change_all(units, 0, geometry_.chips_per_node()); }
  void remove(const UnitRanges& units) override {
    change_all(units, geometry_.chips_per_node(), 0);
  }
  void take(const Placement& placement) override;
  void give_back(const Placement& placement) override;
  void withdraw(const Placement& placement) override;

 private:
  std::int64_t free_nodes() const {
    return by_chips_.size(static_cast<std::size_t>(geometry_.chips_per_node()));
  }
  // The lowest node that others are on, for a gang of fewer chips than a node has.
  std::optional<std::size_t> find_shared(Chips need) const;
  // How many wholly free nodes so many domains or leaves have together.
  std::int64_t most_within(const PlacementLimit& limit) const;
  // Wholly free nodes; none where they do not fit.
  UnitRanges find_nodes(std::int64_t nodes, const PlacementLimit& limit) const;
  void append_from(UnitRanges& units, std::size_t first, std::int64_t count) const;
  void append_of_leaf(UnitRanges& units, const NodeShare& share) const;
  void append_of_domain(UnitRanges& units, const NodeShare& share) const;

  bool is_part_of_node(const Placement& placement) const {
    return placement.taken.value() < geometry_.chips_per_node();
  }
  void set_free(std::size_t node, std::int64_t chips);
  // Nodes that had `from` free chips, all or none, have `to`, none or all.
  void change_all(const UnitRanges& units, std::int64_t from, std::int64_t to);
  void count_whole(std::size_t domain, std::int32_t more);

  const NodesGeometry& geometry_;
  std::int64_t free_chips_ = 0;
  std::vector<std::int32_t> node_chips_;    // free, of each node
  std::vector<std::int32_t> domain_nodes_;  // wholly free, of each domain
  std::vector<std::int32_t> leaf_nodes_;
  ItemSets by_chips_;  // nodes by free chips
  ItemSets by_nodes_;  // domains by wholly free nodes
};

NodesSpace::NodesSpace(const NodesGeometry& geometry)
    : geometry_(geometry),
      node_chips_(geometry.nodes()),
      domain_nodes_(geometry.domains()),
      leaf_nodes_(geometry.leaves()),
      by_chips_(static_cast<std::size_t>(geometry.chips_per_node()) + 1, geometry.nodes()),
      by_nodes_(geometry.domain_size() + 1, geometry.domains()) {
  for (std::size_t node = 0; node < geometry.nodes(); ++node) by_chips_.put(0, node, true);
  for (std::size_t domain = 0; domain < geometry.domains(); ++domain) {
    by_nodes_.put(0, domain, true);
  }
}

void NodesSpace::append_from(UnitRanges& units, std::size_t first, std::int64_t count) const {
  by_chips_.append_lowest(units, static_cast<std::size_t>(geometry_.chips_per_node()), first,
                          count);
}

void NodesSpace::append_of_domain(UnitRanges& units, const NodeShare& share) const {
  append_from(units, geometry_.first_node(share.of), share.nodes);
}

void NodesSpace::append_of_leaf(UnitRanges& units, const NodeShare& share) const {
  const auto [first, end] = geometry_.domains_of(share.of);
  if (geometry_.domain_size() == 1) {  // of domains with one node, the lowest
    append_from(units, first, share.nodes);
    return;
  }
  const auto domains = std::span(domain_nodes_).subspan(first, end - first);
  for (const auto& [domain, nodes] : best_fit(domains, share.nodes)) {
    append_of_domain(units, {first + domain, nodes});
  }
}

UnitRanges NodesSpace::find_nodes(std::int64_t nodes, const PlacementLimit& limit) const {
  UnitRanges units;
  if (nodes > free_nodes()) return units;
  const auto most = static_cast<std::size_t>(limit.most);
  if (nodes <= static_cast<std::int64_t>(geometry_.domain_size())) {
    const auto wanted = static_cast<std::size_t>(nodes);
    if (const auto domain = by_nodes_.lowest(wanted, geometry_.domain_size())) {
      append_of_domain(units, {*domain, nodes});
      return units;
    }
  }
  if (limit.of == PlacementLimit::Of::domains) {
    const std::vector<NodeShare> shares = best_fit(domain_nodes_, nodes);
    if (shares.size() <= most) {
      for (const NodeShare& share : shares) append_of_domain(units, share);
      return units;
    }
    if (limit.required) return units;
  }
  const std::vector<NodeShare> shares = best_fit(leaf_nodes_, nodes);
  if (limit.of == PlacementLimit::Of::leaves && limit.required && shares.size() > most) {
    return units;
  }
  for (const NodeShare& share : shares) append_of_leaf(units, share);
  return units;
}

std::optional<std::size_t> NodesSpace::find_shared(Chips need) const {
  const auto whole = static_cast<std::size_t>(geometry_.chips_per_node());
  return by_chips_.lowest(static_cast<std::size_t>(need.value()), whole - 1);
}

bool NodesSpace::fits(const Ask& ask) const {
  const auto need = geometry_.need(ask);
  if (!need) return false;
  if (find_shared(*need)) return true;
  return geometry_.nodes_for(ask.chips) <=
         (ask.limit.binds() ? most_within(ask.limit) : free_nodes());
}

std::int64_t NodesSpace::most_within(const PlacementLimit& limit) const {
  std::int64_t nodes = 0;
  if (limit.of == PlacementLimit::Of::leaves) {
    std::vector<std::int32_t> largest(
        std::min(static_cast<std::size_t>(limit.most), leaf_nodes_.size()));
    std::ranges::partial_sort_copy(leaf_nodes_, largest, std::greater<>());
    return std::accumulate(largest.begin(), largest.end(), nodes);
  }
  std::int64_t left = limit.most;
  for (std::size_t free = geometry_.domain_size(); free > 0 && left > 0; --free) {
    const std::int64_t domains = std::min(left, by_nodes_.size(free));
    nodes += domains * static_cast<std::int64_t>(free);
    left -= domains;
  }
  return nodes;
}

std::optional<Placement> NodesSpace::find(const Ask& ask) const {
  const auto need = geometry_.need(ask);
  if (!need) return {};
  if (const auto shared = find_shared(*need)) {
    const auto node = static_cast<std::int32_t>(*shared);
    return Placement{{{node, node}}, *need, {}};
  }
  UnitRanges units = find_nodes(geometry_.nodes_for(ask.chips), ask.limit);
  if (units.empty()) return {};
  return Placement{std::move(units), *need, {}};
}

Chips NodesSpace::largest() const {
  const std::int64_t whole = free_nodes();
  if (whole > 0) return Chips{whole * geometry_.chips_per_node()};
  std::int64_t chips = geometry_.chips_per_node();
  while (chips > 0 && by_chips_.size(static_cast<std::size_t>(chips)) == 0) --chips;
  return Chips{chips};
}

// So many nodes of a domain are wholly free that were not, or fewer.
void NodesSpace::count_whole(std::size_t domain, std::int32_t more) {
  const auto before = static_cast<std::size_t>(domain_nodes_[domain]);
  domain_nodes_[domain] += more;
  by_nodes_.move(domain, before, static_cast<std::size_t>(domain_nodes_[domain]));
  leaf_nodes_[geometry_.leaf_of(domain)] += more;
}

void NodesSpace::set_free(std::size_t node, std::int64_t chips) {
  const std::int64_t before = node_chips_[node];
  node_chips_[node] = static_cast<std::int32_t>(chips);
  free_chips_ += chips - before;
  by_chips_.move(node, static_cast<std::size_t>(before), static_cast<std::size_t>(chips));
  const int whole = (chips == geometry_.chips_per_node()) - (before == geometry_.chips_per_node());
  if (whole != 0) count_whole(geometry_.domain_of(node), whole);
}

void NodesSpace::change_all(const UnitRanges& units, std::int64_t from, std::int64_t to) {
  for (const UnitRange& range : units) {
    const auto first = static_cast<std::size_t>(range.first);
    const auto end = static_cast<std::size_t>(range.last) + 1;
    for (std::size_t node = first; node < end; ++node) {
      require(node_chips_[node] == from, "node {} has {} free chips instead of {}", node,
              node_chips_[node], from);
      node_chips_[node] = static_cast<std::int32_t>(to);
    }
    free_chips_ += (to - from) * static_cast<std::int64_t>(end - first);
    by_chips_.move_all(range, static_cast<std::size_t>(from), static_cast<std::size_t>(to));
    const std::size_t size = geometry_.domain_size();
    for (std::size_t node = first; node < end;) {
      const std::size_t domain = geometry_.domain_of(node);
      const std::size_t next = std::min((domain + 1) * size, end);
      const auto nodes = static_cast<std::int32_t>(next - node);
      count_whole(domain, to > from ? nodes : -nodes);
      node = next;
    }
  }
}

void NodesSpace::take(const Placement& placement) {
  if (!is_part_of_node(placement)) return remove(placement.units);
  const auto node = static_cast<std::size_t>(placement.units.front().first);
  const std::int64_t chips = placement.taken.value();
  require(node_chips_[node] >= chips, "node {} has {} free chips where {} are taken", node,
          node_chips_[node], chips);
  set_free(node, node_chips_[node] - chips);
}

void NodesSpace::give_back(const Placement& placement) {
  if (!is_part_of_node(placement)) return add(placement.units);
  const auto node = static_cast<std::size_t>(placement.units.front().first);
  const std::int64_t chips = placement.taken.value();
  require(node_chips_[node] + chips <= geometry_.chips_per_node(),
          "node {} has {} free chips where {} are given back", node, node_chips_[node], chips);
  set_free(node, node_chips_[node] + chips);
}

void NodesSpace::withdraw(const Placement& placement) {
  const std::int64_t whole = geometry_.chips_per_node();
  const std::int64_t chips = std::min(placement.taken.value(), whole);
  const auto free_of = [this](std::int32_t node) -> std::int64_t {
    return node_chips_[static_cast<std::size_t>(node)];
  };
  for (const UnitRange& range : placement.units) {
    for (std::int32_t node = range.first; node <= range.last; ++node) {
      std::int32_t last = node;
      if (free_of(node) == chips && chips == whole) {
        while (last < range.last && free_of(last + 1) == whole) ++last;
        change_all({{node, last}}, whole, 0);
      } else if (free_of(node) > 0) {
        set_free(static_cast<std::size_t>(node), std::max<std::int64_t>(free_of(node) - chips, 0));
      }
      node = last;
    }
  }
}

std::unique_ptr<Space> NodesGeometry::empty_space() const {
  return std::make_unique<NodesSpace>(*this);
}

}  // namespace

std::shared_ptr<const Geometry> make_nodes(const NodesSpec& spec, Units units,
                                           Chips chips_per_unit) {
  return std::make_shared<NodesGeometry>(spec, units, chips_per_unit);
}

}  // namespace drawdown
