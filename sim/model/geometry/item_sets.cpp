#include "sim/model/geometry/item_sets.hpp"

#include <bit>

namespace drawdown {

ItemSets::ItemSets(std::size_t sets, std::size_t items)
    : words_of_a_set_((items + kWordBits - 1) / kWordBits),
      words_(sets * words_of_a_set_),
      sizes_(sets) {}

std::span<const std::uint64_t> ItemSets::words(std::size_t set) const {
  return {words_.data() + set * words_of_a_set_, words_of_a_set_};
}

void ItemSets::put(std::size_t set, std::size_t item, bool inside) {
  std::uint64_t& word = words_[set * words_of_a_set_ + item / kWordBits];
  const std::uint64_t bit = std::uint64_t{1} << item % kWordBits;
  if (((word & bit) != 0) == inside) return;
  word ^= bit;
  sizes_[set] += inside ? 1 : -1;
}

void ItemSets::put_all(std::size_t set, const UnitRange& items, bool inside) {
  for_each_stretch(items, kWordBits, [&](std::size_t i, std::uint64_t bits) {
    std::uint64_t& word = words_[set * words_of_a_set_ + i];
    const int before = std::popcount(word & bits);
    word = inside ? word | bits : word & ~bits;
    sizes_[set] += (inside ? std::popcount(bits) : 0) - before;
  });
}

std::optional<std::size_t> ItemSets::lowest(std::size_t first, std::size_t last) const {
  for (std::size_t set = first; set <= last; ++set) {
    if (sizes_[set] > 0) return lowest_common(set, *this, set);
  }
  return {};
}

std::optional<std::size_t> ItemSets::lowest_common(std::size_t set, const ItemSets& other,
                                                   std::size_t other_set) const {
  const auto ours = words(set);
  const auto theirs = other.words(other_set);
  for (std::size_t word = 0; word < ours.size(); ++word) {
    const std::uint64_t bits = ours[word] & theirs[word];
    if (bits != 0) return word * kWordBits + static_cast<std::size_t>(std::countr_zero(bits));
  }
  return {};
}

void ItemSets::append_lowest(UnitRanges& items, std::size_t set, std::size_t first,
                             std::int64_t count) const {
  drawdown::append_lowest(items, words(set), first, count);
}

}  // namespace drawdown
