// What the flows that are under way ask of the links that they share.
#pragma once

#include <span>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/engine/kernel/activity_id.hpp"

namespace drawdown {

/// A link that is asked for no more than it carries slows nobody.
class LinkDemands {
 public:
  /// How many bytes a second each link carries.
  explicit LinkDemands(std::span<const double> bytes_per_s);

  /// The flow `id` asks for `bytes_per_s` of each of `links`.
  void add(ActivityId id, std::span<const LinkId> links, double bytes_per_s);
  void remove(ActivityId id, std::span<const LinkId> links);

  /// The flows over links that are asked for more than they carry, of those links that `add` named
  /// since the last call; a flow over several of them more than once.
  std::vector<ActivityId> overloading();

 private:
  struct Demand {
    ActivityId id;
    double bytes_per_s;
  };
  struct Link {
    double bytes_per_s;
    std::vector<Demand> demands;
  };

  std::vector<Link> links_;
  std::vector<LinkId> grown_;  // since the last call of `overloading`
};

}  // namespace drawdown
