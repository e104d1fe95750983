// Requests over time, as services count them.
#pragma once

#include <optional>
#include <string_view>

#include "sim/base/units.hpp"
#include "sim/config/quantity.hpp"

namespace drawdown {

/// Requests over time, in whole milli-requests a second.
using RequestRate = Count<struct RequestRateTag>;
/// A number of requests, in milli-requests a second x ms: millionths of a request.
__extension__ using MicroRequests = __int128;

/// More than this cannot be counted with: a billion requests a second.
inline constexpr RequestRate kMostRequests{1'000'000'000'000};

constexpr MicroRequests operator*(RequestRate rate, Duration time) {
  return static_cast<MicroRequests>(rate.value()) * time.count();
}

constexpr double per_second(RequestRate rate) {
  return static_cast<double>(rate.value()) / 1000;
}

/// Above 0, exact, and no more than kMostRequests.
template <>
struct Quantity<RequestRate> {
  static constexpr std::string_view expected =
      "a rate above 0, in whole thousandths of requests/s, e.g. 12.5 requests/s";
  static std::optional<RequestRate> parse(std::string_view text);
};

}  // namespace drawdown
