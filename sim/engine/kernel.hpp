// SimGrid behind one door: it owns the clock, and every running gang is one of its activities.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "sim/base/units.hpp"

namespace drawdown {

/// The SimGrid engine of this process (there can be one). Each unit is a host of speed 1; a gang is
/// an execution on its lead unit for as long as it is to run.
class Kernel {
 public:
  /// Told the moment, and the gangs whose work is done at it. Called once for each moment at which
  /// work is done or that `wake_at` asked for; it may be called again for a moment with neither.
  using Hook = std::function<void(Instant now, std::span<const GangId> done)>;

  explicit Kernel(std::int64_t units);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  /// Advances time from the run's start until `stop`. Raises what the hook raised.
  void run(Hook hook);

  // The following are for the hook alone.

  /// Work for `gang` on `lead_unit` (counted over all pools) from now to `end`, which is later than
  /// now. No two gangs may run on one lead unit.
  void start(GangId gang, std::int64_t lead_unit, Instant end);
  /// Ends the work of a gang before it is done: it will not be reported.
  void cancel(GangId gang);
  /// Makes the clock stop at `moment`, unless it does so earlier; replaces what was asked before.
  void wake_at(Instant moment);
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace drawdown
