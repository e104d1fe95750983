#include "sim/statistics/doubts.hpp"

#include "sim/base/errors.hpp"

namespace drawdown {

Interval without_bounds(std::span<const double> values) {
  require(values.size() < 2, "{} values have bounds", values.size());
  Interval interval;
  interval.n = values.size();
  interval.warning = values.empty() ? "there is no value" : "one value has no interval";
  if (!values.empty()) interval.mean = values.front();
  return interval;
}

std::string doubts_about(const Sample& sample, std::size_t fewest) {
  std::string text;
  if (sample.n < fewest) text = fmt::format("fewer than {} values", fewest);
  if (sample.variance == 0) return joined(text, "all values are alike");
  if (!is_skewed(sample)) return text;
  return joined(text, fmt::format("values are skewed by {:.1f}", sample.skewness));
}

std::string joined(std::string_view first, std::string_view second) {
  return fmt::format("{}{}{}", first, first.empty() || second.empty() ? "" : "; ", second);
}

}  // namespace drawdown
