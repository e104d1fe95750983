// SimGrid behind one door: it owns the clock, and every running gang and every transfer is one
// of its activities.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "sim/base/units.hpp"
#include "sim/engine/kernel/activity_id.hpp"

namespace drawdown {

/// The SimGrid engine of this process (there can be one). A gang, or a transfer, is at most one
/// activity at a time: an execution, which nothing slows, or a flow over links, which others slow
/// that share them. All that is told or started is so at whole milliseconds.
class Kernel {
 public:
  /// Told the moment, and what is done at it. Called once for each moment at which
  /// work is done or that `wake_at` asked for.
  using Hook = std::function<void(Instant now, std::span<const ActivityId> done)>;

  /// How many bytes a second each link carries, by its id.
  explicit Kernel(std::span<const double> link_bytes_per_s);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  /// Advances time from the run's start until `stop`. Raises what the hook raised.
  void run(Hook hook);

  // The following are for the hook alone.

  /// Work from now to `end`, which is later than now.
  void start(ActivityId id, Instant end);
  /// Work that takes `work` where nothing slows it. Until it is done it sends over all
  /// of `links` (one at least, each named once) at one rate, `bytes_per_s` at most; its work
  /// progresses in proportion to that rate. Rates are shared by max-min fairness, all flows having
  /// the same weight. Done is told at the first moment at which less than 10 us of the work are
  /// left: what nothing slowed ends at now + `work`.
  void start_flow(ActivityId id, std::span<const LinkId> links, double bytes_per_s, Duration work);
  /// How much is done of work that was started, and not told as done: in time that nothing slows,
  /// to the nearest ms.
  Duration progress(ActivityId id) const;
  /// Ends such work: it will not be told as done.
  void cancel(ActivityId id);
  /// Makes the clock stop at `moment`, which is later than now; replaces what was asked before.
  void wake_at(Instant moment);
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace drawdown
