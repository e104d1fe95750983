// The legal slices of a torus: inside a block, with all places there, and of whole blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

/// A place of a slice inside a block.
struct SlicePosition {
  std::uint64_t hosts;  ///< of the block, as bits
  Shape shape;          ///< as it lies, in chips
};

/// A slice from the list of legal ones.
struct ListedSlice {
  Chips chips;  ///< as listed
  Shape sorted;
  std::int64_t hosts;
  std::vector<SlicePosition> positions;  ///< in the order in which they are tried
};

/// The slice that a gang gets: whole blocks, or a part of one.
struct LegalSlice {
  std::int64_t blocks;  ///< 0: a part of one
  std::size_t listed;   ///< which of the list, where it is a part
  Shape shape;          ///< of whole blocks, in chips
};

class TorusSlices {
 public:
  explicit TorusSlices(const TorusSpec& spec);

  /// Nothing where no slice is legal and large enough.
  std::optional<LegalSlice> legal(const Ask& ask) const;
  /// Those of the list that have a place in a block, in its order.
  const std::vector<ListedSlice>& listed() const { return listed_; }
  /// The largest slice of several blocks that `blocks` of one pod can make up; 0 if there is none.
  Chips largest_joined(std::int64_t blocks) const;

 private:
  std::optional<LegalSlice> with_shape(const Shape& shape) const;
  LegalSlice from_list(std::size_t listed) const;
  std::int64_t legal_blocks(const Shape& shape) const;
  void join_blocks();

  TorusSpec spec_;
  std::vector<ListedSlice> listed_;
  std::vector<LegalSlice> joined_;  // of several blocks: the best for each number, ascending
};

}  // namespace drawdown
