// What contracts and list prices come to: the result of a run's commitments, before it is split
// over causes and tenants.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/contracts/contract.hpp"

namespace drawdown {

using ContractId = Id<struct ContractTag>;

/// The chip-time of one reservation or market in one hour, or a part of it.
struct Metered {
  ChipTime used;         ///< by gangs, all that they hold
  ChipTime idle;         ///< of bound units, all else; none in a market
  ChipTime undelivered;  ///< that it asks for and does not bind
  ChipTime in_repair;    ///< of `idle`
};

enum class PaidAs {
  owned,    ///< own hardware, of the pool of the place
  taken,    ///< by a contract
  overage,  ///< of a contract
  listed,   ///< at the list price
};

/// What one payer took of the used or idle chip-time of a place in a month, and what it cost.
struct Take {
  std::chrono::year_month month;
  ReservationId place;
  bool used;
  PaidAs as;
  ContractId contract;  ///< invalid: owned, listed
  ChipTime time;
  Money cost;
};

/// What a contract was not taken up for in a month, and what that cost. No chip-time: of a spend
/// contract, or a termination.
struct Shortfall {
  std::chrono::year_month month;
  ContractId contract;
  ChipTime time;
  Money cost;
};

enum class BillKind { bill, prepayment, paid_back, termination, overage, credit };

/// Money that is due in a month.
struct Bill {
  std::chrono::year_month month;
  ContractId contract;
  BillKind kind;
  Money amount;  ///< credits and what is paid back are below zero
};

/// What commitments.csv says of one contract's period: quantities in chip-ms or micro-dollars.
struct PeriodOfContract {
  ContractId contract;
  Instant from;
  Instant until;
  std::int64_t quantity;
  std::int64_t obligation;
  std::int64_t taken;
  std::int64_t overage;
  std::int64_t made_up;
  std::int64_t shortfall;
  std::int64_t makeup_balance;  ///< at its end
  std::int64_t carry_balance;   ///< at its end
  Money charge;
  Money overage_charge;
};

/// All of a run, in order of month, then of contracts, then of the platform.
struct Statement {
  std::vector<Take> takes;
  std::vector<Shortfall> shortfalls;
  std::vector<Bill> bills;
  std::vector<PeriodOfContract> periods;
  std::vector<Money> prepaid_balance;  ///< by contract: not amortised when the run ends
};

}  // namespace drawdown
