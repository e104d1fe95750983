#include "sim/fit/closeness.hpp"

#include <algorithm>
#include <functional>
#include <span>

#include "sim/fit/arrivals/expected_correlations.hpp"

namespace drawdown {
namespace {

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

void set_correlations(std::span<const StreamFit> streams, Closeness& closeness) {
  constexpr std::size_t kLags[] = {1, 24};
  std::vector<double> counts(streams.front().counts.jobs.size());
  std::vector<FormOfCounts> forms;
  for (const StreamFit& stream : streams) {
    std::ranges::transform(counts, stream.counts.jobs, counts.begin(), std::plus());
    forms.push_back({&stream.arrivals, &stream.counts});
  }
  const std::vector<double> expected = expected_autocorrelations(forms, kLags);
  closeness.after_hour = {autocorrelation(counts, kLags[0]), expected[0]};
  closeness.after_day = {autocorrelation(counts, kLags[1]), expected[1]};
}

Closeness together(std::span<const StreamFit> streams) {
  Closeness found;
  found.duration_distance = duration_distance(streams);
  set_correlations(streams, found);
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

}  // namespace

ClosenessOfFit closeness_of(const WorkloadFit& fit) {
  ClosenessOfFit found;
  for (const StreamFit& stream : fit.streams) found.streams.push_back(together({&stream, 1}));
  found.whole = together(fit.streams);
  return found;
}

}  // namespace drawdown
