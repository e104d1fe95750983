#include "sim/model/catalogue/geometry_rules.hpp"

#include <algorithm>

namespace drawdown {
namespace {

// The free hosts of a block fit one word.
constexpr std::int64_t kMostHostsPerBlock = 64;
// Far above any chip's, and far from the bounds of ChipTime.
constexpr std::int64_t kMostChipsPerHost = 4096;
constexpr std::int64_t kMostBlocksPerPod = 1'000'000;

constexpr std::size_t kAxes = 3;

bool is_within(const Shape& inner, const Shape& outer) {
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (inner.extents[axis] > outer.extents[axis]) return false;
  }
  return true;
}

// Whether boxes of `tile`, all lying alike, fill `whole`.
bool tiles(const Shape& tile, const Shape& whole) {
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (whole.extents[axis] % tile.extents[axis] != 0) return false;
  }
  return true;
}

// The same box whichever way it lies.
Shape sorted(Shape shape) {
  std::ranges::sort(shape.extents);
  return shape;
}

// Reports faults, and remembers that there was one.
class Faults {
 public:
  explicit Faults(MapReader& reader) : reader_(reader) {}

  void add(std::string_view key, std::string_view message) {
    reader_.error(key, message);
    any_ = true;
  }
  bool any() const { return any_; }

 private:
  MapReader& reader_;
  bool any_ = false;
};

// Whether the slice lies in a block, in some order of its axes, on whole hosts or inside one.
bool has_place(const Shape& slice, const TorusSpec& torus) {
  Shape turned = sorted(slice);
  do {
    if (is_within(turned, torus.host)) return true;
    if (is_within(turned, torus.block) && tiles(torus.host, turned)) return true;
  } while (std::ranges::next_permutation(turned.extents).found);
  return false;
}

void check_slices(const TorusSpec& torus, bool is_flat, Faults& faults) {
  for (std::size_t i = 0; i < torus.slices.size(); ++i) {
    const Shape& slice = torus.slices[i];
    const std::string text = to_text(slice, is_flat);
    if (!has_place(slice, torus)) {
      faults.add("slices",
                 fmt::format("{} is no slice of whole hosts ({}) inside a block ({})", text,
                             to_text(torus.host, is_flat), to_text(torus.block, is_flat)));
    }
    const auto before = std::span(torus.slices).first(i);
    const auto is_same = [&](const Shape& other) { return sorted(other) == sorted(slice); };
    if (std::ranges::any_of(before, is_same)) {
      faults.add("slices", fmt::format("{} is there twice", text));
    } else if (i > 0 && slice.volume() < before.back().volume()) {
      faults.add("slices", fmt::format("expected ascending slices, but {} follows {}", text,
                                       to_text(before.back(), is_flat)));
    }
  }
}

// Slices of whole blocks.
void check_pod(const TorusSpec& torus, Faults& faults) {
  const std::int64_t block_chips = torus.block.volume();
  const std::int64_t most = torus.most_chips.value();
  if (torus.pod.volume() > kMostBlocksPerPod) {
    faults.add("pod", fmt::format("expected at most {} blocks", kMostBlocksPerPod));
  } else if (most < block_chips || most > torus.pod.volume() * block_chips) {
    faults.add("most_chips",
               fmt::format("expected from {} chips (a block) to {} chips (a pod), got {} chips",
                           block_chips, torus.pod.volume() * block_chips, most));
  }
}

bool is_read(const TorusSpec& torus) {
  return torus.host.given() && torus.block.given() && !torus.slices.empty() && torus.pod.given() &&
         torus.most_chips > Chips{0};
}

}  // namespace

bool is_geometry(std::string_view word) {
  return std::ranges::find(kGeometries, word, &Word<GeometryKind>::first) != std::end(kGeometries);
}

std::string_view word_of(GeometryKind kind) {
  return std::ranges::find(kGeometries, kind, &Word<GeometryKind>::second)->first;
}

GeometryKind kind_of(const GeometrySpec& spec) {
  if (const auto* torus = std::get_if<TorusSpec>(&spec)) {
    return torus->block.extents[2] == 1 ? GeometryKind::torus_2d : GeometryKind::torus_3d_ocs;
  }
  return std::holds_alternative<NodesSpec>(spec) ? GeometryKind::nodes : GeometryKind::alike;
}

std::int64_t hosts_per_block(const TorusSpec& torus) {
  return torus.block.volume() / torus.host.volume();
}

bool is_sound(const TorusSpec& torus, GeometryKind kind, MapReader& reader) {
  if (!is_read(torus)) return false;
  Faults faults(reader);
  const bool is_flat = kind == GeometryKind::torus_2d;
  const std::string host = to_text(torus.host, is_flat);
  const std::string block = to_text(torus.block, is_flat);
  if (kind_of(torus) != kind) {
    faults.add("block", is_flat ? "expected two extents, for a torus_2d"
                                : "expected a third extent above 1, for a torus_3d_ocs");
  } else if (!tiles(torus.host, torus.block)) {
    faults.add("host", fmt::format("hosts of {} do not tile blocks of {}", host, block));
  } else if (torus.host.volume() > kMostChipsPerHost) {
    faults.add("host", fmt::format("expected at most {} chips", kMostChipsPerHost));
  } else if (hosts_per_block(torus) > kMostHostsPerBlock) {
    faults.add("block", fmt::format("expected at most {} hosts, but {} has {} of {}",
                                    kMostHostsPerBlock, block, hosts_per_block(torus), host));
  } else {
    check_slices(torus, is_flat, faults);
    check_pod(torus, faults);
  }
  return !faults.any();
}

}  // namespace drawdown
