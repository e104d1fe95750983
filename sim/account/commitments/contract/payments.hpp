// One contract's bills: what of its charges is paid ahead, and what that leaves of each month's.
#pragma once

#include "sim/account/commitments/statement.hpp"
#include "sim/model/contracts/tariff.hpp"

namespace drawdown {

/// What is paid ahead depends on the run's end, so that bills are known then only.
class Payments {
 public:
  Payments(CommitmentId contract, const Contract& terms, const RunCalendar& calendar);

  /// Of a month in which the contract is in force, after the one before: `until` is its end, that
  /// of the run or that of the contract.
  void charge(std::chrono::year_month month, Instant until, Money charges);
  /// Bills, prepayments and what is paid back. Returns what is prepaid, and neither amortised nor
  /// paid back.
  Money finish(Instant horizon, Statement& statement) const;

 private:
  struct Month {
    std::chrono::year_month month;
    Instant until;
    Money charges;
  };

  Money prepaid(Money value, Instant until) const;

  CommitmentId contract_;
  const Contract& terms_;
  const RunCalendar& calendar_;
  Instant begin_;
  std::vector<Month> months_;
};

}  // namespace drawdown
