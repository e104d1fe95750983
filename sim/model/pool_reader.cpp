#include "sim/model/pool_reader.hpp"

#include <algorithm>

#include "sim/model/capacity/capacity_reader.hpp"
#include "sim/model/catalogue/catalogue.hpp"
#include "sim/model/catalogue/geometry_rules.hpp"
#include "sim/model/geometry/ask_text.hpp"
#include "sim/model/markets/market_reader.hpp"
#include "sim/model/named_things.hpp"

namespace drawdown {
namespace {

constexpr std::string_view kParameters[] = {
    "domain_units", "leaf_units", "leaf_sizes", "host",  "block",           "slices",
    "pod",          "most_chips", "nic",        "rails", "oversubscription"};

// What is too much counts as what could not be read: nothing further is said of it.
template <class Counted>
void keep_within(Counted& count, Counted most, std::string_view key, std::string_view what,
                 MapReader& reader) {
  if (count <= most) return;
  reader.error(key, fmt::format("expected at most {} {}", most.value(), what));
  count = Counted{};
}

Chips read_chips(MapReader& reader, const Pool& pool) {
  if (!pool.accelerator) return reader.optional<Chips>("chips_per_unit", "1 chips");
  return reader.maybe<Chips>("chips_per_unit").value_or(pool.accelerator->chips_per_host);
}

GeometryKind read_kind(MapReader& reader, const Pool& pool) {
  const Node* word = reader.node("geometry");
  if (word == nullptr && pool.accelerator) return kind_of(pool.accelerator->geometry);
  // Where it cannot be told, nobody knows which parameters belong to it.
  if (word != nullptr ? !is_geometry(word->text) : reader.has("accelerator")) {
    for (const std::string_view key : kParameters) reader.node(key);
  }
  return reader.choice("geometry", "alike", kGeometries);
}

// The accelerator's own spec, if the pool has that geometry.
template <class Spec>
const Spec* accelerators_own(const Pool& pool, GeometryKind kind) {
  if (!pool.accelerator || kind_of(pool.accelerator->geometry) != kind) return nullptr;
  return std::get_if<Spec>(&pool.accelerator->geometry);
}

// A parameter that the accelerator's geometry has, or that must be there.
template <class T>
void read_parameter(MapReader& reader, std::string_view key, bool is_known, T& value) {
  if (!is_known || reader.node(key) != nullptr) value = reader.required<T>(key);
}

TorusSpec read_torus(MapReader& reader, const Pool& pool, GeometryKind kind) {
  const auto* known = accelerators_own<TorusSpec>(pool, kind);
  TorusSpec torus = known != nullptr ? *known : TorusSpec{};
  const bool is_known = known != nullptr;
  read_parameter(reader, "host", is_known, torus.host);
  read_parameter(reader, "block", is_known, torus.block);
  if (!is_known || reader.node("slices") != nullptr) torus.slices = reader.list_of<Shape>("slices");
  if (kind == GeometryKind::torus_3d_ocs) {
    read_parameter(reader, "pod", is_known, torus.pod);
    read_parameter(reader, "most_chips", is_known, torus.most_chips);
  } else {
    torus.pod = Shape{{1, 1, 1}};
    torus.most_chips = Chips{torus.block.volume()};
  }
  return torus;
}

void read_torus_pool(MapReader& reader, GeometryKind kind, Pool& pool) {
  const TorusSpec torus = read_torus(reader, pool, kind);
  const auto chips = reader.maybe<Chips>("chips_per_unit");
  if (!is_sound(torus, kind, reader)) return;
  // A host is a unit.
  pool.chips_per_unit = Chips{torus.host.volume()};
  const std::int64_t hosts = hosts_per_block(torus);
  if (chips && *chips != pool.chips_per_unit) {
    reader.error(
        "chips_per_unit",
        fmt::format("expected {} chips, those of a host of {}", pool.chips_per_unit.value(),
                    to_text(torus.host, kind == GeometryKind::torus_2d)));
  }
  if (pool.units.value() % hosts != 0) {
    reader.error("units", fmt::format("expected whole blocks of {} hosts, got {} units", hosts,
                                      pool.units.value()));
  }
  pool.geometry = torus;
}

// The nodes of a fast domain; 0, and a diagnostic, where it is unknown.
std::int64_t read_domain(MapReader& reader, const Pool& pool) {
  const auto* known = accelerators_own<NodesSpec>(pool, GeometryKind::nodes);
  if (known == nullptr) return reader.optional<Positive>("domain_units", "1").value;
  if (const auto units = reader.maybe<Positive>("domain_units")) return units->value;
  const std::int64_t chips = known->domain_units * pool.accelerator->chips_per_host.value();
  if (chips % pool.chips_per_unit.value() == 0) return chips / pool.chips_per_unit.value();
  reader.error("chips_per_unit",
               fmt::format("units of {} chips do not make up a fast domain of {} ({}); say what "
                           "does with domain_units",
                           pool.chips_per_unit.value(), chips, pool.accelerator->name));
  return 0;
}

// Whether so many nodes, which `key` says, are whole domains; a diagnostic if not.
bool is_whole_domains(std::int64_t units, std::int64_t domain_units, std::string_view key,
                      MapReader& reader) {
  if (units % domain_units == 0) return true;
  reader.error(key, fmt::format("{} nodes are no whole number of fast domains of {} nodes", units,
                                domain_units));
  return false;
}

// Leaves of one size.
void read_equal_leaves(MapReader& reader, const Pool& pool, NodesSpec& nodes) {
  const std::int64_t size = reader.required<Positive>("leaf_units").value;
  if (size == 0 || !is_whole_domains(size, nodes.domain_units, "leaf_units", reader)) return;
  if (pool.units.value() % size != 0) {
    reader.error("leaf_units", fmt::format("leaves of {} nodes do not make up {} units; list them "
                                           "as leaf_sizes",
                                           size, pool.units.value()));
    return;
  }
  nodes.leaf_units.assign(static_cast<std::size_t>(pool.units.value() / size), size);
}

// Leaves one by one.
void read_leaf_sizes(MapReader& reader, const Pool& pool, NodesSpec& nodes) {
  std::int64_t left = pool.units.value();
  for (const Positive leaf : reader.list_of<Positive>("leaf_sizes")) {
    if (!is_whole_domains(leaf.value, nodes.domain_units, "leaf_sizes", reader)) return;
    left -= std::min(leaf.value, left + 1);  // more than the rest is as bad as any more
    nodes.leaf_units.push_back(leaf.value);
    if (left < 0) break;
  }
  if (left == 0) return;
  reader.error("leaf_sizes",
               fmt::format("expected {} nodes in all, as the pool has, got {}", pool.units.value(),
                           left < 0 ? "more" : fmt::to_string(pool.units.value() - left)));
}

std::optional<NodeFabric> read_fabric(MapReader& reader, const Pool& pool) {
  const bool is_named = reader.has("nic") || reader.has("rails") || reader.has("oversubscription");
  if (!pool.accelerator && !is_named) return std::nullopt;
  NodeFabric fabric;
  if (pool.accelerator) fabric.nic = pool.accelerator->scale_out;
  read_parameter(reader, "nic", pool.accelerator.has_value(), fabric.nic);
  const Positive one_per_chip{pool.chips_per_unit.value()};
  fabric.rails = reader.maybe<Positive>("rails").value_or(one_per_chip).value;
  fabric.oversubscription = reader.optional<double>("oversubscription", "1");
  if (fabric.oversubscription < 1) reader.error("oversubscription", "expected at least 1");
  return fabric;
}

void read_nodes_pool(MapReader& reader, Pool& pool) {
  pool.fabric = read_fabric(reader, pool);
  NodesSpec nodes;
  nodes.domain_units = pool.chips_per_unit == Chips{} ? 0 : read_domain(reader, pool);
  const bool has_leaf_units = reader.node("leaf_units") != nullptr;
  const bool has_leaf_sizes = reader.node("leaf_sizes") != nullptr;
  if (has_leaf_units && has_leaf_sizes) {
    reader.error("leaf_sizes", "expected either leaf_units or leaf_sizes, not both");
  }
  if (nodes.domain_units == 0) return;
  if (has_leaf_units) {
    read_equal_leaves(reader, pool, nodes);
  } else if (has_leaf_sizes && pool.units > Units{}) {
    read_leaf_sizes(reader, pool, nodes);
  } else {
    is_whole_domains(pool.units.value(), nodes.domain_units, "units", reader);
  }
  pool.geometry = std::move(nodes);
}

Storage read_storage(MapReader reader) {
  Storage storage;
  storage.write = reader.required<Bandwidth>("write");
  storage.read = reader.required<Bandwidth>("read");
  storage.per_unit = reader.maybe<Bandwidth>("per_unit");
  return storage;
}

}  // namespace

Pool read_pool(MapReader& reader, const Platform& platform, Date start) {
  Pool pool;
  pool.name = read_name(reader, "pool", platform.pools);
  pool.site = read_reference<SiteId>(reader, "site", "site", platform.sites);
  pool.units = Units{reader.required<Positive>("units").value};
  keep_within(pool.units, kMostUnits, "units", "units", reader);
  if (reader.node("accelerator") != nullptr) {
    const Accelerator* found = read_accelerator_name(reader, "accelerator", platform.accelerators);
    if (found != nullptr) pool.accelerator = *found;
  }
  const GeometryKind kind = read_kind(reader, pool);
  if (kind == GeometryKind::torus_2d || kind == GeometryKind::torus_3d_ocs) {
    read_torus_pool(reader, kind, pool);
  } else {
    pool.chips_per_unit = read_chips(reader, pool);
    keep_within(pool.chips_per_unit, kMostChips, "chips_per_unit", "chips", reader);
    if (kind == GeometryKind::nodes) read_nodes_pool(reader, pool);
  }
  if (auto storage = reader.maybe_map("storage")) pool.storage = read_storage(*std::move(storage));
  read_market(reader, pool);
  read_pool_capacity(reader, pool, platform.sites, start);
  reader.finish();
  return pool;
}

}  // namespace drawdown
