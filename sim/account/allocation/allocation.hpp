// Who paid for every chip-millisecond of the waterfall, and how much.
#pragma once

#include <span>
#include <string_view>

#include "sim/account/causes.hpp"
#include "sim/account/commitments/statement.hpp"

namespace drawdown {

/// A month's chip-time of a place under one cause. Names must outlive it.
struct WaterfallCell {
  std::chrono::year_month month;
  ReservationId place;
  Cause cause;
  std::string_view tenant;  ///< empty: nobody used the chips
  ChipTime time;
};

/// What stands for a cause where a cost is of no reservation.
inline constexpr std::string_view kUnreserved = "unreserved";

/// The part of a cell that one payer paid for.
struct PaidCell {
  std::chrono::year_month month;
  ReservationId place;         ///< invalid: `unreserved`, a cost without chip-time
  std::optional<Cause> cause;  ///< nothing: `unreserved`
  std::string_view tenant;
  std::optional<PaidAs> as;  ///< nothing: nobody pays
  CommitmentId commitment;   ///< invalid: at the list price, or nobody
  ChipTime time;
  Money cost;

  bool used() const { return cause && *cause >= kFirstHeld; }
};

/// Splits what the statement's takes and shortfalls cost over the cells of a run:
/// docs/contracts.md, "Effective cost". Cells are in order of month, place, cause and tenant's
/// name. Of every cell the chip-time is kept, and of every take and shortfall the cost; what is
/// paid for is in the order of the cells, then in that in which it was paid, and what is
/// `unreserved` ends a month.
std::vector<PaidCell> allocate(std::span<const WaterfallCell> cells, const Statement& statement,
                               const std::vector<Contract>& contracts);

}  // namespace drawdown
