// The room that one decision has left: free chips as its starts take them.
#pragma once

#include <vector>

#include "sim/policy/policy.hpp"

namespace drawdown {

/// Free chips of each partition in the course of a decision.
class Room {
 public:
  void begin(const View& view) {
    free_.clear();
    for (const Partition& partition : view.partitions) {
      free_.push_back(partition.open ? partition.free : Chips{0});
    }
  }

  Chips free(PartitionId partition) const { return free_[partition.index()]; }

  /// Whether the gang can start in this partition now.
  bool can_start(const View& view, const Waiting& gang, PartitionId id) const {
    const Partition& partition = view.partitions[id.index()];
    return gang.chips <= free_[id.index()] && partition.lasts(view.now, gang.estimate);
  }

  void start(const View& view, const Waiting& gang, PartitionId id, Decision& decision) {
    free_[id.index()] -= view.partitions[id.index()].taken_by(gang.chips);
    decision.starts.push_back({gang, id});
  }

 private:
  std::vector<Chips> free_;
};

}  // namespace drawdown
