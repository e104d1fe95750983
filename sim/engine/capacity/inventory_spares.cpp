// Which blocks a reservation keeps aside: docs/platforms.md, Spares.
#include <algorithm>

#include "sim/engine/capacity/inventory.hpp"

namespace drawdown {

// Whether it belongs to a block that is set aside, which may have lost it before.
bool Inventory::is_aside(PartitionId id, std::int32_t unit) {
  const auto block = static_cast<std::int32_t>(unit / pool_of(id).block_units);
  return std::ranges::binary_search(partitions_[id.index()].aside, block);
}

UnitRange Inventory::block_range(PartitionId id, std::int32_t block) {
  const auto size = static_cast<std::int32_t>(pool_of(id).block_units);
  return {block * size, (block + 1) * size - 1};
}

void Inventory::balance_spares(PartitionId id, const UnitRanges& came,
                               std::vector<CapacityEffect>& effects) {
  const Partition& partition = view_.partitions[id.index()];
  if (partition.spares == Units{0}) return;
  PartitionState& state = partitions_[id.index()];
  const std::int64_t size = pool_of(id).block_units;
  const std::int64_t target = (partition.wanted() - partition.spares).value() / size;
  for (std::size_t i = came.size(); i-- > 0;) {
    const auto lowest = static_cast<std::int32_t>(came[i].first / size);
    for (auto block = static_cast<std::int32_t>(came[i].last / size);
         block >= lowest && state.whole_blocks > target; --block) {
      const bool whole = state.serving[static_cast<std::size_t>(block)] == size;
      const UnitRange units = block_range(id, block);
      if (!whole || !state.free->has_free(units)) continue;
      set_aside(id, block);
      effects.push_back({CapacityEffect::Kind::set_aside, id, {units}});
    }
  }
  while (state.whole_blocks < target) {
    const auto spare = std::ranges::find_if(
        state.aside, [&](std::int32_t block) { return is_whole_spare(id, block); });
    if (spare == state.aside.end()) return;
    effects.push_back({CapacityEffect::Kind::activate, id, {block_range(id, *spare)}});
    activate(id, *spare);
  }
}

bool Inventory::is_whole_spare(PartitionId id, std::int32_t block) {
  const PoolState& pool = pool_of(id);
  const UnitRange units = block_range(id, block);
  const auto first = pool.units.begin() + units.first;
  return std::all_of(first, first + pool.block_units, [&](const UnitState& unit) {
    return unit.owner == id && unit.down_for == 0 && unit.aside;
  });
}

void Inventory::set_aside(PartitionId id, std::int32_t block) {
  Partition& partition = view_.partitions[id.index()];
  auto& aside = partitions_[id.index()].aside;
  const UnitRange units = block_range(id, block);
  for (std::int32_t unit = units.first; unit <= units.last; ++unit) {
    pool_of(id).units[static_cast<std::size_t>(unit)].aside = true;
    dismiss(id, unit);
    partition.spare += partition.chips_per_unit;
  }
  aside.insert(std::ranges::lower_bound(aside, block), block);
}

void Inventory::activate(PartitionId id, std::int32_t block) {
  Partition& partition = view_.partitions[id.index()];
  std::erase(partitions_[id.index()].aside, block);
  const UnitRange units = block_range(id, block);
  for (std::int32_t unit = units.first; unit <= units.last; ++unit) {
    pool_of(id).units[static_cast<std::size_t>(unit)].aside = false;
    serve(id, unit);
    partition.spare -= partition.chips_per_unit;
  }
}

}  // namespace drawdown
