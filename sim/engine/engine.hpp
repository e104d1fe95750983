// Time passes here: jobs arrive, gangs start and end, reservations open and close, the policy is
// asked.
#pragma once

#include <memory>

#include "sim/engine/kernel.hpp"
#include "sim/engine/observer.hpp"
#include "sim/engine/roster.hpp"

namespace drawdown {

/// One run. The order inside an instant is: capacity up, arrivals, ends, capacity down, decide,
/// sample (docs/accounting.md); SimGrid says when the next instant is and which gangs are done at
/// it.
class Engine {
 public:
  /// All are used until `run` returns. Observers are told in the order in which they were added.
  Engine(const Scenario& scenario, JobSource& jobs);

  const RunState& state() const { return state_; }
  void add(Observer& observer) { observers_.push_back(&observer); }

  /// From the run's start to its end, then the audit. Raises what the source and the observers
  /// raise, and Bug if the audit fails.
  void run();

 private:
  struct CapacityEvent {
    Instant at;
    PartitionId partition;
  };

  void at_moment(Instant now, std::span<const GangId> done);
  bool anything_due() const;
  bool tick_due() const;
  Instant next_due() const;
  bool is_over() const;
  void finish(Instant horizon);

  // The phases, in order.
  void capacity_up();
  void arrivals();
  void ends();
  void capacity_down();
  void decide();
  void decide_if(bool cadence_asks);

  void collect_ended(std::span<const GangId> done);
  void vacate();
  void hand_over();
  void read_next_job();
  void submit();
  void open(PartitionId partition);
  void close(PartitionId partition);
  void start(const Start& start);
  void check(const Start& start) const;
  void end(GangId id, EndState how);
  void release(Gang& gang);
  void replace_promises();
  void audit() const;

  std::vector<GangId> running_gangs(PartitionId in) const;

  template <class Tell>
  void tell(Tell&& tell) {
    for (Observer* observer : observers_) tell(*observer);
  }

  const Scenario& scenario_;
  JobSource& jobs_;
  RunState state_;
  Roster roster_;
  Kernel kernel_;
  std::unique_ptr<Policy> policy_;
  std::vector<Observer*> observers_;

  std::vector<CapacityEvent> openings_;  // to come, the next one last
  std::vector<CapacityEvent> closings_;
  std::vector<UnitSet> unbound_;   // units in no open reservation, by pool
  std::vector<UnitRanges> bound_;  // by partition, while it is open
  std::vector<UnitSet> free_;      // by partition

  std::optional<Job> next_job_;
  Instant last_submit_ = kRunStart;
  std::vector<GangId> ended_;  // at this moment, and not yet told
  std::int64_t running_ = 0;
  std::uint64_t starts_ = 0;
  std::uint64_t submitted_ = 0;
  std::uint64_t closed_jobs_ = 0;  // ended, refused or censored
  bool first_moment_ = true;
  Decision decision_;
};

}  // namespace drawdown
