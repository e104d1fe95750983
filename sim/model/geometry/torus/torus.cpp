#include "sim/model/geometry/torus/torus.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/base/errors.hpp"
#include "sim/model/geometry/item_sets.hpp"
#include "sim/model/geometry/torus/slices.hpp"

namespace drawdown {
namespace {

class TorusGeometry final : public Geometry {
 public:
  TorusGeometry(const TorusSpec& spec, Units units, Chips chips_per_unit);

  std::optional<Chips> need(const Ask& ask) const override {
    const auto slice = slices_.legal(ask);
    return slice ? std::optional(Chips{slice->shape.volume()}) : std::nullopt;
  }
  std::unique_ptr<Space> empty_space() const override;
  std::int64_t block_units() const override { return block_hosts_; }

  const TorusSlices& slices() const { return slices_; }
  std::int64_t chips_per_host() const { return chips_per_host_; }
  std::int32_t block_hosts() const { return block_hosts_; }
  std::size_t blocks() const { return blocks_; }
  std::size_t pods() const { return (blocks_ + pod_blocks_ - 1) / pod_blocks_; }
  std::size_t pod_of(std::size_t block) const { return block / pod_blocks_; }
  std::size_t first_block(std::size_t pod) const { return pod * pod_blocks_; }

 private:
  TorusSlices slices_;
  std::int64_t chips_per_host_;
  std::int32_t block_hosts_;
  std::size_t blocks_;
  std::size_t pod_blocks_;
};

TorusGeometry::TorusGeometry(const TorusSpec& spec, Units units, Chips chips_per_unit)
    : slices_(spec),
      chips_per_host_(chips_per_unit.value()),
      block_hosts_(static_cast<std::int32_t>(spec.block.volume() / spec.host.volume())),
      blocks_(static_cast<std::size_t>(units.value() / block_hosts_)),
      pod_blocks_(static_cast<std::size_t>(spec.pod.volume())) {
  require(spec.host.volume() == chips_per_host_, "a host of {} chips is a box of {}",
          chips_per_host_, spec.host.volume());
}

class TorusSpace final : public Space {
 public:
  explicit TorusSpace(const TorusGeometry& geometry);

  std::unique_ptr<Space> clone() const override { return std::make_unique<TorusSpace>(*this); }

  Chips free() const override { return Chips{free_hosts_ * geometry_.chips_per_host()}; }
  std::optional<Placement> find(const Ask& ask) const override;
  bool fits(const Ask& ask) const override;
  Chips largest() const override;
  bool has_free(const UnitRange& units) const override;

  void add(const UnitRanges& units) override;
  void remove(const UnitRanges& units) override;
  void take(const Placement& placement) override { remove(placement.units); }
  void give_back(const Placement& placement) override { add(placement.units); }
  void withdraw(const Placement& placement) override;

 private:
  // How many free hosts a wholly free block has.
  std::size_t whole() const { return static_cast<std::size_t>(geometry_.block_hosts()); }
  // The lowest wholly free blocks of the pod that has enough, but the fewest; none if none has.
  UnitRanges find_blocks(std::int64_t count) const;
  std::optional<std::size_t> block_for(std::size_t listed) const;
  void set_free(std::size_t block, std::uint64_t hosts);
  // The same for all hosts of a range, none of which is free, or each.
  void change_all(const UnitRange& range, bool free);
  void change_blocks(const UnitRange& blocks, bool free);

  const TorusGeometry& geometry_;
  std::int64_t free_hosts_ = 0;
  std::vector<std::uint64_t> block_hosts_;  // free, of each block, as bits
  std::vector<std::int64_t> pod_blocks_;    // wholly free, of each pod
  ItemSets by_hosts_;                       // blocks by free hosts
  ItemSets by_slice_;                       // blocks where a slice of the list fits
};

TorusSpace::TorusSpace(const TorusGeometry& geometry)
    : geometry_(geometry),
      block_hosts_(geometry.blocks()),
      pod_blocks_(geometry.pods()),
      by_hosts_(whole() + 1, geometry.blocks()),
      by_slice_(geometry.slices().listed().size(), geometry.blocks()) {
  for (std::size_t block = 0; block < geometry.blocks(); ++block) by_hosts_.put(0, block, true);
}

UnitRanges TorusSpace::find_blocks(std::int64_t count) const {
  const std::int64_t* best = nullptr;
  for (const std::int64_t& blocks : pod_blocks_) {
    if (blocks >= count && (best == nullptr || blocks < *best)) best = &blocks;
  }
  UnitRanges found;
  if (best == nullptr) return found;
  const auto pod = static_cast<std::size_t>(best - pod_blocks_.data());
  by_hosts_.append_lowest(found, whole(), geometry_.first_block(pod), count);
  return found;
}

// The block for a part of one.
std::optional<std::size_t> TorusSpace::block_for(std::size_t listed) const {
  if (by_slice_.size(listed) == 0) return {};
  const std::int64_t needed = geometry_.slices().listed()[listed].hosts;
  for (auto hosts = static_cast<std::size_t>(needed); hosts < whole(); ++hosts) {
    if (by_hosts_.size(hosts) == 0) continue;
    if (const auto block = by_hosts_.lowest_common(hosts, by_slice_, listed)) return block;
  }
  return static_cast<std::size_t>(find_blocks(1).front().first);
}

bool TorusSpace::fits(const Ask& ask) const {
  const auto slice = geometry_.slices().legal(ask);
  if (!slice) return false;
  if (slice->blocks == 0) return by_slice_.size(slice->listed) > 0;
  return std::ranges::any_of(pod_blocks_,
                             [&](std::int64_t blocks) { return blocks >= slice->blocks; });
}

std::optional<Placement> TorusSpace::find(const Ask& ask) const {
  const auto slice = geometry_.slices().legal(ask);
  if (!slice) return {};
  const std::int32_t hosts = geometry_.block_hosts();
  if (slice->blocks > 0) {
    UnitRanges units = find_blocks(slice->blocks);
    if (units.empty()) return {};
    for (auto& [first, last] : units) {
      first *= hosts;
      last = last * hosts + hosts - 1;
    }
    return Placement{std::move(units), Chips{slice->shape.volume()}, slice->shape};
  }
  const auto block = block_for(slice->listed);
  if (!block) return {};
  const auto& positions = geometry_.slices().listed()[slice->listed].positions;
  const auto position =
      std::find_if(positions.begin(), positions.end(), [&](const SlicePosition& candidate) {
        return (block_hosts_[*block] & candidate.hosts) == candidate.hosts;
      });
  Placement placement{{}, Chips{slice->shape.volume()}, position->shape};
  append_bits(placement.units, static_cast<std::int32_t>(*block) * hosts, position->hosts);
  return placement;
}

Chips TorusSpace::largest() const {
  const std::int64_t joined = *std::max_element(pod_blocks_.begin(), pod_blocks_.end());
  Chips largest = geometry_.slices().largest_joined(joined);
  if (largest > Chips{0}) return largest;
  Chips smaller{0};  // as listed: of slices with equal chips, gangs get the first
  const auto& listed = geometry_.slices().listed();
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (listed[i].chips > smaller && by_slice_.size(i) > 0) {
      largest = Chips{listed[i].hosts * geometry_.chips_per_host()};
    }
    smaller = listed[i].chips;
  }
  return largest;
}

bool TorusSpace::has_free(const UnitRange& units) const {
  bool all = true;
  for_each_stretch(units, geometry_.block_hosts(), [&](std::size_t block, std::uint64_t hosts) {
    all = all && (block_hosts_[block] & hosts) == hosts;
  });
  return all;
}

void TorusSpace::set_free(std::size_t block, std::uint64_t hosts) {
  const std::uint64_t before = std::exchange(block_hosts_[block], hosts);
  if (hosts == before) return;
  const auto count_before = static_cast<std::size_t>(std::popcount(before));
  const auto count = static_cast<std::size_t>(std::popcount(hosts));
  free_hosts_ += std::popcount(hosts) - std::popcount(before);
  by_hosts_.move(block, count_before, count);
  pod_blocks_[geometry_.pod_of(block)] += (count == whole()) - (count_before == whole());
  const auto& listed = geometry_.slices().listed();
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const auto& positions = listed[i].positions;
    const auto fits = [&](const SlicePosition& position) {
      return (hosts & position.hosts) == position.hosts;
    };
    by_slice_.put(i, block,
                  count == whole() || (count > 0 && std::ranges::any_of(positions, fits)));
  }
}

void TorusSpace::change_blocks(const UnitRange& blocks, bool free) {
  const std::uint64_t all = ~std::uint64_t{0} >> (kWordBits - geometry_.block_hosts());
  const auto first = static_cast<std::size_t>(blocks.first);
  const auto last = static_cast<std::size_t>(blocks.last);
  for (std::size_t block = first; block <= last; ++block) {
    const std::uint64_t before = std::exchange(block_hosts_[block], free ? all : 0);
    require(before == (free ? 0 : all), "hosts of block {} are {} twice", block,
            free ? "given back" : "taken");
    pod_blocks_[geometry_.pod_of(block)] += free ? 1 : -1;
  }
  const std::int64_t hosts = (blocks.last - blocks.first + 1) * geometry_.block_hosts();
  free_hosts_ += free ? hosts : -hosts;
  by_hosts_.move_all(blocks, free ? 0 : whole(), free ? whole() : 0);
  for (std::size_t i = 0; i < geometry_.slices().listed().size(); ++i) {
    by_slice_.put_all(i, blocks, free);
  }
}

void TorusSpace::change_all(const UnitRange& range, bool free) {
  const std::int32_t size = geometry_.block_hosts();
  const UnitRange blocks{(range.first + size - 1) / size, (range.last + 1) / size - 1};
  const auto change_part = [&](std::size_t block, std::uint64_t hosts) {
    const std::uint64_t before = block_hosts_[block];
    require((before & hosts) == (free ? 0 : hosts), "hosts of block {} are {} twice", block,
            free ? "given back" : "taken");
    set_free(block, before ^ hosts);
  };
  if (blocks.first > blocks.last) return for_each_stretch(range, size, change_part);
  change_blocks(blocks, free);
  const std::int32_t begin = blocks.first * size;
  const std::int32_t end = (blocks.last + 1) * size;
  if (range.first < begin) for_each_stretch({range.first, begin - 1}, size, change_part);
  if (end <= range.last) for_each_stretch({end, range.last}, size, change_part);
}

void TorusSpace::add(const UnitRanges& units) {
  for (const UnitRange& range : units) change_all(range, true);
}

void TorusSpace::remove(const UnitRanges& units) {
  for (const UnitRange& range : units) change_all(range, false);
}

void TorusSpace::withdraw(const Placement& placement) {
  for (const UnitRange& range : placement.units) {
    for_each_stretch(range, geometry_.block_hosts(), [&](std::size_t block, std::uint64_t hosts) {
      set_free(block, block_hosts_[block] & ~hosts);
    });
  }
}

std::unique_ptr<Space> TorusGeometry::empty_space() const {
  return std::make_unique<TorusSpace>(*this);
}

}  // namespace

std::shared_ptr<const Geometry> make_torus(const TorusSpec& spec, Units units,
                                           Chips chips_per_unit) {
  return std::make_shared<TorusGeometry>(spec, units, chips_per_unit);
}

}  // namespace drawdown
