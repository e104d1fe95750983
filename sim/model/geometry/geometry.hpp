// Where gangs fit in a pool, by the rules of docs/platforms.md.
#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/geometry/ask.hpp"
#include "sim/model/geometry/unit_set.hpp"

namespace drawdown {

/// A gang's place: whole units, or some chips of a single one.
struct Placement {
  UnitRanges units;
  Chips taken;  ///< less than a unit's chips: of the only unit
  /// As it lies on its hosts, in chips; of whole blocks: the legal shape. None outside a torus.
  Shape slice;

  bool empty() const { return units.empty(); }
};

/// The free chips of one reservation, and where gangs fit among them.
class Space {
 public:
  virtual ~Space() = default;
  virtual std::unique_ptr<Space> clone() const = 0;

  /// Chips that are free, whether or not a gang can use them.
  virtual Chips free() const = 0;
  /// The place that a gang gets; nothing where it does not fit.
  virtual std::optional<Placement> find(const Ask& ask) const = 0;
  /// Whether there is one; quicker than to find it.
  virtual bool fits(const Ask& ask) const = 0;
  /// Whether all chips of these units are free.
  virtual bool has_free(const UnitRange& units) const = 0;
  /// The largest need among gangs without shape and limit that fit now; 0 if none does.
  virtual Chips largest() const = 0;

  /// All chips of these units are free from now on; none of them was.
  virtual void add(const UnitRanges& units) = 0;
  /// These units leave; all their chips must be free.
  virtual void remove(const UnitRanges& units) = 0;
  /// What a gang takes; it must be free.
  virtual void take(const Placement& placement) = 0;
  /// What a gang took; it must not be free.
  virtual void give_back(const Placement& placement) = 0;

  /// For plans: takes as much of a placement as is free.
  virtual void withdraw(const Placement& placement) = 0;
};

/// The units of a pool, and what gangs need there. Immutable.
class Geometry {
 public:
  virtual ~Geometry() = default;

  /// The chips that a gang takes here; nothing where no place in a pool of this geometry, however
  /// large and free, would do.
  virtual std::optional<Chips> need(const Ask& ask) const = 0;
  /// A space with nothing free. The geometry must outlive it.
  virtual std::unique_ptr<Space> empty_space() const = 0;
  /// Units that can only be spared or replaced together: a cube, a pod; 1 where each stands alone.
  virtual std::int64_t block_units() const = 0;
};

/// Any units will do.
struct AlikeSpec {};

/// Nodes under fast domains and leaf switches.
struct NodesSpec {
  std::int64_t domain_units = 1;
  std::vector<std::int64_t> leaf_units;  ///< of each leaf, lowest first; empty: one leaf
};

/// Hosts in blocks, and slices of chips.
struct TorusSpec {
  Shape host;                 ///< in chips
  Shape block;                ///< in chips; whole hosts
  std::vector<Shape> slices;  ///< legal inside a block, by ascending chips
  /// A pod in blocks; slices of whole blocks lie inside one. 1x1x1 where there are none.
  Shape pod;
  Chips most_chips;  ///< of a slice

  /// Whether slices have two extents.
  bool is_flat() const { return block.extents[2] == 1 && pod.volume() == 1; }
};

using GeometrySpec = std::variant<AlikeSpec, NodesSpec, TorusSpec>;

/// A pool of `units` units of `chips_per_unit` chips. The spec has been checked: leaves add up to
/// the units and consist of whole domains, hosts tile blocks, a block has at most 64 hosts, and the
/// pool consists of whole blocks.
std::shared_ptr<const Geometry> make_geometry(const GeometrySpec& spec, Units units,
                                              Chips chips_per_unit);

}  // namespace drawdown
