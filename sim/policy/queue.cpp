#include "sim/policy/queue.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {
// Long enough that few blocks are searched, short enough that one is measured again at each change.
constexpr std::size_t kBlockSize = 64;
}  // namespace

void Lane::Block::measure() {
  least_chips = items.front().chips;
  least_estimate = items.front().estimate;
  for (const Waiting& item : items) {
    least_chips = std::min(least_chips, item.chips);
    least_estimate = std::min(least_estimate, item.estimate);
  }
}

// The last block whose first gang is not after this one, or the first block.
std::size_t Lane::block_of(const Waiting& gang) const {
  const auto after = std::upper_bound(
      blocks_.begin(), blocks_.end(), gang,
      [this](const Waiting& a, const Block& block) { return before(a, block.items.front()); });
  return after == blocks_.begin() ? 0 : static_cast<std::size_t>(after - blocks_.begin()) - 1;
}

void Lane::insert(const Waiting& gang) {
  const std::size_t index = blocks_.empty() ? 0 : block_of(gang);
  if (blocks_.empty()) blocks_.emplace_back();
  auto& items = blocks_[index].items;
  const auto by_key = [this](const Waiting& a, const Waiting& b) { return before(a, b); };
  items.insert(std::upper_bound(items.begin(), items.end(), gang, by_key), gang);
  if (items.size() > kBlockSize) {
    Block rest;
    const auto middle = items.begin() + kBlockSize / 2;
    rest.items.assign(middle, items.end());
    items.erase(middle, items.end());
    rest.measure();
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(rest));
  }
  blocks_[index].measure();
}

void Lane::erase(const Waiting& gang) {
  require(!blocks_.empty(), "a gang leaves a lane that is empty");
  const std::size_t index = block_of(gang);
  auto& items = blocks_[index].items;
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const Waiting& item) { return item.gang == gang.gang; });
  require(found != items.end(), "a gang leaves a lane that it is not in");
  items.erase(found);
  if (items.empty()) {
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(index));
  } else {
    blocks_[index].measure();
  }
}

const Waiting* Lane::find(Position& position, const Filter& filter) const {
  if (filter.none()) return nullptr;
  for (; position.block < blocks_.size(); ++position.block, position.item = 0) {
    const Block& block = blocks_[position.block];
    if (!filter.passes(block.least_chips, block.least_estimate)) continue;
    for (; position.item < block.items.size(); ++position.item) {
      const Waiting& item = block.items[position.item];
      if (filter.passes(item.chips, item.estimate)) return &item;
    }
  }
  return nullptr;
}

void Queue::insert(const Waiting& gang) {
  while (lanes_.size() <= gang.demand.index()) lanes_.emplace_back(order_);
  lanes_[gang.demand.index()].insert(gang);
  ++size_;
}

void Queue::erase(const Waiting& gang) {
  lanes_[gang.demand.index()].erase(gang);
  --size_;
}

}  // namespace drawdown
