// Values that hold until they change, over buckets.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "sim/review/series/buckets.hpp"

namespace drawdown {

/// A value over time, 0 until it is set: its integral over each bucket, in value x ms, and its
/// extremes. Takes no room as long as it is 0.
template <class Value>
class StepSeries {
 public:
  explicit StepSeries(const Buckets& buckets)
      : buckets_(&buckets), at_(buckets.from()), end_of_bucket_(buckets.from()) {}

  /// From `at` on, which never comes before the last one.
  void set(Instant at, Value value) {
    if (value == value_) return;
    hold(at);
    value_ = value;
  }
  /// It holds to the end of what is shown.
  void finish() { hold(buckets_->until()); }

  bool is_zero() const { return integrals_.empty(); }
  const std::vector<Value>& integrals() const { return integrals_; }
  const std::vector<Value>& low() const { return low_; }
  const std::vector<Value>& high() const { return high_; }

 private:
  void hold(Instant until) {
    until = std::min(until, buckets_->until());
    if (until <= at_) return;
    if (is_zero()) {
      if (value_ == Value{}) {
        at_ = until;
        return;
      }
      for (auto* values : {&integrals_, &low_, &high_}) values->resize(buckets_->count());
    }
    while (at_ < until) hold_in_bucket(until);
  }

  void hold_in_bucket(Instant until) {
    if (at_ >= end_of_bucket_) enter_bucket();
    low_[bucket_] = std::min(low_[bucket_], value_);
    high_[bucket_] = std::max(high_[bucket_], value_);
    const Instant stop = std::min(until, end_of_bucket_);
    integrals_[bucket_] += value_ * static_cast<Value>((stop - at_).count());
    at_ = stop;
  }

  // Where it begins within the bucket, it has been 0 there.
  void enter_bucket() {
    bucket_ = buckets_->of(at_);
    end_of_bucket_ = buckets_->end(bucket_);
    if (at_ == buckets_->begin(bucket_)) low_[bucket_] = high_[bucket_] = value_;
  }

  const Buckets* buckets_;
  Value value_{};
  Instant at_;  // it has been held until then
  std::size_t bucket_ = 0;
  Instant end_of_bucket_;  // at the start before the first
  std::vector<Value> integrals_;
  std::vector<Value> low_;
  std::vector<Value> high_;
};

using ChipSeries = StepSeries<std::int64_t>;
using NumberSeries = StepSeries<double>;

/// As docs/review.md has it: a number as short as it can be, with six digits.
nlohmann::ordered_json six_digits(double number);
/// A whole number without a fraction.
nlohmann::ordered_json short_number(double number);

/// The forms of docs/review.md; null of what is 0 everywhere. The series must be finished.
nlohmann::ordered_json chip_series_json(const ChipSeries& series);
nlohmann::ordered_json series_json(const Buckets& buckets, const NumberSeries& series);

/// Adds it under `key`, unless it is null.
void add_unless_null(nlohmann::ordered_json& object, std::string_view key,
                     nlohmann::ordered_json value);

}  // namespace drawdown
