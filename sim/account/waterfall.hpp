// Chip-time by month, reservation, cause and tenant: where every reserved chip-millisecond went.
#pragma once

#include <functional>

#include "sim/account/attribution.hpp"
#include "sim/base/month.hpp"

namespace drawdown {

/// One row: a month's chip-time of a reservation under one cause, for allocated chips of one
/// tenant.
struct WaterfallRow {
  std::chrono::year_month month;
  PartitionId partition;
  Cause cause;
  TenantId tenant;  ///< who used the chips; invalid where they were idle
  ChipTime time;
};

/// Integrates what `Attribution` finds. The sum over causes is the reserved chip-time, exactly: the
/// end of the run checks it and raises Bug where it is not. What gangs hold in markets is in rows,
/// and apart from that sum.
class Waterfall : public Observer {
 public:
  /// Rows come in order of month, platform, cause and tenant's name, none of them zero.
  using Sink = std::function<void(const WaterfallRow&)>;

  Waterfall(const RunState& state, const Attribution& attribution, Sink sink);

  ChipTime reserved() const { return reserved_; }
  /// What gangs held in markets.
  ChipTime in_markets() const { return in_markets_; }
  ChipTime total(Cause cause) const { return totals_[static_cast<std::size_t>(cause)]; }

  void opened(PartitionId partition, const UnitRanges&) override;
  void closed(PartitionId partition, const UnitRanges&) override;
  void settled(const Gang& gang, const Spell& spell) override;
  void sampled(Instant now) override;
  void finished(Instant horizon) override;

 private:
  struct Account {
    Chips reserved;
    Instant reserved_since = kRunStart;
    ChipsByCause chips{};  // as last sampled; those that no gang holds count
    Instant since = kRunStart;
    ChipTimeByCause idle{};             // of this month
    std::vector<ChipTimeByCause> held;  // of this month, by tenant
  };

  void roll_to(Instant now);
  void flush(Instant now);
  void accrue_idle(Account& account, Instant now);
  void accrue_reserved(Account& account, Instant now);
  void emit(PartitionId partition, Cause cause, TenantId tenant, ChipTime time);

  const RunState& state_;
  const Attribution& attribution_;
  Sink sink_;
  std::vector<Account> accounts_;  // by partition
  MonthOfRun month_;
  ChipTime reserved_;
  ChipTime in_markets_;
  ChipTimeByCause totals_{};
};

}  // namespace drawdown
