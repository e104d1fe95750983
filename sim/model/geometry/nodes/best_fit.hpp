// Which leaves or domains serve a gang of nodes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace drawdown {

/// What one of several leaves or domains gives.
struct NodeShare {
  std::size_t of;
  std::int64_t nodes;
};

/// The shares that make up `nodes`, in ascending order, where `free` says how many nodes each has,
/// which is enough together: while none has enough for the rest, the one with the most gives all;
/// then, of those with enough, the one with the fewest gives the rest. Lowest first among equals.
/// These are as few as can be.
std::vector<NodeShare> best_fit(std::span<const std::int32_t> free, std::int64_t nodes);

}  // namespace drawdown
