// Told what happens in a run, in order. Everything that is reported is reported by one of these.
#pragma once

#include "sim/engine/run_state.hpp"

namespace drawdown {

class Observer {
 public:
  virtual ~Observer() = default;

  virtual void opened(PartitionId, const UnitRanges&) {}
  virtual void closed(PartitionId, const UnitRanges&) {}
  virtual void submitted(const Gang&) {}
  /// A job that can never run. It was `submitted` just before.
  virtual void refused(const Gang&, std::string_view /*reason*/) {}
  virtual void started(const Gang&) {}
  /// It ran and stopped: done, killed or cut; the gang still knows its units.
  virtual void ended(const Gang&, EndState) {}
  /// New, or changed from the last decision.
  virtual void promised(const Promise&) {}
  /// No longer promised, and not kept by a start.
  virtual void withdrawn(const Promise&) {}
  /// Nothing more happens at this moment: the state holds until the next.
  virtual void sampled(Instant) {}
  /// Waiting or running when the run ended.
  virtual void censored(const Gang&) {}
  virtual void finished(Instant /*horizon*/) {}
};

}  // namespace drawdown
