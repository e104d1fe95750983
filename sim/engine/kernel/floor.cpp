#include "sim/engine/kernel/floor.hpp"

#include <fmt/format.h>

namespace drawdown {

Floor::Floor(const NetZoneImpl& root, std::span<const double> link_bytes_per_s)
    : NetZoneImpl("floor") {
  set_cpu_pm_model(root.get_cpu_pm_model());
  set_network_model(root.get_network_model());
  from_ = create_host("from", {1.0});
  to_ = create_host("to", {1.0});
  for (const double bytes_per_s : link_bytes_per_s) {
    simgrid::s4u::Link* link = create_link(fmt::format("{}", links_.size()), {bytes_per_s});
    link->seal();
    links_.push_back(link->get_impl());
  }
}

simgrid::s4u::Host* Floor::take_seat() {
  if (free_seats_.empty()) return create_host(fmt::format("seat {}", seats_++), {1.0});
  simgrid::s4u::Host* seat = free_seats_.back();
  free_seats_.pop_back();
  return seat;
}

void Floor::set_route(std::span<const LinkId> links) {
  route_.clear();
  for (const LinkId link : links) route_.push_back(links_[link.index()]);
}

}  // namespace drawdown
