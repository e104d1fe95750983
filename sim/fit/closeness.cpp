#include "sim/fit/closeness.hpp"

#include <algorithm>

namespace drawdown {
namespace {

constexpr std::size_t kHour = 1;
constexpr std::size_t kDay = 24;

double duration_distance(std::span<const StreamFit> streams) {
  std::vector<Duration> durations;
  std::vector<FormShare> forms;
  for (const StreamFit& stream : streams) {
    for (const SizeGroup& group : stream.groups) {
      durations.insert(durations.end(), group.durations.begin(), group.durations.end());
      forms.push_back({&group.form, static_cast<double>(group.durations.size())});
    }
  }
  std::ranges::sort(durations);
  return ks_distance(durations, forms);
}

TraceAndForm correlation(std::span<const StreamFit> streams, std::size_t lag) {
  std::vector<double> counts(streams.front().counts.jobs.size());
  if (lag >= counts.size()) return {};
  double at_lag = 0;
  double variance = 0;
  for (const StreamFit& stream : streams) {
    std::ranges::transform(counts, stream.counts.jobs, counts.begin(), std::plus());
    at_lag += autocovariance(stream.arrivals, stream.counts, lag);
    variance += autocovariance(stream.arrivals, stream.counts, 0);
  }
  return {autocorrelation(counts, lag), at_lag / variance};
}

}  // namespace

Closeness closeness_of(std::span<const StreamFit> streams) {
  Closeness found;
  found.duration_distance = duration_distance(streams);
  found.after_hour = correlation(streams, kHour);
  found.after_day = correlation(streams, kDay);
  for (const StreamFit& stream : streams) {
    for (const SizeGroup& group : stream.groups) {
      const double by_form = chip_time_of(group);
      found.jobs += static_cast<std::int64_t>(group.durations.size());
      found.chip_ms.trace += group.chip_ms;
      found.chip_ms.form += by_form;
      TraceAndForm& share = found.chip_time_shares[bound_of(group)];
      share.trace += group.chip_ms;
      share.form += by_form;
    }
  }
  for (auto& [bound, share] : found.chip_time_shares) {
    share.trace /= found.chip_ms.trace;
    share.form /= found.chip_ms.form;
  }
  return found;
}

}  // namespace drawdown
