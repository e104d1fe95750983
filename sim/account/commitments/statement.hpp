// What contracts and list prices come to: the result of a run's commitments, before it is split
// over causes and tenants.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/exact.hpp"
#include "sim/base/units.hpp"
#include "sim/model/contracts/contract.hpp"

namespace drawdown {

/// A run's contracts, in file order, then its own hardware, by pool.
using CommitmentId = Id<struct CommitmentTag>;

/// The chip-time of one reservation or market in one hour, or a part of it.
struct Metered {
  ChipTime used;         ///< by gangs, all that they hold
  ChipTime idle;         ///< of bound units, all else; none in a market
  ChipTime undelivered;  ///< that it asks for and does not bind
  ChipTime in_repair;    ///< of `idle`
};

/// In the order in which they pay.
enum class PaidAs {
  taken,    ///< by a commitment
  overage,  ///< of a contract
  listed,   ///< at the list price
};

/// What chip-time costs at prices that change: exact, until it is rounded.
class ExactCost {
 public:
  /// Without a price it costs nothing.
  void add(ChipTime time, std::optional<Price> price);
  ExactCost& operator+=(const ExactCost& other);
  /// Rounded half up; nothing if nothing of it had a price.
  std::optional<Money> rounded() const;

 private:
  Wide sum_ = 0;  // in micro-dollar-ms an hour
  bool priced_ = false;
};

/// What one payer took of the used or idle chip-time of a place in a month, and what it cost.
struct Take {
  std::chrono::year_month month;
  ReservationId place;
  bool used;
  PaidAs as;
  CommitmentId commitment;  ///< invalid: listed
  ChipTime time;
  Money cost;
  ExactCost list_cost;  ///< of all of it, without contracts and their discounts
};

/// What a commitment cost in a month beside what was taken of it.
struct Shortfall {
  std::chrono::year_month month;
  CommitmentId commitment;
  ChipTime time;  ///< of a usage contract that was not taken up; else none
  Money cost;
};

enum class BillKind {
  bill,  ///< of a contract's charge, less what is amortised
  prepayment,
  paid_back,
  termination,
  capital,
  operation,
  overage,
  credit,
};

/// Money that is due in a month.
struct Bill {
  std::chrono::year_month month;
  CommitmentId commitment;
  BillKind kind;
  Money amount;  ///< credits and what is paid back are below zero
};

/// What commitments.csv says of one contract's period: quantities in chip-ms or micro-dollars.
struct PeriodOfContract {
  CommitmentId contract;
  Instant from;
  Instant until;
  std::int64_t quantity = 0;
  std::int64_t obligation = 0;
  std::int64_t taken = 0;
  std::int64_t overage = 0;
  std::int64_t made_up = 0;
  std::int64_t shortfall = 0;
  std::int64_t makeup_balance = 0;  ///< at its end
  std::int64_t carry_balance = 0;   ///< at its end
  Money charge{};
  Money overage_charge{};
};

/// All of a run.
struct Statement {
  /// By month, place, used before idle; then in the order in which they pay.
  std::vector<Take> takes;
  std::vector<Shortfall> shortfalls;      ///< by month, then in order of coverage
  std::vector<Bill> bills;                ///< by month, commitment and kind
  std::vector<PeriodOfContract> periods;  ///< by contract and time
  std::vector<CommitmentId> order;        ///< of coverage: own hardware, then contracts
  /// By commitment: prepayments that are not amortised, capital that is not written off.
  std::vector<Money> balances;
  ChipTime unpriced;  ///< that nobody pays for
};

}  // namespace drawdown
