#include "sim/engine/capacity/inventory.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {

Inventory::Inventory(const Platform& platform, const CapacityTimeline& timeline, View& view)
    : view_(view) {
  for (std::size_t i = 0; i < platform.pools.size(); ++i) {
    add_pool(platform.pools[i], timeline.deliveries_to_come(PoolId{i}));
  }
  by_reservation_.resize(platform.reservations.size());
  for (std::size_t pool = 0; pool < platform.pools.size(); ++pool) {
    for (std::size_t i = 0; i < platform.reservations.size(); ++i) {
      if (platform.reservations[i].pool == PoolId{pool}) add_partition(platform, ReservationId{i});
    }
  }
  for (std::size_t i = 0; i < platform.reservations.size(); ++i) {
    const ReservationId from = platform.reservations[i].left_by;
    if (!from.valid()) continue;
    view_.partitions[partition_of(from).index()].drains_to = partition_of(ReservationId{i});
  }
  // The view's partitions stay where they are from here on.
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    Partition& partition = view_.partitions[i];
    if (std::holds_alternative<AlikeSpec>(platform.pools[partition.pool.index()].geometry))
      continue;
    partition.geometry = geometries_[partition.pool.index()].get();
    partition.space = partitions_[i].free.get();
    partition.whole = partitions_[i].whole.get();
  }
}

void Inventory::add_pool(const Pool& pool, std::int64_t deliveries) {
  geometries_.push_back(make_geometry(pool.geometry, pool.units, pool.chips_per_unit));
  const auto units = static_cast<std::size_t>(pool.units.value());
  PoolState state{std::vector<UnitState>(units),
                  UnitSet(pool.units.value()),
                  deliveries,
                  geometries_.back()->block_units(),
                  {}};
  const std::int64_t first = initial_units(pool).value();
  if (first > 0) state.unbound.insert({{0, static_cast<std::int32_t>(first) - 1}});
  for (std::size_t unit = 0; unit < static_cast<std::size_t>(first); ++unit) {
    state.units[unit].present = true;
  }
  pools_.push_back(std::move(state));
}

void Inventory::add_partition(const Platform& platform, ReservationId id) {
  const Reservation& reservation = platform.reservations[id.index()];
  const Pool& pool = platform.pools[reservation.pool.index()];
  PoolState& pool_state = pools_[reservation.pool.index()];
  const PartitionId partition_id{view_.partitions.size()};
  by_reservation_[id.index()] = partition_id;
  pool_state.partitions.push_back(partition_id);

  Partition partition;
  partition.pool = reservation.pool;
  partition.reservation = id;
  partition.market = pool.market;
  partition.drained = reservation.left_by.valid();
  partition.chips_per_unit = pool.chips_per_unit;
  partition.units = reservation.units;
  partition.handed_back = reservation.handed_back_before();
  partition.spares = reservation.spares;
  partition.known = reservation.notice <= kRunStart;
  partition.from = reservation.from;
  partition.until = reservation.until;
  partition.maintenance = pool.maintenance;
  partition.more_to_come = pool_state.deliveries > 0;
  view_.partitions.push_back(std::move(partition));

  const Geometry& geometry = *geometries_[reservation.pool.index()];
  const auto blocks = static_cast<std::size_t>(pool.units.value() / geometry.block_units());
  partitions_.push_back(
      {geometry.empty_space(), geometry.empty_space(), std::vector<std::uint8_t>(blocks), 0, {}});
}

UnitRanges Inventory::bound(PartitionId id) const {
  const PoolState& pool = pools_[view_.partitions[id.index()].pool.index()];
  UnitRanges ranges;
  for (std::size_t unit = 0; unit < pool.units.size(); ++unit) {
    if (pool.units[unit].owner != id) continue;
    const auto number = static_cast<std::int32_t>(unit);
    if (!ranges.empty() && ranges.back().last + 1 == number) {
      ranges.back().last = number;
    } else {
      ranges.push_back({number, number});
    }
  }
  return ranges;
}

std::vector<CapacityEffect> Inventory::open(PartitionId id) {
  Partition& partition = view_.partitions[id.index()];
  PoolState& pool = pool_of(id);
  partition.open = true;
  std::vector<CapacityEffect> effects;
  bind(id, pool.unbound.take_lowest(std::min(partition.wanted().value(), pool.unbound.size())),
       effects);
  if (partition.in_service() != partition.target()) ++view_.surprises;
  return effects;
}

std::vector<CapacityEffect> Inventory::apply(const CapacityChange& change) {
  switch (change.kind) {
    case CapacityChange::Kind::deliver:
      return deliver(change.pool, change.units);
    case CapacityChange::Kind::up:
      return up(change.pool, change.units);
    case CapacityChange::Kind::down:
      return down(change.pool, change.units);
    case CapacityChange::Kind::retire:
      return retire(change.pool, change.units);
  }
  throw Bug("a change to capacity of no kind");
}

std::vector<CapacityEffect> Inventory::deliver(PoolId pool_id, UnitRange units) {
  PoolState& pool = pools_[pool_id.index()];
  for (std::int32_t unit = units.first; unit <= units.last; ++unit) {
    pool.units[static_cast<std::size_t>(unit)].present = true;
  }
  pool.unbound.insert({units});
  --pool.deliveries;
  return bind_awaited(pool_id);
}

// What open reservations of the pool lack, of units that have become nobody's.
std::vector<CapacityEffect> Inventory::bind_awaited(PoolId pool_id) {
  PoolState& pool = pools_[pool_id.index()];
  look_ahead(pool);
  std::vector<CapacityEffect> effects;
  for (const PartitionId id : pool.partitions) {
    const Partition& partition = view_.partitions[id.index()];
    if (partitions_[id.index()].vacated) continue;
    const std::int64_t awaited = partition.awaited().value() / partition.chips_per_unit.value();
    const std::int64_t more = std::min(awaited, pool.unbound.size());
    if (more > 0) bind(id, pool.unbound.take_lowest(more), effects);
  }
  ++view_.surprises;
  return effects;
}

// Whether reservations of the pool may still get what they lack.
void Inventory::look_ahead(const PoolState& pool) {
  const bool drains = std::ranges::any_of(pool.partitions, [this](PartitionId id) {
    const Partition& partition = view_.partitions[id.index()];
    return partition.drained && partition.bound > Chips{0};
  });
  for (const PartitionId id : pool.partitions) {
    view_.partitions[id.index()].more_to_come = pool.deliveries > 0 || drains;
  }
}

std::vector<CapacityEffect> Inventory::up(PoolId pool, UnitRange units) {
  return change_each(pool, units, true,
                     [this](PartitionId id, UnitState& state, std::int32_t unit) {
                       if (--state.down_for > 0 || !id.valid()) return;
                       Partition& partition = view_.partitions[id.index()];
                       partition.down -= partition.chips_per_unit;
                       if (state.aside) {
                         partition.spare += partition.chips_per_unit;
                       } else {
                         serve(id, unit);
                       }
                     });
}

std::vector<CapacityEffect> Inventory::down(PoolId pool, UnitRange units) {
  return change_each(pool, units, false,
                     [this](PartitionId id, UnitState& state, std::int32_t unit) {
                       if (state.down_for++ > 0 || !id.valid()) return;
                       Partition& partition = view_.partitions[id.index()];
                       partition.down += partition.chips_per_unit;
                       if (state.aside) {
                         partition.spare -= partition.chips_per_unit;
                       } else {
                         dismiss(id, unit);
                       }
                     });
}

std::vector<CapacityEffect> Inventory::retire(PoolId pool, UnitRange units) {
  return change_each(pool, units, false, [&](PartitionId id, UnitState& state, std::int32_t unit) {
    state.present = false;
    if (id.valid()) {
      unbind(id, unit);
      partitions_[id.index()].whole->remove({{unit, unit}});
    } else {
      pools_[pool.index()].unbound.erase({{unit, unit}});
    }
  });
}

UnitRanges Inventory::beyond(PartitionId id, Units units) const {
  const Partition& partition = view_.partitions[id.index()];
  const std::int64_t bound = partition.bound.value() / partition.chips_per_unit.value();
  std::int64_t stay = std::min((partition.wanted() - units).value(), bound);
  UnitRanges highest;
  for (UnitRange range : this->bound(id)) {
    const std::int64_t size = range.last - range.first + 1;
    range.first += static_cast<std::int32_t>(std::min(stay, size));
    stay -= std::min(stay, size);
    if (range.first <= range.last) highest.push_back(range);
  }
  return highest;
}

std::vector<CapacityEffect> Inventory::hand_back(PartitionId id, Units units) {
  const UnitRanges gone = beyond(id, units);
  view_.partitions[id.index()].handed_back += units;
  for (const UnitRange& range : gone) {
    for (std::int32_t unit = range.first; unit <= range.last; ++unit) unbind(id, unit);
  }
  partitions_[id.index()].whole->remove(gone);
  pool_of(id).unbound.insert(gone);
  std::vector<CapacityEffect> effects;
  balance_spares(id, bound(id), effects);
  count_free(id);
  ++view_.surprises;
  return effects;
}

// Changes each unit, then sees to the spares of the reservations that these units belonged to.
template <class Change>
std::vector<CapacityEffect> Inventory::change_each(PoolId pool_id, UnitRange units, bool come,
                                                   Change&& change) {
  PoolState& pool = pools_[pool_id.index()];
  std::vector<PartitionId> owners;
  for (std::int32_t unit = units.first; unit <= units.last; ++unit) {
    UnitState& state = pool.units[static_cast<std::size_t>(unit)];
    const PartitionId owner = state.owner;
    change(owner, state, unit);
    if (owner.valid() && (owners.empty() || owners.back() != owner)) owners.push_back(owner);
  }
  std::ranges::sort(owners);
  const auto repeated = std::ranges::unique(owners);
  owners.erase(repeated.begin(), repeated.end());
  std::vector<CapacityEffect> effects;
  for (const PartitionId id : owners) {
    balance_spares(id, come ? UnitRanges{units} : UnitRanges{}, effects);
    count_free(id);
  }
  ++view_.surprises;
  return effects;
}

void Inventory::bind(PartitionId id, const UnitRanges& units,
                     std::vector<CapacityEffect>& effects) {
  Partition& partition = view_.partitions[id.index()];
  PoolState& pool = pool_of(id);
  for (const UnitRange& range : units) {
    for (std::int32_t unit = range.first; unit <= range.last; ++unit) {
      UnitState& state = pool.units[static_cast<std::size_t>(unit)];
      state.owner = id;
      state.aside = is_aside(id, unit);
      partition.bound += partition.chips_per_unit;
      if (state.down_for > 0) {
        partition.down += partition.chips_per_unit;
      } else if (state.aside) {
        partition.spare += partition.chips_per_unit;
      } else {
        serve(id, unit);
      }
    }
  }
  partitions_[id.index()].whole->add(units);
  effects.push_back({CapacityEffect::Kind::bind, id, units});
  balance_spares(id, units, effects);
  count_free(id);
}

void Inventory::unbind(PartitionId id, std::int32_t unit) {
  Partition& partition = view_.partitions[id.index()];
  UnitState& state = pool_of(id).units[static_cast<std::size_t>(unit)];
  partition.bound -= partition.chips_per_unit;
  if (state.down_for > 0) {
    partition.down -= partition.chips_per_unit;
  } else if (state.aside) {
    partition.spare -= partition.chips_per_unit;
  } else {
    dismiss(id, unit);
  }
  state.owner = {};
  state.aside = false;
}

// The unit is up and not aside: gangs may use it from now on.
void Inventory::serve(PartitionId id, std::int32_t unit) {
  PartitionState& state = partitions_[id.index()];
  const std::int64_t block_units = pool_of(id).block_units;
  state.free->add({{unit, unit}});
  std::uint8_t& serving = state.serving[static_cast<std::size_t>(unit / block_units)];
  if (++serving == block_units) ++state.whole_blocks;
}

// It was in service, and no gang holds it.
void Inventory::dismiss(PartitionId id, std::int32_t unit) {
  PartitionState& state = partitions_[id.index()];
  const std::int64_t block_units = pool_of(id).block_units;
  state.free->remove({{unit, unit}});
  std::uint8_t& serving = state.serving[static_cast<std::size_t>(unit / block_units)];
  if (serving-- == block_units) --state.whole_blocks;
}

void Inventory::drain(PartitionId to, std::span<const Placement* const> places) {
  UnitSet units(static_cast<std::int64_t>(pool_of(to).units.size()));
  for (const Placement* place : places) {
    units.withdraw(place->units);  // gangs may share a unit
    units.insert(place->units);
  }
  std::vector<CapacityEffect> effects;
  bind(to, units.lowest(units.size()), effects);
  for (const Placement* place : places) take(to, *place);
  look_ahead(pool_of(to));
}

void Inventory::vacate(PartitionId id) {
  Partition& partition = view_.partitions[id.index()];
  PoolState& pool = pool_of(id);
  const UnitRanges units = bound(id);
  for (const UnitRange& range : units) {
    for (std::int32_t unit = range.first; unit <= range.last; ++unit) {
      UnitState& state = pool.units[static_cast<std::size_t>(unit)];
      state.owner = {};
      state.aside = false;
    }
  }
  pool.unbound.insert(units);
  PartitionState& state = partitions_[id.index()];
  state.free = geometries_[partition.pool.index()]->empty_space();
  state.vacated = true;
  if (partition.space != nullptr) partition.space = state.free.get();
  partition.bound = partition.down = partition.spare = partition.free = Chips{0};
  ++partition.changes;
}

void Inventory::take(PartitionId id, const Placement& placement) {
  partitions_[id.index()].free->take(placement);
  view_.partitions[id.index()].free -= placement.taken;
  ++view_.partitions[id.index()].changes;
}

std::vector<CapacityEffect> Inventory::give_back(PartitionId id, const Placement& placement) {
  PartitionState& state = partitions_[id.index()];
  if (state.vacated) return {};
  Partition& partition = view_.partitions[id.index()];
  state.free->give_back(placement);
  partition.free += placement.taken;
  ++partition.changes;
  return partition.drained ? leave(id, placement.units) : std::vector<CapacityEffect>();
}

// Those of these units that no gang holds any more leave the place where they drained.
std::vector<CapacityEffect> Inventory::leave(PartitionId id, const UnitRanges& units) {
  for (const UnitRange& range : units) {
    for (std::int32_t unit = range.first; unit <= range.last; ++unit) {
      if (!partitions_[id.index()].free->has_free({unit, unit})) continue;
      unbind(id, unit);
      partitions_[id.index()].whole->remove({{unit, unit}});
      pool_of(id).unbound.insert({{unit, unit}});
    }
  }
  count_free(id);
  return bind_awaited(view_.partitions[id.index()].pool);
}

Placement Inventory::any_place(PartitionId id, const Ask& ask) const {
  auto place = partitions_[id.index()].free->find(ask);
  require(place.has_value(), "there are no {} free chips", ask.chips.value());
  return *std::move(place);
}

void Inventory::count_free(PartitionId id) {
  view_.partitions[id.index()].free = partitions_[id.index()].free->free();
  ++view_.partitions[id.index()].changes;
}

void Inventory::audit(PartitionId id) const {
  const Chips free = partitions_[id.index()].free->free();
  const Chips shown = view_.partitions[id.index()].free;
  require(free == shown, "{} chips are free, and the view shows {}", free.value(), shown.value());
}

}  // namespace drawdown
