// The values between two amounts: those of a range, and those that a sample may draw.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/design/amount.hpp"

namespace drawdown {

/// Amounts from one end to another, both inside, in one unit. Durations are counted in whole
/// milliseconds; they are written in the unit of `from` where all are exact in it, else in seconds.
class AmountRange {
 public:
  /// Why two amounts make no range; empty where they do.
  static std::string problem_of(const Amount& from, const Amount& to);

  AmountRange(const Amount& from, const Amount& to);

  bool is_increasing() const { return from_ < to_; }
  /// Whether both ends are above zero.
  bool is_positive() const { return from_ > 0 && to_ > 0; }

  /// How many steps lead from one end to the other; nothing where none do, exactly.
  std::optional<std::int64_t> steps_of(const Amount& step) const;
  /// from, from + step, ... to, where the steps lead there.
  std::vector<std::string> by_step(const Amount& step) const;
  /// `count` values (2 at least) with equal differences, or with equal ratios.
  std::vector<std::string> evenly(std::size_t count) const;
  std::vector<std::string> evenly_in_ratio(std::size_t count) const;

  /// The values at the coordinates, each in [0, 1): equally probable amounts, or logarithms of
  /// amounts. Whole numbers where both ends are written as such.
  std::vector<std::string> at(const std::vector<double>& coordinates, bool is_log) const;

 private:
  std::vector<std::string> texts_of(const std::vector<Decimal>& numbers) const;
  double whole_at(double u, bool is_log) const;

  Wide from_ = 0;  // both ends, as counts of 10^-decimals of the unit; of time: of a millisecond
  Wide to_ = 0;
  int decimals_ = 0;
  std::string unit_;
  std::int64_t unit_ms_ = 0;  // of time
  bool is_whole_ = false;
};

}  // namespace drawdown
