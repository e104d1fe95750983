// How lengths of time that are drawn at random are written in an input file.
//
//   lognormal: {median: 14 min, sigma: 2.2}     # one of these
//   exponential: {mean: 1 h}
//   fixed: 10 min
//   triangular: {min: 0 d, mode: 60 d, max: 270 d}
#pragma once

#include <string_view>

#include "sim/config/reader.hpp"
#include "sim/model/distribution.hpp"

namespace drawdown {

/// The distribution that is the one key of its kind in a mapping; the mapping may have others.
DurationDistribution read_distribution(MapReader& reader);

/// A duration that must be there, and above 0.
Duration read_positive(MapReader& reader, std::string_view key);

}  // namespace drawdown
