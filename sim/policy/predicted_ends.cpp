#include "sim/policy/predicted_ends.hpp"

#include <algorithm>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr std::size_t kLongestBlock = 64;

auto place_in(std::vector<PredictedEnds::End>& block, Instant at) {
  return std::lower_bound(
      block.begin(), block.end(), at,
      [](const PredictedEnds::End& end, Instant moment) { return end.at < moment; });
}

}  // namespace

// The last block that begins no later, or the first.
std::size_t PredictedEnds::block_of(Instant at) const {
  const auto after = std::upper_bound(firsts_.begin(), firsts_.end(), at);
  return after == firsts_.begin() ? 0 : static_cast<std::size_t>(after - firsts_.begin()) - 1;
}

void PredictedEnds::add(Instant at, Chips chips) {
  if (blocks_.empty()) {
    blocks_.push_back({{at, chips}});
    firsts_.push_back(at);
    return;
  }
  const std::size_t index = block_of(at);
  std::vector<End>& block = blocks_[index];
  const auto place = place_in(block, at);
  if (place != block.end() && place->at == at) {
    place->chips += chips;
    return;
  }
  block.insert(place, {at, chips});
  firsts_[index] = block.front().at;
  if (block.size() > kLongestBlock) split(index);
}

void PredictedEnds::split(std::size_t index) {
  std::vector<End>& block = blocks_[index];
  const auto middle = block.begin() + kLongestBlock / 2;
  std::vector<End> rest(middle, block.end());
  block.erase(middle, block.end());
  const auto after = static_cast<std::ptrdiff_t>(index) + 1;
  firsts_.insert(firsts_.begin() + after, rest.front().at);
  blocks_.insert(blocks_.begin() + after, std::move(rest));
}

void PredictedEnds::remove(Instant at, Chips chips) {
  require(!blocks_.empty(), "chips leave where none are busy");
  const std::size_t index = block_of(at);
  std::vector<End>& block = blocks_[index];
  const auto place = place_in(block, at);
  require(place != block.end() && place->at == at && place->chips >= chips,
          "{} chips leave a moment that has not as many", chips.value());
  place->chips -= chips;
  if (place->chips > Chips{0}) return;
  block.erase(place);
  if (block.empty()) {
    const auto gone = static_cast<std::ptrdiff_t>(index);
    blocks_.erase(blocks_.begin() + gone);
    firsts_.erase(firsts_.begin() + gone);
  } else {
    firsts_[index] = block.front().at;
  }
}

void PredictedEnds::clear() {
  blocks_.clear();
  firsts_.clear();
}

}  // namespace drawdown
