#include "sim/policy/profile.hpp"

#include <algorithm>

namespace drawdown {

Profile::Profile(const Partition& partition, Instant now) {
  if (!partition.open) {
    const bool comes = partition.known && !partition.is_over(now);
    // One that opens at this very moment counts as if it had.
    if (!comes || partition.from > now) steps_.push_back({now, Chips{0}});
    if (comes) steps_.push_back({std::max(partition.from, now), partition.target()});
    return;
  }
  steps_.push_back({now, partition.free});
  for (const auto& [predicted_end, chips] : partition.busy_until) {
    const Instant at = expected_end(predicted_end, now);
    if (steps_.back().at == at) {
      steps_.back().free += chips;
    } else {
      steps_.push_back({at, steps_.back().free + chips});
    }
  }
}

void Profile::advance(Instant now) {
  steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(step_at(now)));
  steps_.front().at = now;
}

std::size_t Profile::step_at(Instant moment) const {
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), moment,
                       [](Instant instant, const Step& step) { return instant < step.at; });
  return static_cast<std::size_t>(after - steps_.begin()) - 1;
}

std::size_t Profile::split_at(Instant moment) {
  const std::size_t index = step_at(moment);
  if (steps_[index].at == moment) return index;
  const Step later{moment, steps_[index].free};
  steps_.insert(steps_.begin() + static_cast<std::ptrdiff_t>(index) + 1, later);
  return index + 1;
}

bool Profile::fits(Chips chips, Instant start, Duration length) const {
  std::size_t index = step_at(start);
  for (; index < steps_.size() && steps_[index].at < start + length; ++index) {
    if (steps_[index].free < chips) return false;
  }
  return true;
}

Instant Profile::earliest(Chips chips, Duration length) const {
  Instant start = kNever;  // of the stretch that is long enough so far
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].free < chips) {
      start = kNever;
    } else if (start == kNever) {
      start = steps_[i].at;
    }
    const bool reaches = i + 1 == steps_.size() || start + length <= steps_[i + 1].at;
    if (start != kNever && reaches) return start;
  }
  return kNever;
}

void Profile::add(Chips chips, Instant start, Duration length) {
  const std::size_t first = split_at(start);
  const std::size_t end = split_at(start + length);
  for (std::size_t i = first; i < end; ++i) steps_[i].free += chips;
}

}  // namespace drawdown
