// SimGrid activities that are made and not started, and who waits for one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "sim/engine/kernel/activity_id.hpp"

namespace drawdown {

/// Activities of one kind, handed out in the order in which they are asked for. Each slows its
/// maker for as long as it lives, so that many make them, a handful at a time.
template <class Activity>
class Stock {
 public:
  static constexpr std::size_t kHandful = 16;

  explicit Stock(std::function<Activity()> make) : make_(std::move(make)) {}

  void make_handful() {
    for (std::size_t i = 0; i < kHandful; ++i) ready_.push_back(make_());
  }
  /// How many more are to be made.
  std::size_t lack() const {
    const std::size_t needed = least_ + waiting_.size();
    return needed - std::min(needed, ready_.size());
  }

  void ask_for(ActivityId id) { waiting_.push_back(id); }
  /// How many have asked and have been given none.
  std::size_t waiting() const { return waiting_.size(); }

  /// Calls `launch(id, activity)` for those that wait, in the order in which they asked, as far
  /// as the stock reaches.
  template <class Launch>
  void hand_out(Launch&& launch) {
    least_ = std::max(least_, std::min(waiting_.size(), kMostKept));
    const std::size_t count = std::min(waiting_.size(), ready_.size());
    for (std::size_t i = 0; i < count; ++i) {
      launch(waiting_[i], std::move(ready_.back()));
      ready_.pop_back();
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  }

 private:
  // Those that lie idle slow their makers too.
  static constexpr std::size_t kMostKept = 4096;

  std::function<Activity()> make_;
  std::size_t least_ = 0;  // to be kept ready: as many as have been asked for at once
  std::vector<Activity> ready_;
  std::vector<ActivityId> waiting_;
};

}  // namespace drawdown
