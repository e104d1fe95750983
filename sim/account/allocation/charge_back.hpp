// Which tenant bears the cost of what was paid for and not used.
#pragma once

#include "sim/account/allocation/allocation.hpp"
#include "sim/model/platform.hpp"

namespace drawdown {

/// What one tenant bears of what a payer paid in a month for unused chip-time of a place.
struct BorneCost {
  std::chrono::year_month month;
  ReservationId place;  ///< invalid: `unreserved`
  PaidAs as;
  CommitmentId commitment;  ///< invalid: at the list price
  std::string_view tenant;  ///< empty: borne centrally
  ChipTime time;            ///< none of what is `unreserved`
  Money cost;
};

/// Of what `allocate` says is paid for and not used: each payer's cost and chip-time at a place in
/// a month are kept. In order of month, place and payer (as, then commitment), then of tenants'
/// names.
std::vector<BorneCost> charge_back(std::span<const PaidCell> paid, ChargeBack rule,
                                   const Platform& platform);

}  // namespace drawdown
