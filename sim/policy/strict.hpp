// No backfilling: nobody overtakes.
#pragma once

#include "sim/policy/room.hpp"

namespace drawdown {

/// Starts gangs in queue order; one that cannot start closes every reservation that it may ever run
/// in.
class StrictPolicy : public Policy {
 public:
  void decide(const View& view, Decision& decision) override;

 private:
  Room room_;
  std::vector<bool> closed_;  // by partition
};

}  // namespace drawdown
