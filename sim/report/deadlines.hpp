// How many jobs of those that were due missed their deadlines.
#pragma once

#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "sim/base/units.hpp"

namespace drawdown {

/// A job counts once its deadline is reached, which may be long after the job: it keeps only those
/// that are out of the system and not due yet.
class Deadlines {
 public:
  /// A job with a deadline leaves the system, now; moments never go back.
  void closed(Instant due, bool is_done, Instant now) {
    pending_.emplace(due, !is_done || due < now);
    advance(now);
  }
  /// Counts what is due by then.
  void advance(Instant now) {
    for (; !pending_.empty() && pending_.top().first <= now; pending_.pop()) {
      ++due_;
      if (pending_.top().second) ++missed_;
    }
  }
  std::int64_t due() const { return due_; }
  std::int64_t missed() const { return missed_; }

 private:
  using Pending = std::pair<Instant, bool>;  // and whether it is missed
  std::priority_queue<Pending, std::vector<Pending>, std::greater<>> pending_;
  std::int64_t due_ = 0;
  std::int64_t missed_ = 0;
};

}  // namespace drawdown
