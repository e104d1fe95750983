// No backfilling: nobody overtakes.
#pragma once

#include "sim/policy/room.hpp"

namespace drawdown {

/// Starts gangs in queue order; one that can neither start nor, where that is the policy, preempt
/// closes every reservation that it may ever run in.
class StrictPolicy : public Policy {
 public:
  explicit StrictPolicy(Preemption preemption) : preemption_(preemption) {}
  void decide(const View& view, Decision& decision) override;

 private:
  Preemption preemption_;
  Room room_;
  std::vector<bool> closed_;  // by partition
};

}  // namespace drawdown
