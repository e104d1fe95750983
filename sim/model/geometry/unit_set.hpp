// Which units of a pool are free, and the lowest of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "sim/base/units.hpp"

namespace drawdown {

/// Units `first` to `last`, both inside.
struct UnitRange {
  std::int32_t first;
  std::int32_t last;

  constexpr bool operator==(const UnitRange&) const = default;
};

/// Some units of a pool, as ranges in ascending order. Most gangs have one or two.
using UnitRanges = boost::container::small_vector<UnitRange, 2>;

inline constexpr std::int32_t kWordBits = 64;

/// Cuts a range at the multiples of `width`, at most 64: `visit(n, bits)` gets what of it lies in
/// the n-th stretch of that width, as bits from the stretch's start.
template <class Visit>
void for_each_stretch(const UnitRange& range, std::int32_t width, Visit&& visit) {
  for (std::int32_t n = range.first / width; n <= range.last / width; ++n) {
    const std::int32_t low = std::max(range.first - n * width, 0);
    const std::int32_t high = std::min(range.last - n * width, width - 1);
    visit(static_cast<std::size_t>(n), ~std::uint64_t{0} >> (kWordBits - 1 - high + low) << low);
  }
}

/// Appends unit `base` + i for each bit i, as ranges that are as long as they can be. They are
/// above those in `units`.
void append_bits(UnitRanges& units, std::int32_t base, std::uint64_t bits);

/// Appends the `count` lowest units, from `first` on, whose bits in `words` are set; there are as
/// many.
void append_lowest(UnitRanges& units, std::span<const std::uint64_t> words, std::size_t first,
                   std::int64_t count);

/// A set of units of one pool, as bits.
class UnitSet {
 public:
  /// An empty set that can hold units 0 to `capacity` - 1.
  explicit UnitSet(std::int64_t capacity);

  std::int64_t size() const { return size_; }
  /// Whether all of these units are in the set.
  bool contains(const UnitRange& units) const;
  /// The `count` lowest units; the set must hold that many.
  UnitRanges lowest(std::int64_t count) const;
  /// None of these units is in the set.
  void insert(const UnitRanges& units);
  /// All of these units are in the set.
  void erase(const UnitRanges& units);
  /// Takes out the `count` lowest units; the set must hold that many.
  UnitRanges take_lowest(std::int64_t count);
  /// Drops those of these units that it holds.
  void withdraw(const UnitRanges& units);

 private:
  std::vector<std::uint64_t> words_;
  std::size_t first_ = 0;  // no unit is in a word before this one
  std::int64_t size_ = 0;
};

}  // namespace drawdown
