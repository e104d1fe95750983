// What one contract's period paid for, and what each part of it cost.
#pragma once

#include <vector>

#include "sim/account/commitments/contract/contract_windows.hpp"

namespace drawdown {

/// A month, for contracts settled by the hour or the month, and else a window (docs/contracts.md,
/// "Effective cost").
class Period {
 public:
  Period(CommitmentId contract, const Contract& terms) : contract_(contract), terms_(terms) {}

  /// What is taken from now on is of this month.
  void enter(std::chrono::year_month month);
  /// Of the place with this index in the contract's scope; `quantity` as the contract counts.
  void take(std::size_t place, bool used, ChipTime time, std::int64_t quantity,
            std::optional<Price> list_price);
  /// A window of the period is settled.
  void add(const PeriodOfContract& window, const std::vector<ContractWindows::Month>& months);
  /// Puts the period, and what it paid for, into the statement, and begins the next.
  void close(Statement& statement);

 private:
  struct Part {
    ChipTime time;
    std::int64_t quantity = 0;
    ExactCost list_cost{};
  };
  struct Month {
    std::chrono::year_month month;
    std::vector<Part> takes;  // by place in scope, used before idle
    std::int64_t shortfall = 0;
  };

  CommitmentId contract_;
  const Contract& terms_;
  std::vector<Month> months_;
  std::optional<PeriodOfContract> sum_;
};

}  // namespace drawdown
