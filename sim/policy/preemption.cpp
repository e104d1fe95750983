#include "sim/policy/preemption.hpp"

#include <algorithm>
#include <tuple>

namespace drawdown {
namespace {

// What a gang has for itself in one reservation when some of those that run there are gone.
class Clearing {
 public:
  Clearing(const View& view, const Room& room, const Waiting& gang, PartitionId id)
      : partition_(view.partitions[id.index()]), ask_(view.ask_of(gang)), free_(room.free(id)) {
    if (partition_.geometry != nullptr) space_ = room.space(view, id).clone();
  }

  void give_back(const Placement& place) {
    free_ += place.taken;
    if (space_) space_->give_back(place);
  }
  void take(const Placement& place) {
    free_ -= place.taken;
    if (space_) space_->take(place);
  }
  bool fits() const {
    if (space_) return space_->fits(ask_);
    const auto need = partition_.need(ask_);
    return need && *need <= free_;
  }
  // Where the gang goes; it fits.
  Placement place() const {
    if (space_) return *space_->find(ask_);
    Placement counted;
    counted.taken = *partition_.need(ask_);
    return counted;
  }

 private:
  const Partition& partition_;
  Ask ask_;
  Chips free_;
  std::unique_ptr<Space> space_;  // null where any units will do
};

struct Candidate {
  const Preemptible* gang;
  ChipTime loss;
};

// In the order in which they are taken; none where even without all of them the gang has no place.
std::vector<Candidate> candidates(const View& view, const Waiting& gang, PartitionId id,
                                  Clearing clearing) {
  std::vector<Candidate> taken;
  for (const Preemptible& running : view.partitions[id.index()].preemptible) {
    if (running.priority >= gang.priority) break;
    clearing.give_back(*running.place);
    taken.push_back({&running, {}});
  }
  if (taken.empty() || !clearing.fits()) return {};
  for (Candidate& candidate : taken) candidate.loss = view.would_lose(candidate.gang->gang);
  std::ranges::sort(taken, [](const Candidate& a, const Candidate& b) {
    return std::tie(a.gang->priority, a.loss, b.gang->start) <
           std::tie(b.gang->priority, b.loss, a.gang->start);
  });
  return taken;
}

// The start of the gang there and what its victims lose; nothing where none can make room.
std::optional<std::pair<Start, ChipTime>> start_in(const View& view, const Room& room,
                                                   const Waiting& gang, PartitionId id) {
  std::vector<Candidate> victims = candidates(view, gang, id, Clearing(view, room, gang, id));
  if (victims.empty()) return std::nullopt;
  Clearing clearing(view, room, gang, id);
  auto next = victims.begin();
  for (; !clearing.fits(); ++next) clearing.give_back(*next->gang->place);
  victims.erase(next, victims.end());
  for (std::size_t i = victims.size(); i-- > 0;) {
    const Placement& held = *victims[i].gang->place;
    clearing.take(held);
    if (clearing.fits()) {
      victims.erase(victims.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      clearing.give_back(held);
    }
  }
  ChipTime loss;
  Start start{gang, id, gang.chips, clearing.place(), {}};
  for (const Candidate& victim : victims) {
    start.victims.push_back(victim.gang->gang);
    loss += victim.loss;
  }
  return std::pair(std::move(start), loss);
}

}  // namespace

std::optional<Start> start_by_preemption(const View& view, const Room& room, const Waiting& gang,
                                         const std::function<bool(PartitionId)>& may_take) {
  std::optional<std::pair<Start, ChipTime>> best;
  for (const PartitionId id : view.demands[gang.demand.index()].usable) {
    const Partition& partition = view.partitions[id.index()];
    if (!partition.open || !may_take(id) || !partition.lasts(view.now, gang.estimate)) continue;
    auto start = start_in(view, room, gang, id);
    if (start && (!best || start->second < best->second)) best = std::move(start);
  }
  if (!best) return std::nullopt;
  return std::move(best->first);
}

}  // namespace drawdown
