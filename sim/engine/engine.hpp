// Time passes here: jobs arrive, gangs start and end, reservations open and close, the policy is
// asked.
#pragma once

#include <memory>

#include "sim/base/month.hpp"
#include "sim/engine/capacity/agenda.hpp"
#include "sim/engine/capacity/market_prices.hpp"
#include "sim/engine/gangs/gangs.hpp"
#include "sim/engine/services/services.hpp"

namespace drawdown {

/// One run. The order inside an instant is: capacity up, arrivals, progress, ends, capacity down,
/// scale, decide, sample (docs/accounting.md); SimGrid says when the next instant is and which
/// gangs have come to the end of a stage, and which transfers to theirs, at it.
class Engine {
 public:
  /// All are used until `run` returns. Observers are told in the order in which they were added.
  Engine(const Scenario& scenario, JobSource& jobs);

  const RunState& state() const { return state_; }
  void add(Observer& observer) { observers_.add(observer); }

  /// From the run's start to its end, then the audit. Raises what the source and the observers
  /// raise, and Bug if the audit fails.
  void run();

 private:
  void at_moment(Instant now, std::span<const ActivityId> done);
  bool anything_due() const;
  bool tick_due() const;
  Instant next_due() const;
  bool is_over() const;
  void close_month();
  void finish(Instant horizon);

  // The phases, in order.
  void capacity_up();
  void arrivals();
  void ends();
  void capacity_down();
  void scale();
  void decide();
  void carry_out(Decision& decision);
  void decide_if(bool cadence_asks);
  void decide_once();
  void decide_after_event();

  void vacate();
  void read_next_job();
  void carry_out(const CapacityChange& change);
  void interrupt_gangs_on(const CapacityChange& change);
  void announce(PartitionId partition);
  void open(PartitionId partition);
  void hand_back(PartitionId partition, Units units);
  void close(PartitionId partition);

  const Scenario& scenario_;
  JobSource& jobs_;
  RunState state_;
  CapacityTimeline timeline_;
  Inventory inventory_;
  MarketPrices market_prices_;
  Fabrics fabrics_;
  Kernel kernel_;
  Observers observers_;
  Transfers transfers_;
  Gangs gangs_;
  Services services_;
  std::unique_ptr<Policy> policy_;

  Agenda agenda_;
  std::vector<UnitRanges> bound_;  // by partition: what one that closes now has bound
  MonthOfRun month_;

  std::optional<Job> next_job_;
  Instant last_submit_ = kRunStart;
  bool first_moment_ = true;
  bool decided_ = false;  // in this instant
  Decision decision_;
};

}  // namespace drawdown
