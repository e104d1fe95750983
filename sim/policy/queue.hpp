// The gangs that wait, in an order, with a quick way past those that cannot start.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "sim/base/units.hpp"
#include "sim/workload/terms/standing.hpp"

namespace drawdown {

/// Gangs with the same demand may use the same reservations.
using DemandId = Id<struct DemandTag>;

/// What a policy knows of a waiting gang.
struct Waiting {
  GangId gang;
  DemandId demand;
  Chips chips;                 ///< if it is elastic: its smallest size
  Duration estimate{};         ///< how long the policy believes it would run; kForever: to no end
  std::uint64_t sequence = 0;  ///< arrival order, unique
  Priority priority{};         ///< higher comes first, in every order
  std::int32_t doublings = 0;  ///< how often it can take twice as many chips
  Instant due = kNever;        ///< by when it should be done
};

enum class QueueOrder {
  arrival,   ///< first come, first served
  estimate,  ///< shortest estimate first, then arrival
  due,       ///< earliest deadline first, then arrival
};

/// The gangs worth a look: of at most `any` chips; or of at most `brief` chips and an estimate of
/// at most `slack`.
struct Filter {
  Chips any;
  Chips brief;
  Duration slack{};

  static Filter everything() { return {Chips{INT64_MAX}, Chips{0}, Duration{0}}; }
  bool none() const { return any <= Chips{0} && brief <= Chips{0}; }
  bool passes(Chips chips, Duration estimate) const {
    return chips <= any || (chips <= brief && estimate <= slack);
  }
};

/// The waiting gangs of one demand, in order. Kept in short blocks that know their least chips and
/// estimate, so that a search skips a block that holds nothing of use.
class Lane {
 public:
  explicit Lane(QueueOrder order) : order_(order) {}

  bool before(const Waiting& a, const Waiting& b) const {
    if (a.priority != b.priority) return a.priority > b.priority;
    if (order_ == QueueOrder::estimate && a.estimate != b.estimate) return a.estimate < b.estimate;
    if (order_ == QueueOrder::due && a.due != b.due) return a.due < b.due;
    return a.sequence < b.sequence;
  }

  void insert(const Waiting& gang);
  /// Removes the gang with this key; it must be here.
  void erase(const Waiting& gang);
  bool empty() const { return blocks_.empty(); }

  /// A place in the lane; good until the lane changes.
  struct Position {
    std::size_t block = 0;
    std::size_t item = 0;
  };
  /// The first gang at or after `position` that passes, with `position` moved to it; null at the
  /// end.
  const Waiting* find(Position& position, const Filter& filter) const;

 private:
  struct Block {
    std::vector<Waiting> items;
    Chips least_chips;
    Duration least_estimate{};
    void measure();
  };
  std::size_t block_of(const Waiting& gang) const;

  QueueOrder order_;
  std::vector<Block> blocks_;  // none is empty
};

/// All waiting gangs: a lane for each demand.
class Queue {
 public:
  explicit Queue(QueueOrder order) : order_(order) {}

  void insert(const Waiting& gang);
  void erase(const Waiting& gang);
  std::size_t size() const { return size_; }

  /// Visits gangs in order. `filter_of(demand)` is asked anew before each step; it may tighten with
  /// what the visits did, never loosen.
  template <class FilterOf, class Visit>
  void walk(FilterOf&& filter_of, Visit&& visit) const {
    boost::container::small_vector<Lane::Position, 16> positions(lanes_.size());
    for (;;) {
      const Waiting* first = nullptr;
      for (std::size_t i = 0; i < lanes_.size(); ++i) {
        if (lanes_[i].empty()) continue;
        const Waiting* found = lanes_[i].find(positions[i], filter_of(DemandId{i}));
        if (found && (!first || lanes_[i].before(*found, *first))) first = found;
      }
      if (!first) return;
      ++positions[first->demand.index()].item;
      visit(*first);
    }
  }

 private:
  QueueOrder order_;
  std::vector<Lane> lanes_;  // by demand
  std::size_t size_ = 0;
};

}  // namespace drawdown
