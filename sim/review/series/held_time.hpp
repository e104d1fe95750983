// What many hold at a time, over buckets.
#pragma once

#include <vector>

#include "sim/base/exact.hpp"
#include "sim/review/series/buckets.hpp"

namespace drawdown {

/// A number of chips, some of them in part, as a whole number of 2^-32 of a chip: sums of them
/// forget nothing, so that what was taken and given back leaves nothing behind.
struct ChipParts {
  static constexpr std::int64_t kOne = std::int64_t{1} << 32;

  /// chips x numerator / denominator.
  static Wide of(Chips chips, std::int64_t numerator, std::int64_t denominator) {
    return product(chips.value(), numerator) * kOne / denominator;
  }
};

/// Adds up what holders have from one moment to another, in any order of them.
class HeldTime {
 public:
  explicit HeldTime(const Buckets& buckets) : buckets_(&buckets), changes_(buckets.count() + 2) {}

  /// `parts` over `[begin, end)`, as far as it is shown.
  void add(Instant begin, Instant end, Wide parts) {
    begin = std::max(begin, buckets_->from());
    end = std::min(end, buckets_->until());
    if (begin >= end) return;
    step(begin, parts);
    step(end, -parts);
  }

  /// Chips x ms in each bucket.
  std::vector<double> integrals() const {
    std::vector<double> sums;
    Wide sum = 0;
    for (std::size_t i = 0; i < buckets_->count(); ++i) {
      sum += changes_[i];
      sums.push_back(static_cast<double>(sum) / static_cast<double>(ChipParts::kOne));
    }
    return sums;
  }

 private:
  // From `at` on, it is more by so much.
  void step(Instant at, Wide parts) {
    const std::size_t bucket = buckets_->of(at);
    const std::int64_t before = (at - buckets_->begin(bucket)).count();
    changes_[bucket] += parts * (buckets_->width().count() - before);
    changes_[bucket + 1] += parts * before;
  }

  const Buckets* buckets_;
  std::vector<Wide> changes_;  // of the integrals, from bucket to bucket
};

}  // namespace drawdown
