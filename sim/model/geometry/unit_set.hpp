// Which units of a pool are free, and taking the lowest of them.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "sim/base/units.hpp"

namespace drawdown {

/// Units `first` to `last`, both inside.
struct UnitRange {
  std::int32_t first;
  std::int32_t last;
};

/// Some units of a pool, as ranges in ascending order. Most gangs have one or two.
using UnitRanges = boost::container::small_vector<UnitRange, 2>;

/// A set of units of one pool, as bits.
class UnitSet {
 public:
  /// An empty set that can hold units 0 to `capacity` - 1.
  explicit UnitSet(std::int64_t capacity);

  std::int64_t size() const { return size_; }
  void insert(const UnitRanges& units);
  /// Takes out the `count` lowest units; the set must hold that many.
  UnitRanges take_lowest(std::int64_t count);

 private:
  std::vector<std::uint64_t> words_;
  std::size_t first_ = 0;  // no unit is in a word before this one
  std::int64_t size_ = 0;
};

}  // namespace drawdown
