// The room that one decision has left: free chips as its starts take them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/policy/policy.hpp"

namespace drawdown {

/// Free chips of each partition in the course of a decision, and the places of its starts.
class Room {
 public:
  void begin(const View& view);

  Chips free(PartitionId partition) const { return parts_[partition.index()].free; }
  /// The free chips as a space, where units are not alike.
  const Space& space(const View& view, PartitionId id) const;

  /// The start of the gang in this partition now, in its smallest size; nothing if it cannot. No
  /// units are named where any will do.
  std::optional<Start> smallest_start(const View& view, const Waiting& gang, PartitionId id);
  /// The same in the largest of its sizes that fits; nothing if the smallest does not.
  std::optional<Start> largest_start(const View& view, const Waiting& gang, PartitionId id);

  /// Adds a start, which fits, to the decision.
  void carry_out(const View& view, Start start, Decision& decision);

 private:
  struct Part {
    Chips free;
    std::unique_ptr<Space> space;  // once a start differs from what the view shows
    std::vector<Ask> hopeless;     // did not fit: in a decision room only shrinks
  };
  std::optional<Placement> place(const View& view, const Waiting& gang, Chips chips,
                                 PartitionId id);

  std::vector<Part> parts_;
};

}  // namespace drawdown
