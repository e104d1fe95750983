// Sets of the same things, as bits: of nodes, of domains, of blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/model/geometry/unit_set.hpp"

namespace drawdown {

/// Sets 0 to `sets` - 1 of items 0 to `items` - 1, in one piece of memory: spaces are copied often.
class ItemSets {
 public:
  /// All sets are empty.
  ItemSets(std::size_t sets, std::size_t items);

  /// How many items are in the set.
  std::int64_t size(std::size_t set) const { return sizes_[set]; }
  /// Puts an item into the set, or out of it; it may be there already.
  void put(std::size_t set, std::size_t item, bool inside);
  void move(std::size_t item, std::size_t from, std::size_t to) {
    put(from, item, false);
    put(to, item, true);
  }
  /// The same for all items of a range.
  void put_all(std::size_t set, const UnitRange& items, bool inside);
  void move_all(const UnitRange& items, std::size_t from, std::size_t to) {
    put_all(from, items, false);
    put_all(to, items, true);
  }
  /// The lowest item of the first set from `first` to `last` that has one.
  std::optional<std::size_t> lowest(std::size_t first, std::size_t last) const;
  /// The lowest item that is in `set` of this and in `other_set` of `other`, which has the same
  /// items.
  std::optional<std::size_t> lowest_common(std::size_t set, const ItemSets& other,
                                           std::size_t other_set) const;
  /// Appends the `count` lowest items of the set from `first` on; there are as many.
  void append_lowest(UnitRanges& items, std::size_t set, std::size_t first,
                     std::int64_t count) const;

 private:
  std::span<const std::uint64_t> words(std::size_t set) const;

  std::size_t words_of_a_set_;
  std::vector<std::uint64_t> words_;
  std::vector<std::int64_t> sizes_;
};

}  // namespace drawdown
