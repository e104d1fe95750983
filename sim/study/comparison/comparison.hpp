// What differs between two runs, or two points: in what went in, and in what came out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/config/tree_differences.hpp"
#include "sim/study/comparison/side.hpp"

namespace drawdown {

/// A figure that is not the same on both sides.
struct FigureDifference {
  std::string figure;
  std::optional<double> a;  ///< of a point: the mean over its replications
  std::optional<double> b;
  /// Of b - a over the replications that have met the same random numbers on both sides; without
  /// bounds for two runs.
  Interval difference;
};

/// The inputs and the figures that differ, and how many figures are alike.
struct Comparison {
  std::vector<TreeDifference> inputs;
  std::vector<FigureDifference> figures;
  std::size_t alike = 0;
};

Comparison compare(const Side& a, const Side& b);

/// For people, aligned.
std::string comparison_text(const Side& a, const Side& b, const Comparison& comparison);
/// One object.
std::string comparison_json(const Side& a, const Side& b, const Comparison& comparison);

}  // namespace drawdown
