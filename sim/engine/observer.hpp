// Told what happens in a run, in order. Everything that is reported is reported by one of these.
#pragma once

#include <span>

#include "sim/engine/capacity/inventory.hpp"
#include "sim/engine/run_state.hpp"

namespace drawdown {

class Observer {
 public:
  virtual ~Observer() = default;

  /// Whether it is told of replicas, too, or of the gangs of jobs alone.
  virtual bool follows_replicas() const { return true; }

  /// Units came, went, or are up or down, whoever binds them.
  virtual void changed(const CapacityChange&) {}
  /// From now on policies know of a reservation that is to begin.
  virtual void announced(PartitionId) {}
  /// A reservation begins, with the units that it binds.
  virtual void opened(PartitionId, const UnitRanges&) {}
  virtual void affected(const CapacityEffect&) {}
  /// A reservation asks for fewer units, and lets go of these.
  virtual void handed_back(PartitionId, const UnitRanges&) {}
  virtual void closed(PartitionId, const UnitRanges&) {}
  virtual void submitted(const Gang&) {}
  /// Nothing blocks it any more: all that it depends on is done.
  virtual void unblocked(const Gang&) {}
  /// It enters the queue for the first time: when it was submitted or released.
  virtual void queued(const Gang&) {}
  /// A job that can never run: it was `submitted` just before, or is blocked.
  virtual void refused(const Gang&, std::string_view /*reason*/) {}
  virtual void started(const Gang&) {}
  /// The gang that started just before is the first that wants these data at its site.
  virtual void transfer_began(const Transfer&) {}
  virtual void transfer_ended(const Transfer&) {}  ///< its copy is complete
  /// Another stage began. Its time in the one before has been settled.
  virtual void staged(const Gang&, Stage /*before*/) {}
  /// What came of a running gang's time since it was settled last, which is in the same month.
  virtual void settled(const Gang&, const Spell&) {}
  /// It lost its units and waits again. It still knows them.
  virtual void interrupted(const Gang&, std::string_view /*why*/) {}
  /// It ran and stopped: done, killed or cut; the gang still knows its units.
  virtual void ended(const Gang&, EndState) {}
  /// Its reservation is over, and it goes on in another place. Its time before has been settled.
  virtual void drained(const Gang&, PartitionId /*to*/) {}
  /// A replica that its service gave up. It waits, or ran: then it still knows its units.
  virtual void released(const Gang&) {}
  /// Whether a replica is overprovisioned changed. Its time before has been settled.
  virtual void rated(const Gang&) {}
  /// New, or changed from the last decision.
  virtual void promised(const Promise&) {}
  /// No longer promised to one that still waits.
  virtual void withdrawn(const Promise&) {}
  /// Nothing more happens at this moment: the state holds until the next.
  virtual void sampled(Instant) {}
  /// Blocked, waiting or running when the run ended.
  virtual void censored(const Gang&) {}
  virtual void finished(Instant /*horizon*/) {}
};

/// The observers of a run, told in the order in which they were added.
class Observers {
 public:
  void add(Observer& observer) { observers_.push_back(&observer); }

  /// Calls `tell(observer)` for each that follows the gang.
  template <class Tell>
  void tell_of(const Gang& gang, Tell&& tell) const {
    for (Observer* observer : observers_) {
      if (!gang.is_replica() || observer->follows_replicas()) tell(*observer);
    }
  }
  /// Of what became of units because of what was told before, in order.
  void tell_effects(std::span<const CapacityEffect> effects) const {
    for (const CapacityEffect& effect : effects) {
      tell([&](Observer& observer) { observer.affected(effect); });
    }
  }
  /// Calls `tell(observer)` for each.
  template <class Tell>
  void tell(Tell&& tell) const {
    for (Observer* observer : observers_) tell(*observer);
  }

 private:
  std::vector<Observer*> observers_;
};

}  // namespace drawdown
