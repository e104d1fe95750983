#include "sim/model/geometry/unit_set.hpp"

#include <bit>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

std::uint64_t lowest_bits(std::uint64_t bits, std::int64_t count) {
  if (std::popcount(bits) <= count) return bits;
  std::uint64_t rest = bits;
  for (; count > 0; --count) rest &= rest - 1;
  return bits ^ rest;
}

}  // namespace

void append_bits(UnitRanges& units, std::int32_t base, std::uint64_t bits) {
  while (bits != 0) {
    const int low = std::countr_zero(bits);
    const int end = low + std::countr_one(bits >> low);
    if (!units.empty() && units.back().last + 1 == base + low) {
      units.back().last = base + end - 1;
    } else {
      units.push_back({base + low, base + end - 1});
    }
    if (end == kWordBits) return;
    bits = bits >> end << end;
  }
}

void append_lowest(UnitRanges& units, std::span<const std::uint64_t> words, std::size_t first,
                   std::int64_t count) {
  std::uint64_t wanted = ~std::uint64_t{0} << first % kWordBits;
  for (std::size_t word = first / kWordBits; count > 0 && word < words.size(); ++word) {
    const std::uint64_t bits = lowest_bits(words[word] & wanted, count);
    append_bits(units, static_cast<std::int32_t>(word) * kWordBits, bits);
    count -= std::popcount(bits);
    wanted = ~std::uint64_t{0};
  }
  require(count == 0, "{} of the units that are asked for are not free", count);
}

UnitSet::UnitSet(std::int64_t capacity)
    : words_(static_cast<std::size_t>((capacity + kWordBits - 1) / kWordBits)) {}

bool UnitSet::contains(const UnitRange& units) const {
  bool all = true;
  for_each_stretch(units, kWordBits, [&](std::size_t word, std::uint64_t bits) {
    all = all && (words_[word] & bits) == bits;
  });
  return all;
}

UnitRanges UnitSet::lowest(std::int64_t count) const {
  UnitRanges units;
  append_lowest(units, words_, first_ * kWordBits, count);
  return units;
}

void UnitSet::insert(const UnitRanges& units) {
  for (const UnitRange& range : units) {
    for_each_stretch(range, kWordBits, [&](std::size_t word, std::uint64_t bits) {
      require((words_[word] & bits) == 0, "unit {} is given back twice", range.first);
      words_[word] |= bits;
      first_ = std::min(first_, word);
    });
    size_ += range.last - range.first + 1;
  }
}

void UnitSet::erase(const UnitRanges& units) {
  const std::int64_t before = size_;
  withdraw(units);
  std::int64_t count = 0;
  for (const UnitRange& range : units) count += range.last - range.first + 1;
  require(before - size_ == count, "a unit is taken that is not free");
}

UnitRanges UnitSet::take_lowest(std::int64_t count) {
  UnitRanges taken = lowest(count);
  erase(taken);
  return taken;
}

void UnitSet::withdraw(const UnitRanges& units) {
  for (const UnitRange& range : units) {
    for_each_stretch(range, kWordBits, [&](std::size_t word, std::uint64_t bits) {
      size_ -= std::popcount(words_[word] & bits);
      words_[word] &= ~bits;
    });
  }
  while (first_ < words_.size() && words_[first_] == 0) ++first_;
}

}  // namespace drawdown
