#include "sim/model/geometry/unit_set.hpp"

#include <algorithm>
#include <bit>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

constexpr std::int32_t kWordBits = 64;

// Bits `low` to `high` of a word, both inside.
std::uint64_t mask(std::int32_t low, std::int32_t high) {
  const std::uint64_t up_to_high =
      high == kWordBits - 1 ? ~std::uint64_t{0} : (std::uint64_t{1} << (high + 1)) - 1;
  return up_to_high & (~std::uint64_t{0} << low);
}

}  // namespace

UnitSet::UnitSet(std::int64_t capacity)
    : words_(static_cast<std::size_t>((capacity + kWordBits - 1) / kWordBits)) {}

void UnitSet::insert(const UnitRanges& units) {
  for (const UnitRange& range : units) {
    const std::int32_t first_word = range.first / kWordBits;
    const std::int32_t last_word = range.last / kWordBits;
    for (std::int32_t word = first_word; word <= last_word; ++word) {
      const std::int32_t low = word == first_word ? range.first % kWordBits : 0;
      const std::int32_t high = word == last_word ? range.last % kWordBits : kWordBits - 1;
      std::uint64_t& bits = words_[static_cast<std::size_t>(word)];
      require((bits & mask(low, high)) == 0, "unit {} is given back twice", range.first);
      bits |= mask(low, high);
    }
    first_ = std::min(first_, static_cast<std::size_t>(first_word));
    size_ += range.last - range.first + 1;
  }
}

UnitRanges UnitSet::take_lowest(std::int64_t count) {
  require(count <= size_, "{} units are asked for where {} are free", count, size_);
  size_ -= count;
  UnitRanges taken;
  for (std::size_t word = first_; count > 0; ++word) {
    std::uint64_t& bits = words_[word];
    while (bits != 0 && count > 0) {
      const int low = std::countr_zero(bits);
      const auto length =
          static_cast<std::int32_t>(std::min<std::int64_t>(std::countr_one(bits >> low), count));
      const std::int32_t first = static_cast<std::int32_t>(word) * kWordBits + low;
      bits &= ~mask(low, low + length - 1);
      count -= length;
      if (!taken.empty() && taken.back().last + 1 == first) {
        taken.back().last = first + length - 1;
      } else {
        taken.push_back({first, first + length - 1});
      }
    }
    first_ = word;
  }
  return taken;
}

}  // namespace drawdown
