// In which markets jobs run, beside reservations.
#pragma once

#include <compare>

#include "sim/config/reader.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// The kinds of markets that a job may use.
struct MarketUse {
  bool on_demand = true;
  bool spot = true;

  bool allows(MarketKind kind) const { return kind == MarketKind::spot ? spot : on_demand; }
  constexpr auto operator<=>(const MarketUse&) const = default;
};

/// The key `markets` of a stream or a trace: `none`, or a list of kinds; where it is absent, all.
MarketUse read_market_use(MapReader& jobs);

}  // namespace drawdown
