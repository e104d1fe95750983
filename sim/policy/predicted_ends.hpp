// When chips that are busy are expected to be free.
#pragma once

#include <cstddef>
#include <iterator>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

/// The chips of running gangs by predicted end, in the order of these moments: a map in short
/// sorted blocks. With thousands of gangs a search touches three or four cache lines, where a tree
/// has one for each of its levels.
class PredictedEnds {
 public:
  struct End {
    Instant at;
    Chips chips;
  };

  /// Chips are above 0.
  void add(Instant at, Chips chips);
  /// There must be that many at that moment.
  void remove(Instant at, Chips chips);
  void clear();
  bool empty() const { return blocks_.empty(); }

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = End;
    using difference_type = std::ptrdiff_t;
    using pointer = const End*;
    using reference = const End&;

    Iterator() = default;
    reference operator*() const { return (*blocks_)[block_][item_]; }
    pointer operator->() const { return &**this; }
    Iterator& operator++() {
      if (++item_ == (*blocks_)[block_].size()) {
        ++block_;
        item_ = 0;
      }
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    friend class PredictedEnds;
    Iterator(const std::vector<std::vector<End>>& blocks, std::size_t block)
        : blocks_(&blocks), block_(block) {}

    const std::vector<std::vector<End>>* blocks_ = nullptr;
    std::size_t block_ = 0;
    std::size_t item_ = 0;
  };

  Iterator begin() const { return {blocks_, 0}; }
  Iterator end() const { return {blocks_, blocks_.size()}; }

 private:
  std::size_t block_of(Instant at) const;
  void split(std::size_t block);

  std::vector<std::vector<End>> blocks_;  // none is empty
  std::vector<Instant> firsts_;           // of each block
};

}  // namespace drawdown
