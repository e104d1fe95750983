#include <algorithm>
#include <array>

#include "sim/model/fabric/collectives.hpp"

namespace drawdown {
namespace {

constexpr std::int32_t kTwistMultiple = 4;

std::array<std::int32_t, 3> sorted(const Shape& slice) {
  std::array<std::int32_t, 3> extents = slice.extents;
  std::ranges::sort(extents);
  return extents;
}

// Links in one direction between neighbouring planes of an axis, per chip of a plane: a ring has a
// second way round.
double ways(const TorusFabric& fabric, std::int32_t extent) {
  return extent % fabric.wrap_extent == 0 ? 2 : 1;
}

// Of an ordered pair for each two chips, how many cross the busiest link, in one direction.
//
// Without twist that is a link in the middle of an axis. With it all links are alike (Camara et
// al.: Twisted Torus Topologies for Enhanced Interconnection Networks, IEEE TPDS 21, 2010), and the
// hops to all chips share the six links of a chip. The sums of distances, (7n^4 - 2n^2) / 4 in
// n x n x 2n and (35n^4 - 8n^2) / 8 in n x 2n x 2n, are those of a breadth-first search for every n
// that a pod can hold.
double pairs_over_busiest_link(const TorusFabric& fabric, const Shape& slice) {
  if (fabric.twists && is_twistable(slice)) {
    const auto [shortest, middle, longest] = sorted(slice);
    const double n = shortest;
    const double hops =
        middle == shortest ? (7 * n * n - 2) * n * n / 4 : (35 * n * n - 8) * n * n / 8;
    return hops / 6;
  }
  double most = 0;
  for (const std::int32_t extent : slice.extents) {
    const std::int32_t half = extent / 2;
    const double plane = static_cast<double>(slice.volume()) / extent;
    // half x plane chips on one side, and plane x ways links between the sides.
    most = std::max(most, plane * half * (extent - half) / ways(fabric, extent));
  }
  return most;
}

// Reduce-scatter along one axis after another, then all-gather back; with the bytes cut in parts
// that take the axes in different orders, all links are busy at once.
double all_reduce_s(double bytes, const TorusFabric& fabric, const Shape& slice) {
  double hops = 0;
  double links = 0;
  for (const std::int32_t extent : slice.extents) {
    hops += extent - 1;
    if (extent > 1) links += ways(fabric, extent);
  }
  if (bytes == 0 || links == 0) return 0;
  const auto chips = static_cast<double>(slice.volume());
  return 2 * hops * fabric.link.alpha_s +
         2 * (chips - 1) / chips * bytes / (links * fabric.link.bytes_per_s);
}

}  // namespace

bool is_twistable(const Shape& slice) {
  const auto [shortest, middle, longest] = sorted(slice);
  return shortest % kTwistMultiple == 0 && longest == 2 * shortest &&
         (middle == shortest || middle == longest);
}

StepCost torus_step_cost(const StepProfile& profile, const TorusFabric& fabric,
                         const Shape& slice) {
  const double all_to_all_s = pair_bytes(profile.all_to_all_bytes, Chips{slice.volume()}) *
                              pairs_over_busiest_link(fabric, slice) / fabric.link.bytes_per_s;
  return {
      profile.compute_s, all_reduce_s(profile.all_reduce_bytes, fabric, slice) + all_to_all_s, {}};
}

}  // namespace drawdown
