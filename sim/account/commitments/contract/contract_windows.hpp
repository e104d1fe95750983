// One contract's windows: what was taken is set against what is owed.
#pragma once

#include <deque>
#include <vector>

#include "sim/account/commitments/statement.hpp"
#include "sim/model/contracts/tariff.hpp"

namespace drawdown {

/// Quantities are in chip-ms or, of a spend contract, in micro-dollars. Windows follow each other.
class ContractWindows {
 public:
  /// The part of a window that lies in one month.
  struct Month {
    std::chrono::year_month month;
    std::int64_t obligation;
    std::int64_t taken;
    std::int64_t shortfall;  ///< known when the window is settled
  };

  ContractWindows(const Contract& contract, const RunCalendar& calendar);

  /// Begins a window at `moment`, unless one is open.
  void begin(Instant moment);
  bool open() const { return open_; }
  /// Of the open window, whenever the run ends.
  Instant end() const { return end_; }

  /// What the open window has not taken of what it can take.
  std::int64_t room() const { return quantity_ + makeup_ - taken_; }
  void take(std::int64_t quantity) { taken_ += quantity; }
  void exceed(ChipTime overage) { overage_ += overage; }
  /// What is due with `pay_on_delivery`.
  void deliver(std::int64_t due) { delivered_ += due; }

  /// The month is over at `moment`, and the open window is not.
  void end_month(std::chrono::year_month month, Instant moment);
  /// Ends the open window. `month` is that of its last moment.
  PeriodOfContract settle(std::chrono::year_month month, Instant moment);
  /// Of the window that was settled last.
  const std::vector<Month>& months() const { return months_; }

  /// What is to be billed by `moment`, of all windows: the charges of those that are settled, and
  /// what the contract's billing asks for of the open one.
  Money billable(Instant moment) const;
  Money billable_overage() const;

 private:
  struct Lot {
    std::int64_t left;
    Instant lapses;
  };

  std::int64_t quantity_up_to(Instant moment) const;
  std::int64_t obligation_up_to(Instant moment) const;
  std::int64_t above(std::int64_t obligation) const;
  std::int64_t paid_for(std::int64_t made_up) const;
  void split_shortfall(std::int64_t shortfall);
  void make_up(std::int64_t quantity);
  void lapse(Instant moment);

  const Contract& contract_;
  const RunCalendar& calendar_;
  Tariff tariff_;
  bool open_ = false;
  Instant begin_;
  Instant end_;
  std::int64_t before_ = 0;  // committed before the open window
  std::int64_t quantity_ = 0;
  std::int64_t taken_ = 0;
  ChipTime overage_;
  std::int64_t delivered_ = 0;
  std::vector<Month> months_;
  std::deque<Lot> lots_;     // of what can be made up, oldest first
  std::int64_t makeup_ = 0;  // their sum
  std::int64_t carry_ = 0;
  std::int64_t paid_ = 0;  // quantities that earlier windows charged
  Money charged_;
  Money overage_charged_;
};

}  // namespace drawdown
