#include "sim/statistics/estimate.hpp"

#include "sim/base/errors.hpp"
#include "sim/statistics/doubts.hpp"

namespace drawdown {
namespace {

Interval interval_of(std::span<const double> values, std::size_t replications,
                     const Estimation& how) {
  require(how.method != IntervalMethod::none, "an estimation needs a method");
  Interval interval = how.method == IntervalMethod::bootstrap
                          ? bootstrap_interval(values, how.confidence, how.seed)
                          : mean_interval(values, how.confidence);
  if (values.size() < replications) {
    interval.warning =
        joined(interval.warning, fmt::format("{} of {} replications have no value",
                                             replications - values.size(), replications));
  }
  return interval;
}

}  // namespace

Interval estimate(Values values, const Estimation& how) {
  std::vector<double> known;
  for (const auto& value : values) {
    if (value) known.push_back(*value);
  }
  return interval_of(known, values.size(), how);
}

Interval paired_difference(Values a, Values b, const Estimation& how) {
  require(a.size() == b.size(), "{} and {} replications make no pairs", a.size(), b.size());
  std::vector<double> differences;
  for (std::size_t r = 0; r < a.size(); ++r) {
    if (a[r] && b[r]) differences.push_back(*a[r] - *b[r]);
  }
  return interval_of(differences, a.size(), how);
}

}  // namespace drawdown
