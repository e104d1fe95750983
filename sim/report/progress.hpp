// Tells the person who waits how far a run is, and lets them stop it.
#pragma once

#include <chrono>
#include <functional>

#include "sim/engine/observer.hpp"

namespace drawdown {

/// Rewrites one line on stderr a few times a second, where that is a terminal, and raises Stopped
/// soon after SIGINT or SIGTERM. Nothing of it reaches a result.
class Progress : public Observer {
 public:
  /// `share_read` tells how much of the workload has been read, 0 to 1, if that can be known.
  Progress(const RunState& state, bool show, std::function<std::optional<double>()> share_read);
  /// Leaves the line empty.
  ~Progress() override;

  bool follows_replicas() const override { return false; }
  void refused(const Gang&, std::string_view) override { ++jobs_; }
  void ended(const Gang&, EndState) override { ++jobs_; }
  void sampled(Instant now) override;

 private:
  using WallClock = std::chrono::steady_clock;
  void show_line(Instant now, WallClock::time_point wall);

  const RunState& state_;
  bool show_;
  std::function<std::optional<double>()> share_read_;
  std::int64_t jobs_ = 0;
  std::int64_t instants_ = 0;
  WallClock::time_point began_ = WallClock::now();
  WallClock::time_point shown_ = began_;
};

}  // namespace drawdown
