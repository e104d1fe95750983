// The gangs of a run, from their arrival to their end.
#pragma once

#include <deque>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/engine/capacity/inventory.hpp"
#include "sim/engine/gangs/dependencies.hpp"
#include "sim/engine/gangs/gang_runner.hpp"
#include "sim/engine/gangs/roster.hpp"
#include "sim/engine/observer.hpp"
#include "sim/engine/transfers/transfers.hpp"

namespace drawdown {

/// Carries out what happens to gangs, and tells the observers. It writes the gangs and the queues
/// of the run's state.
class Gangs {
 public:
  /// All are used as long as this lives.
  Gangs(RunState& state, Inventory& inventory, Kernel& kernel, const Fabrics& fabrics,
        Transfers& transfers, const Observers& observers);

  /// A job arrives: it is blocked, waits, or is refused.
  void submit(Job&& job);
  /// What the policy chose, which can be done.
  void start(Start& choice);

  /// SimGrid reports these at the end of a stage; to others their data have come.
  void collect_done(std::span<const ActivityId> done);
  /// Whether some go on to another stage, or end, at this moment.
  bool any_due() const { return !advanced_.empty() || !ended_.empty(); }
  bool any_to_end() const { return !ended_.empty(); }
  /// Frees the units of those that are due to end at the moment that was predicted.
  void hand_over();
  /// Those that are due go on to their next stage.
  void advance();
  /// Ends the next one that is due, in the order of their starts; false where none is. One of no
  /// length that starts meanwhile comes last.
  bool end_next();

  /// Those on any of the units lose all of theirs and wait again.
  void interrupt_on(PoolId pool, UnitRange units, std::string_view why);
  void interrupt_on(PartitionId partition, const UnitRanges& units, std::string_view why);
  /// One loses its units to a gang of higher priority, and waits again.
  void preempt(GangId id);
  /// Those that run in a reservation that is over, and do not end at this moment, go on where it
  /// drains, if it does.
  void drain(PartitionId partition);
  /// Those that run in a reservation end with it.
  void cut(PartitionId partition);

  /// A replica that its service gives up leaves the queue or its place.
  void release(GangId replica);
  /// Whether a replica is overprovisioned changes now.
  void rate(GangId replica, bool overprovisioned);

  /// Accounts for the time of all that run, up to now.
  void settle();
  /// The run ends: those that wait or run are censored.
  void censor();
  std::int64_t running() const { return running_; }
  /// Raises Bug unless every job has ended and every chip is free or held by a censored gang.
  void audit() const;

 private:
  std::vector<GangId> running_gangs(const std::function<bool(const Gang&)>& is) const;
  std::string_view refusal(const Gang& gang, Dependencies::Standing standing) const;
  void refuse(Gang& gang, std::string_view reason);
  void enter_queue(Gang& gang);
  void finish_stage(Gang& gang);
  void put_in_queue(const Gang& gang);
  void close(Gang& gang, bool done);
  void take_off_queue(const Waiting& gang);
  void settle(Gang& gang);
  void interrupt(Gang& gang, std::string_view why);
  void end(Gang& gang, EndState how);
  std::vector<CapacityEffect> give_back(Gang& gang);
  Preemptible preemptible(const Gang& gang) const;

  RunState& state_;
  Inventory& inventory_;
  Transfers& transfers_;
  const Observers& observers_;
  Roster roster_;
  Dependencies dependencies_;
  GangRunner runner_;
  bool preempts_;
  // At this moment, and not yet told: gangs that go on to another stage, and those that are done.
  std::vector<GangId> advanced_;
  std::deque<GangId> ended_;
  std::int64_t running_ = 0;
  std::uint64_t starts_ = 0;
  std::uint64_t submitted_ = 0;
  std::uint64_t closed_ = 0;  // ended, refused or censored
};

}  // namespace drawdown
