#include "sim/model/geometry/torus/slices.hpp"

#include <algorithm>
#include <bit>
#include <map>

namespace drawdown {
namespace {

Shape sorted(Shape shape) {
  std::sort(shape.extents.begin(), shape.extents.end());
  return shape;
}

// Along each axis.
bool fits_in(const Shape& shape, const Shape& box) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (shape.extents[axis] > box.extents[axis]) return false;
  }
  return true;
}

bool is_multiple_of(const Shape& shape, const Shape& part) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (shape.extents[axis] % part.extents[axis] != 0) return false;
  }
  return true;
}

Shape quotient(const Shape& shape, const Shape& part) {
  return {{shape.extents[0] / part.extents[0], shape.extents[1] / part.extents[1],
           shape.extents[2] / part.extents[2]}};
}

Shape product(const Shape& shape, const Shape& part) {
  return {{shape.extents[0] * part.extents[0], shape.extents[1] * part.extents[1],
           shape.extents[2] * part.extents[2]}};
}

// How a slice can lie on the whole hosts of a block, in the order in which that is tried.
std::vector<Shape> ways_to_lie(const Shape& slice, const TorusSpec& spec) {
  std::vector<Shape> ways;
  Shape shape = sorted(slice);
  do {
    if (fits_in(shape, spec.host)) return {spec.host};
    if (fits_in(shape, spec.block) && is_multiple_of(shape, spec.host)) ways.push_back(shape);
  } while (std::next_permutation(shape.extents.begin(), shape.extents.end()));
  return ways;
}

// The hosts of a box of `box` hosts with its lowest corner at (x, y, z) of the grid.
std::uint64_t hosts_of(const Shape& grid, const Shape& box, std::int32_t x, std::int32_t y,
                       std::int32_t z) {
  std::uint64_t hosts = 0;
  for (std::int32_t hx = x; hx < x + box.extents[0]; ++hx) {
    for (std::int32_t hy = y; hy < y + box.extents[1]; ++hy) {
      for (std::int32_t hz = z; hz < z + box.extents[2]; ++hz) {
        hosts |= std::uint64_t{1} << ((hx * grid.extents[1] + hy) * grid.extents[2] + hz);
      }
    }
  }
  return hosts;
}

std::vector<SlicePosition> positions_of(const Shape& slice, const TorusSpec& spec) {
  const Shape grid = quotient(spec.block, spec.host);
  std::vector<SlicePosition> positions;
  for (const Shape& shape : ways_to_lie(slice, spec)) {
    const Shape box = quotient(shape, spec.host);
    for (std::int32_t x = 0; x + box.extents[0] <= grid.extents[0]; ++x) {
      for (std::int32_t y = 0; y + box.extents[1] <= grid.extents[1]; ++y) {
        for (std::int32_t z = 0; z + box.extents[2] <= grid.extents[2]; ++z) {
          positions.push_back({hosts_of(grid, box, x, y, z), shape});
        }
      }
    }
  }
  return positions;
}

}  // namespace

TorusSlices::TorusSlices(const TorusSpec& spec) : spec_(spec) {
  for (const Shape& slice : spec.slices) {
    std::vector<SlicePosition> positions = positions_of(slice, spec);
    if (positions.empty()) continue;
    const int hosts = std::popcount(positions.front().hosts);
    listed_.push_back({Chips{slice.volume()}, sorted(slice), hosts, std::move(positions)});
  }
  join_blocks();
}

void TorusSlices::join_blocks() {
  const auto& [most_x, most_y, most_z] = sorted(spec_.pod).extents;
  std::map<std::int64_t, Shape> best;  // by blocks; longest axis last, and least
  for (std::int32_t z = 1; z <= most_z; ++z) {
    for (std::int32_t y = 1; y <= std::min(most_y, z); ++y) {
      for (std::int32_t x = 1; x <= std::min(most_x, y); ++x) {
        const Shape blocks{{x, y, z}};
        const bool within = blocks.volume() * spec_.block.volume() <= spec_.most_chips.value();
        if (blocks.volume() > 1 && within) best.try_emplace(blocks.volume(), blocks);
      }
    }
  }
  for (const auto& [count, blocks] : best) {
    joined_.push_back({count, 0, product(blocks, spec_.block)});
  }
}

LegalSlice TorusSlices::from_list(std::size_t listed) const {
  const ListedSlice& slice = listed_[listed];
  const Shape& shape = slice.positions.front().shape;
  return {shape == spec_.block ? 1 : 0, listed, shape};
}

// Of several blocks; 0 if the shape is not legal.
std::int64_t TorusSlices::legal_blocks(const Shape& shape) const {
  if (!is_multiple_of(shape, spec_.block) || shape.volume() > spec_.most_chips.value()) return 0;
  const Shape blocks = quotient(shape, spec_.block);
  return blocks.volume() > 1 && fits_in(sorted(blocks), sorted(spec_.pod)) ? blocks.volume() : 0;
}

std::optional<LegalSlice> TorusSlices::with_shape(const Shape& shape) const {
  const Shape wanted = sorted(shape);
  for (std::size_t i = 0; i < listed_.size(); ++i) {
    if (listed_[i].sorted == wanted) return from_list(i);
  }
  const std::int64_t blocks = legal_blocks(shape);
  if (blocks == 0) return {};
  return LegalSlice{blocks, 0, shape};
}

std::optional<LegalSlice> TorusSlices::legal(const Ask& ask) const {
  if (ask.limit.binds()) return {};
  if (ask.shape.given()) return with_shape(ask.shape);
  for (std::size_t i = 0; i < listed_.size(); ++i) {
    if (listed_[i].chips >= ask.chips) return from_list(i);
  }
  for (const LegalSlice& slice : joined_) {
    if (slice.shape.volume() >= ask.chips.value()) return slice;
  }
  return {};
}

Chips TorusSlices::largest_joined(std::int64_t blocks) const {
  const auto above = std::upper_bound(
      joined_.begin(), joined_.end(), blocks,
      [](std::int64_t count, const LegalSlice& slice) { return count < slice.blocks; });
  return above == joined_.begin() ? Chips{0} : Chips{std::prev(above)->shape.volume()};
}

}  // namespace drawdown
