// What every kind of interval says of values that it should not be made of.
#pragma once

#include "sim/statistics/interval.hpp"
#include "sim/statistics/sample.hpp"

namespace drawdown {

/// The interval of no value, or of one.
Interval without_bounds(std::span<const double> values);

/// Warnings of fewer than `fewest` values, of values that are all alike, and of skewed ones.
std::string doubts_about(const Sample& sample, std::size_t fewest);

/// Two warnings in one, either of which may be empty.
std::string joined(std::string_view first, std::string_view second);

}  // namespace drawdown
