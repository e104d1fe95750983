// One contract over a run: what it takes in each hour, and what that comes to.
#pragma once

#include <span>
#include <vector>

#include "sim/account/commitments/contract/payments.hpp"
#include "sim/account/commitments/contract/period.hpp"
#include "sim/model/contracts/price_list.hpp"

namespace drawdown {

/// What of an hour's chip-time nobody has taken yet, by place.
struct HourLeft {
  std::vector<ChipTime> used;
  std::vector<ChipTime> idle;
  std::vector<std::optional<ListPrice>> prices;
  std::int64_t price_version = 0;  ///< grows when a price changes

  ChipTime& of(std::size_t place, bool is_used) { return is_used ? used[place] : idle[place]; }
  std::optional<Price> price(std::size_t place, bool is_used) const {
    if (!prices[place]) return std::nullopt;
    return is_used ? prices[place]->price : prices[place]->unused;
  }
};

/// Hours and months come in order; `terms` and `calendar` must outlive it.
class ContractAccount {
 public:
  ContractAccount(CommitmentId id, const Contract& terms, const Platform& platform,
                  const RunCalendar& calendar);

  CommitmentId id() const { return id_; }
  const Contract& terms() const { return terms_; }
  bool in_force(Instant hour) const { return terms_.from <= hour && hour < terms_.end(); }
  bool covers(ReservationId place) const;

  /// The hour, or part of one, `[from, until)`, in which the contract is in force; it covers none
  /// of `metered` yet.
  void begin_hour(std::chrono::year_month month, Instant from, Instant until,
                  std::span<const Metered> metered);
  /// Takes what it has room for.
  void cover(HourLeft& left);
  /// Takes all that its meter sees, as overage.
  void cover_overage(HourLeft& left);
  void end_hour(std::chrono::year_month month, Instant until, Statement& statement);

  /// The month `[from, until)` is over, or the run at `until`. Returns what is billed for the
  /// month's charges, before prepayments, and for a termination.
  Money close_month(std::chrono::year_month month, Instant from, Instant until,
                    Statement& statement);
  /// The same of one that counts charges, which came to so much in the month. The run may end.
  void count(std::chrono::year_month month, Instant from, Instant until, Money charges,
             bool run_ends, Statement& statement);
  /// The run ends at `horizon`, perhaps within a window.
  void finish(std::chrono::year_month month, Instant horizon, Statement& statement);
  /// Bills the charges of all months. Returns what is prepaid and not amortised.
  Money finish_payments(Instant horizon, Statement& statement) const {
    return payments_.finish(horizon, statement);
  }

 private:
  struct Taken {
    ChipTime time;
    std::int64_t quantity;
  };
  struct Overage {
    ChipTime time;
    ExactCost list_cost;
  };

  Instant begin() const { return std::max(terms_.from, kRunStart); }
  Price rate_at(Instant moment) const { return Tariff(terms_, calendar_).rate(moment); }
  bool period_is_month() const;
  void sort_by_price(const HourLeft& left);
  Taken affordable(std::size_t place, ChipTime there) const;
  void settle(std::chrono::year_month month, Instant moment, Statement& statement);
  Money charge(std::chrono::year_month month, Instant until);
  Money terminate(std::chrono::year_month month, Instant from, Instant until,
                  Statement& statement) const;
  void bill_overage(std::chrono::year_month month, Statement& statement);
  void credit(std::chrono::year_month month, Instant from, Statement& statement);

  CommitmentId id_;
  const Contract& terms_;
  const RunCalendar& calendar_;
  ContractWindows windows_;
  Period period_;
  Payments payments_;
  Money billed_;
  Money overage_billed_;
  std::vector<std::size_t> reserved_;         // places in scope that are reservations
  std::vector<std::size_t> order_;            // of places in scope, by list price
  std::int64_t order_version_ = -1;           // of the prices that it is by
  std::vector<std::optional<Price>> prices_;  // by place in scope, less its discount
  bool some_are_free_ = false;                // money buys them without end
  // Of this month:
  ChipTime held_;
  ChipTime in_repair_;
  ChipTime taken_;
  std::vector<Overage> overage_;  // by place in scope, used before idle
};

}  // namespace drawdown
