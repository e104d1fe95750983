// In which order tables name reservations and markets.
#pragma once

#include <vector>

#include "sim/policy/view.hpp"

namespace drawdown {

/// Ranks by platform order: pools as in the file, in each its reservations as in the file.
class PlatformOrder {
 public:
  explicit PlatformOrder(const View& view) : ranks_(view.partitions.size()) {
    for (std::size_t i = 0; i < ranks_.size(); ++i) {
      ranks_[view.partitions[i].reservation.index()] = i;
    }
  }

  /// What is of no reservation comes last.
  std::size_t rank(ReservationId place) const {
    return place.valid() ? ranks_[place.index()] : ranks_.size();
  }

 private:
  std::vector<std::size_t> ranks_;  // by reservation
};

}  // namespace drawdown
