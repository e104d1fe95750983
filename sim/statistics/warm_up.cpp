#include "sim/statistics/warm_up.hpp"

#include <vector>

namespace drawdown {

// Goes from the end to the beginning, with the running mean and sum of squares of what is kept
// (Welford, Technometrics 4, 1962).
WarmUp mser(std::span<const double> batch_means) {
  const std::size_t all = batch_means.size();
  if (all < kFewestWarmUpBatches) return {0, "the series is too short to find its warm-up"};
  const std::size_t bound = all / 2;
  double mean = 0;
  double squares = 0;
  WarmUp best;
  double least = 0;
  for (std::size_t cut = all; cut-- > 0;) {
    const auto kept = static_cast<double>(all - cut);
    const double deviation = batch_means[cut] - mean;
    mean += deviation / kept;
    squares += deviation * (batch_means[cut] - mean);
    if (cut > bound) continue;
    const double error = squares / (kept * kept);
    if (cut == bound || error <= least) {
      least = error;
      best.batches = cut;
    }
  }
  if (best.batches == bound) best.warning = "the series has not settled in its first half";
  return best;
}

Truncation mser5(std::span<const double> series) {
  std::vector<double> means(series.size() / kWarmUpBatch);
  for (std::size_t i = 0; i < means.size(); ++i) {
    for (const double value : series.subspan(i * kWarmUpBatch, kWarmUpBatch)) means[i] += value;
    means[i] /= static_cast<double>(kWarmUpBatch);
  }
  WarmUp cut = mser(means);
  return {cut.batches * kWarmUpBatch, std::move(cut.warning)};
}

}  // namespace drawdown
