#include "sim/workload/services/request_rate.hpp"

#include "sim/base/text.hpp"

namespace drawdown {

std::optional<RequestRate> Quantity<RequestRate>::parse(std::string_view text) {
  const auto [amount, unit] = split_unit(text);
  if (unit != "requests/s" && unit != "request/s") return std::nullopt;
  const auto milli = parse_scaled(amount, 1000);
  if (!milli || *milli <= 0 || *milli > kMostRequests.value()) return std::nullopt;
  return RequestRate{*milli};
}

}  // namespace drawdown
