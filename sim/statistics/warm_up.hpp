// Where a series has settled: how much of its beginning to leave out.
#pragma once

#include <span>
#include <string>

namespace drawdown {

/// Observations of a batch.
inline constexpr std::size_t kWarmUpBatch = 5;
/// A series of fewer batches is too short to judge.
inline constexpr std::size_t kFewestWarmUpBatches = 10;

/// How many batches to leave out.
struct WarmUp {
  std::size_t batches = 0;
  std::string warning;  ///< why the cut should not be trusted; empty: no reason is known
};

/// MSER: of k batch means, leaves out the first d, 0 <= d <= k / 2, with the smallest d among those
/// that minimise sum over the rest of (mean - mean of the rest)^2 / (k - d)^2, the squared marginal
/// standard error of what is kept.
///
/// White: An effective truncation heuristic for bias reduction in simulation output, Simulation 69,
/// 1997; with batches of 5 (MSER-5) White, Cobb, Spratt: A comparison of five steady-state
/// truncation heuristics for simulation, WSC 2000; the bound of half the series, because of the few
/// values near its end, Franklin and White: Stationarity tests and MSER-5, WSC 2008. A minimum at
/// the bound means that the series never settles: the warning says so, and so it does for fewer
/// than kFewestWarmUpBatches, of which none is left out.
WarmUp mser(std::span<const double> batch_means);

/// MSER-5: how many observations to leave out, a multiple of 5. Those beyond the last whole batch
/// have no say.
struct Truncation {
  std::size_t observations = 0;
  std::string warning;
};
Truncation mser5(std::span<const double> series);

}  // namespace drawdown
