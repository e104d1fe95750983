// Where activities are in SimGrid: the hosts that gangs run on, and the links that are shared.
#pragma once

#include <span>
#include <vector>

#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/s4u.hpp>

#include "sim/base/units.hpp"

namespace drawdown {

/// A zone of SimGrid's. SimGrid closes its tree of zones to new hosts when a run begins; this one
/// is outside that tree, so that hosts come as they are needed.
class Floor final : public simgrid::kernel::routing::NetZoneImpl {
 public:
  /// `root` is the one zone of that tree. How many bytes a second each link carries, by its id.
  Floor(const NetZoneImpl& root, std::span<const double> link_bytes_per_s);
  ~Floor() override = default;

  /// A host of speed 1 for one execution, since two would share it.
  simgrid::s4u::Host* take_seat();
  void give_back(simgrid::s4u::Host* seat) { free_seats_.push_back(seat); }

  /// A flow that goes the way that `set_route` says when it starts. SimGrid does not ask again.
  simgrid::s4u::CommPtr make_flow() { return simgrid::s4u::Comm::sendto_init(from_, to_); }
  void set_route(std::span<const LinkId> links);

 private:
  void get_local_route(const simgrid::kernel::routing::NetPoint*,
                       const simgrid::kernel::routing::NetPoint*,
                       simgrid::kernel::routing::Route* into, double*) override {
    into->link_list_ = route_;
  }

  using Link = simgrid::kernel::resource::StandardLinkImpl;

  std::vector<Link*> links_;
  std::vector<Link*> route_;
  simgrid::s4u::Host* from_;  // of all flows
  simgrid::s4u::Host* to_;
  std::vector<simgrid::s4u::Host*> free_seats_;
  std::size_t seats_ = 0;
};

}  // namespace drawdown
