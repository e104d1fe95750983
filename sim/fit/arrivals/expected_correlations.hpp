// How counts of hours go together in a series as long as the trace.
#pragma once

#include <span>
#include <vector>

#include "sim/fit/arrivals/arrival_form.hpp"

namespace drawdown {

/// A form of arrivals, and the counts whose hours it is for.
struct FormOfCounts {
  const ArrivalForm* form = nullptr;
  const HourCounts* counts = nullptr;
};

/// The mean autocorrelation, at each of the lags, of the counts of independent streams together, in
/// series of the length of the trace: over 32 courses of the levels, always the same ones, that are
/// drawn as a generated stream draws them.
///
/// The autocorrelation of a long series would have a closed form. In a short one with wide levels
/// it is higher, since the rare hours that make up much of the variance are mostly lacking. For
/// each course, the deviations are those of the rates; chance adds dispersion x rate to the
/// variance.
///
/// All counts are of the same hours; 0 at a lag that they do not have.
std::vector<double> expected_autocorrelations(std::span<const FormOfCounts> streams,
                                              std::span<const std::size_t> lags);

}  // namespace drawdown
