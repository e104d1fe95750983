// What contracts, own hardware and list prices come to over a run (docs/contracts.md).
#pragma once

#include <deque>

#include "sim/account/commitments/contract/contract_account.hpp"
#include "sim/base/month.hpp"
#include "sim/model/ownership/own_hardware.hpp"

namespace drawdown {

/// Is told of each hour in turn and, at the end, says what is owed for them. It keeps months, not
/// hours.
class Commitments {
 public:
  /// `start` is the date at which the run starts, `seed` that of the tranches. Both others must
  /// outlive it.
  Commitments(const Platform& platform, const std::vector<Contract>& contracts, Date start,
              std::uint64_t seed);

  /// The hour `[from, until)`, which follows the last one, or a part of it: `metered` by
  /// reservation, `prices` of chips by pool.
  void hour(Instant from, Instant until, std::span<const Metered> metered,
            std::span<const std::optional<ListPrice>> prices);
  /// What leaves a site costs so much, in the month of the last hour.
  void egress(SiteId from, Money charge);
  /// The run ends with the last hour.
  Statement finish();

 private:
  struct Owned {
    CommitmentId id;
    PoolId pool;
    OwnHardware hardware;
  };
  // What was taken of a place in this month, used or idle.
  struct Usage {
    ChipTime owned;
    ChipTime listed;
    ExactCost cost;       // of what is listed
    ExactCost list_cost;  // of either, without a discount: a place is owned or it is not
  };

  void meter(std::span<const Metered> metered, std::span<const std::optional<ListPrice>> prices);
  void take_owned();
  void cover(Instant from, Instant until, std::span<const Metered> metered);
  void discount_prices(Instant hour);
  void take_listed();
  void close_month(Instant until, bool run_ends);
  void close_listed();
  void close_owned(Instant until);
  Money counted(const ContractAccount& account, std::span<const Money> billed,
                std::size_t first_take) const;
  Money egress_within(const Contract& contract) const;
  void put_in_order();

  const Platform& platform_;
  RunCalendar calendar_;
  std::vector<Owned> owned_;
  std::deque<ContractAccount> accounts_;  // in order of coverage
  MonthOfRun month_;
  Instant month_begin_ = kRunStart;
  Instant now_ = kRunStart;
  HourLeft left_;
  std::vector<ExactShare> discounts_;  // off the list price, by place, in this hour
  std::vector<Usage> usage_;           // by place, used before idle
  std::vector<Money> egress_;          // by site, of this month
  Statement statement_;
};

}  // namespace drawdown
