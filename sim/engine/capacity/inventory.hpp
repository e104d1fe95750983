// Which units there are, which are up, and who may use them: changes to capacity, and what follows
// from them for the reservations.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sim/model/platform.hpp"
#include "sim/policy/view.hpp"

namespace drawdown {

/// Something that became of units of a reservation because capacity changed.
struct CapacityEffect {
  enum class Kind { bind, set_aside, activate } kind;
  PartitionId partition;
  UnitRanges units;
};
inline constexpr std::array<std::string_view, 3> kCapacityEffectNames = {"bind", "set_aside",
                                                                         "activate"};
constexpr std::string_view name_of(CapacityEffect::Kind kind) {
  return kCapacityEffectNames[static_cast<std::size_t>(kind)];
}

/// The units of all pools, by the rules of docs/platforms.md, "Time". It keeps the capacity of the
/// view's partitions: what they bind, what of it is down, spare and free. A unit must be held by no
/// gang when it goes down, retires, or its reservation closes.
class Inventory {
 public:
  /// Makes the partitions of the view, in platform order; nothing is open. Nothing of the timeline
  /// has been taken.
  Inventory(const Platform& platform, const CapacityTimeline& timeline, View& view);

  /// The partition of a reservation, by its number in the platform.
  PartitionId partition_of(ReservationId reservation) const {
    return by_reservation_[reservation.index()];
  }
  /// The units that a partition binds.
  UnitRanges bound(PartitionId partition) const;

  // What each of these brought about, in order.
  std::vector<CapacityEffect> apply(const CapacityChange& change);
  /// The first effect is what it binds.
  std::vector<CapacityEffect> open(PartitionId partition);

  /// The highest of the units that a partition binds, which go if it hands back so many more.
  UnitRanges beyond(PartitionId partition, Units units) const;
  /// It asks for so many units fewer, and lets go of those that are beyond that; no gang is on
  /// them.
  std::vector<CapacityEffect> hand_back(PartitionId partition, Units units);

  /// The places of gangs in a reservation that is over, and is vacated next, move to that partition
  /// with their units.
  void drain(PartitionId to, std::span<const Placement* const> places);
  /// Lets go of all units of a reservation that is over, so that others can bind them; gangs may
  /// still hold some.
  void vacate(PartitionId partition);

  /// Where a gang goes in a pool whose units are alike.
  Placement any_place(PartitionId partition, const Ask& ask) const;
  void take(PartitionId partition, const Placement& placement);
  /// Does nothing after `vacate`. Units that drain are nobody's when no gang holds any of them:
  /// what reservations lack they bind.
  std::vector<CapacityEffect> give_back(PartitionId partition, const Placement& placement);
  /// Raises Bug unless the view's free chips are those that are free.
  void audit(PartitionId partition) const;

 private:
  struct UnitState {
    PartitionId owner;           // the reservation that binds it
    std::uint16_t down_for = 0;  // how many reasons
    bool present = false;        // delivered, and not retired
    bool aside = false;          // a spare of its reservation
  };
  struct PoolState {
    std::vector<UnitState> units;
    UnitSet unbound;              // present, and in no open reservation
    std::int64_t deliveries = 0;  // to come
    std::int64_t block_units = 1;
    std::vector<PartitionId> partitions;  // in platform order
  };
  struct PartitionState {
    std::unique_ptr<Space> free;
    std::unique_ptr<Space> whole;
    std::vector<std::uint8_t> serving;  // units in service, by block of the pool
    std::int64_t whole_blocks = 0;      // in service
    std::vector<std::int32_t> aside;    // blocks, ascending
    bool vacated = false;
  };

  std::vector<CapacityEffect> deliver(PoolId pool, UnitRange units);
  std::vector<CapacityEffect> retire(PoolId pool, UnitRange units);
  std::vector<CapacityEffect> up(PoolId pool, UnitRange units);
  std::vector<CapacityEffect> down(PoolId pool, UnitRange units);
  std::vector<CapacityEffect> leave(PartitionId id, const UnitRanges& units);
  std::vector<CapacityEffect> bind_awaited(PoolId pool);
  void look_ahead(const PoolState& pool);
  void add_pool(const Pool& pool, std::int64_t deliveries);
  void add_partition(const Platform& platform, ReservationId reservation);
  PoolState& pool_of(PartitionId id) { return pools_[view_.partitions[id.index()].pool.index()]; }
  UnitRange block_range(PartitionId id, std::int32_t block);
  void bind(PartitionId id, const UnitRanges& units, std::vector<CapacityEffect>& effects);
  void unbind(PartitionId id, std::int32_t unit);
  void serve(PartitionId id, std::int32_t unit);
  void dismiss(PartitionId id, std::int32_t unit);
  void set_aside(PartitionId id, std::int32_t block);
  void activate(PartitionId id, std::int32_t block);
  bool is_aside(PartitionId id, std::int32_t unit);
  bool is_whole_spare(PartitionId id, std::int32_t block);
  void balance_spares(PartitionId id, const UnitRanges& came, std::vector<CapacityEffect>& effects);
  template <class Change>
  std::vector<CapacityEffect> change_each(PoolId pool, UnitRange units, bool come, Change&& change);
  void count_free(PartitionId id);

  View& view_;
  std::vector<std::shared_ptr<const Geometry>> geometries_;  // by pool
  std::vector<PoolState> pools_;
  std::vector<PartitionState> partitions_;
  std::vector<PartitionId> by_reservation_;
};

}  // namespace drawdown
