// The fields of a CSV row, one after another.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "sim/account/power_meter.hpp"
#include "sim/base/output_file.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

/// Appends fields to a buffer, with commas between them.
class Row {
 public:
  explicit Row(TextBuffer& out) : out_(out) {}

  Row& text(std::string_view field) {
    next();
    out_.append_csv_field(field);
    return *this;
  }
  /// `2026-01`.
  Row& month(std::chrono::year_month month);
  Row& number(std::int64_t value) {
    next();
    out_.append_number(value);
    return *this;
  }
  Row& seconds(Duration time) {
    next();
    out_.append_seconds(time.count());
    return *this;
  }
  Row& seconds(Instant moment) { return seconds(moment - kRunStart); }
  /// To the milli-request: `12`, or `12.345`.
  Row& requests_per_s(RequestRate rate) {
    next();
    out_.append_seconds(rate.value());
    return *this;
  }
  /// In MW, with as many decimals as it has: `1.5`.
  Row& megawatts(Milliwatts power);
  /// A whole number of millionths, with six decimals: `-1.500000`.
  Row& millionths(std::int64_t amount);
  /// In dollars, with as many decimals as it has.
  Row& dollars(std::int64_t micro_usd);
  /// Ranges of units: `0-3 8`.
  Row& units(const UnitRanges& ranges);
  /// Fields that are quoted and joined already.
  Row& ready(std::string_view fields) {
    next();
    out_.append(fields);
    return *this;
  }
  Row& empty(int fields = 1) {
    for (; fields > 0; --fields) next();
    return *this;
  }
  void end() { out_.push_back('\n'); }

 private:
  // amount / 10^decimals; not negative.
  Row& decimal(std::int64_t amount, int decimals);
  void next() {
    if (!first_) out_.push_back(',');
    first_ = false;
  }

  TextBuffer& out_;
  bool first_ = true;
};

/// The fields `pool,reservation` of every partition, ready to be appended.
class PartitionLabels {
 public:
  explicit PartitionLabels(const RunState& state);
  void append(Row& row, PartitionId partition) const { row.ready(labels_[partition.index()]); }

 private:
  std::vector<std::string> labels_;
};

}  // namespace drawdown
