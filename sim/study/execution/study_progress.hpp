// Tells the person who waits how far a study is.
#pragma once

#include <chrono>
#include <string>

#include "sim/study/execution/schedule.hpp"

namespace drawdown {

/// On a terminal, one line on stderr that is rewritten a few times a second; elsewhere a line every
/// five seconds, and one at the end. Nothing of it reaches a result.
class StudyProgress {
 public:
  explicit StudyProgress(bool terminal) : terminal_(terminal) {}

  /// To be called several times a second; `running` runs are under way.
  void show(const Tally& tally, std::size_t running);
  /// Leaves the last state on a line of its own.
  void finish(const Tally& tally);

 private:
  using WallClock = std::chrono::steady_clock;
  std::string line(const Tally& tally, std::size_t running, WallClock::time_point wall) const;

  bool terminal_;
  bool begun_ = false;
  std::size_t settled_before_ = 0;  // runs that were done or failed when it began
  WallClock::time_point began_ = WallClock::now();
  WallClock::time_point shown_ = began_;
};

}  // namespace drawdown
