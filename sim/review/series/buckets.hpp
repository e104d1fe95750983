// The time that is shown, in parts.
#pragma once

#include <algorithm>

#include "sim/base/errors.hpp"
#include "sim/base/units.hpp"

namespace drawdown {

/// `[from, until)` in at most 1,500 parts of one width, the last of which may be shorter.
class Buckets {
 public:
  Buckets(Instant from, Instant until) : from_(from), until_(until) {
    require(from < until, "there is no time between {} and {} ms", to_ms(from), to_ms(until));
    constexpr std::int64_t kMost = 1500;
    width_ = Duration{divide_up((until - from).count(), kMost)};
    count_ = static_cast<std::size_t>(divide_up((until - from).count(), width_.count()));
  }

  Instant from() const { return from_; }
  Instant until() const { return until_; }
  Duration width() const { return width_; }
  std::size_t count() const { return count_; }

  /// The bucket of a moment that is shown.
  std::size_t of(Instant at) const { return static_cast<std::size_t>((at - from_) / width_); }
  Instant begin(std::size_t bucket) const {
    return from_ + width_ * static_cast<std::int64_t>(bucket);
  }
  Instant end(std::size_t bucket) const { return std::min(begin(bucket + 1), until_); }
  Duration length(std::size_t bucket) const { return end(bucket) - begin(bucket); }

  bool shows(Instant at) const { return from_ <= at && at < until_; }

 private:
  static constexpr std::int64_t divide_up(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
  }

  Instant from_;
  Instant until_;
  Duration width_{};
  std::size_t count_ = 0;
};

}  // namespace drawdown
