// What quantities of a contract cost, by its windows.
#pragma once

#include "sim/base/run_calendar.hpp"
#include "sim/model/contracts/contract.hpp"

namespace drawdown {

/// So much chip-time at a price, exact, rounded half up.
Money cost_of(ChipTime time, Price price);

/// Rounded half up.
Money part_of(ExactShare share, Money money);

/// The windows and the rates of one contract. Quantities are in chip-ms or, of a spend contract, in
/// micro-dollars.
class Tariff {
 public:
  Tariff(const Contract& contract, const RunCalendar& calendar);

  /// The end of the window in which `moment` is, whenever the contract ends.
  Instant window_end(Instant moment) const;
  /// Of a usage contract, for a chip-hour in a window that begins at `moment`; with a total: the
  /// derived one, over the whole contract.
  Price rate(Instant moment) const;
  /// What `quantity` in a window that begins at `begin` costs, after `before` in earlier windows.
  Money charge(Instant begin, std::int64_t before, std::int64_t quantity) const;
  /// What is owed for `due`, taken or not.
  std::int64_t obligation(std::int64_t due) const;

 private:
  Money part_of_total(std::int64_t quantity) const;

  const Contract& contract_;
  const RunCalendar& calendar_;
  std::int64_t whole_;  // all that is committed
};

/// What a contract costs if exactly its obligation is taken in every window, the first one cut to a
/// beginning: docs/contracts.md, "Prepayment".
class ContractValue {
 public:
  ContractValue(const Contract& contract, const RunCalendar& calendar, Instant begin);

  /// From the beginning to `moment`, which is not before that of the last call.
  Money up_to(Instant moment);

 private:
  Money window_up_to(Instant moment) const;
  std::int64_t due_up_to(Instant moment) const;

  const Contract& contract_;
  Tariff tariff_;
  Instant window_begin_;
  std::int64_t before_ = 0;
  Money charged_;
};

}  // namespace drawdown
