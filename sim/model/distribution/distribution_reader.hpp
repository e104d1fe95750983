// How lengths of time that are drawn at random are written in an input file.
//
//   lognormal: {median: 14 min, sigma: 2.2}     # one of these
//   exponential: {mean: 1 h}
//   fixed: 10 min
//   triangular: {min: 0 d, mode: 60 d, max: 270 d}
//   weibull: {scale: 1 h, shape: 0.6}
//   gamma: {mean: 1 h, shape: 0.5}
//   hyperexponential: [{mean: 10 min, weight: 9}, {mean: 5 h}]      # default weight 1
//   mixture: [{fixed: 3 min, weight: 3}, {exponential: {mean: 1 h}}]   # of any but mixtures
//   empirical: {file: jobs.csv, column: run_s, unit: s}    # one of the values
#pragma once

#include <string_view>

#include "sim/config/reader.hpp"
#include "sim/model/distribution/distribution.hpp"

namespace drawdown {

/// Beyond this, sums of weights lose the small ones among them.
inline constexpr double kMostWeight = 1e9;

/// The distribution that is the one key of its kind in a mapping; the mapping may have others.
DurationDistribution read_distribution(MapReader& reader);

/// A duration that must be there, and above 0.
Duration read_positive(MapReader& reader, std::string_view key);

/// The key `weight`, default 1: in proportion to others, from 0 to kMostWeight.
double read_weight(MapReader& reader);

/// A number that must be there, from `least` to `most`.
double read_within(MapReader& reader, std::string_view key, double least, double most);

}  // namespace drawdown
