#include "sim/policy/easy.hpp"

#include <algorithm>

#include "sim/policy/opening.hpp"
#include "sim/policy/preemption.hpp"

namespace drawdown {

void EasyPolicy::decide(const View& view, Decision& decision) {
  ++decision_number_;
  room_.begin(view);
  started_until_.resize(view.partitions.size());
  started_places_.resize(view.partitions.size());
  for (auto& ends : started_until_) ends.clear();
  for (auto& places : started_places_) places.clear();
  // A gang that is promised a start in one reservation may overtake in another: then its promise is
  // void, and all are made anew.
  do {
    shadows_.clear();
    shadows_.resize(view.partitions.size());
    decision.promises.clear();
    start_in_order(view, decision);
    if (decision.preempts()) return decision.promises.clear();
  } while (backfill(view, decision));
}

bool EasyPolicy::has_started(const Waiting& gang) const {
  return gang.gang.index() < started_.size() && started_[gang.gang.index()] == decision_number_;
}

void EasyPolicy::start_in_order(const View& view, Decision& decision) {
  const auto filter_of = [&](DemandId demand) {
    Filter filter;
    if (decision.preempts()) return filter;
    for (const PartitionId id : view.demands[demand.index()].usable) {
      const Partition& partition = view.partitions[id.index()];
      if (!shadows_[id.index()].promised && partition.until > view.now) {
        filter.any = std::max(filter.any, partition.total());
      }
    }
    return filter;
  };
  view.queue.walk(filter_of, [&](const Waiting& gang) {
    if (has_started(gang)) return;
    for (const PartitionId id : view.demands[gang.demand.index()].usable) {
      if (shadows_[id.index()].promised) continue;
      if (auto start = room_.largest_start(view, gang, id)) {
        carry_out(view, *std::move(start), decision);
        return;
      }
    }
    if (preemption_ == Preemption::priority) {
      const auto may_take = [&](PartitionId id) { return !shadows_[id.index()].promised; };
      if (auto start = start_by_preemption(view, room_, gang, may_take)) {
        decision.starts.push_back(*std::move(start));
        return;
      }
    }
    promise(view, gang, decision);
  });
}

void EasyPolicy::promise(const View& view, const Waiting& gang, Decision& decision) {
  Promise best{gang, {}, kNever, {}};
  Shadow shadow;
  for (const PartitionId id : view.demands[gang.demand.index()].usable) {
    if (shadows_[id.index()].promised) continue;
    auto [at, extra, place, beside] = opening(view, gang, id);
    if (at >= best.at || !view.partitions[id.index()].lasts(at, gang.estimate)) continue;
    best = {gang, id, at, std::move(place)};
    shadow = {true, at, extra, std::move(beside), {}};
  }
  if (best.at == kNever) return;
  shadows_[best.partition.index()] = std::move(shadow);
  decision.promises.push_back(std::move(best));
}

EasyPolicy::Prospect EasyPolicy::opening(const View& view, const Waiting& gang, PartitionId id) {
  const Partition& partition = view.partitions[id.index()];
  if (partition.geometry == nullptr) {
    auto& started_until = started_until_[id.index()];
    std::ranges::sort(started_until, {}, &PredictedEnds::End::at);
    const Opening opening =
        first_opening(partition, started_until, room_.free(id), gang.chips, view.now);
    return {opening.at, opening.free - partition.whole_units(gang.chips), {}, nullptr};
  }
  std::vector<HeldPlace> started;
  for (const auto& [until, place] : started_places_[id.index()]) started.push_back({until, &place});
  const Space& free = room_.space(view, id);
  PlaceOpening opening = first_place(partition, started, free, view.ask_of(gang), view.now);
  if (opening.place.empty()) return {opening.at, Chips{0}, {}, nullptr};
  auto beside = free_beside(partition, started, free, opening, view.now);
  const Chips extra = beside->free();
  return {opening.at, extra, std::move(opening.place), std::move(beside)};
}

void EasyPolicy::carry_out(const View& view, Start start, Decision& decision) {
  const std::size_t partition = start.partition.index();
  const std::size_t gang = start.gang.gang.index();
  const Instant until = view.now + start.gang.estimate;
  if (view.partitions[partition].geometry == nullptr) {
    started_until_[partition].push_back({until, start.place.taken});
  } else {
    started_places_[partition].emplace_back(until, start.place);
  }
  room_.carry_out(view, std::move(start), decision);
  started_.resize(std::max(started_.size(), gang + 1));
  started_[gang] = decision_number_;
}

std::optional<Placement> EasyPolicy::Shadow::find_beside(const Ask& ask) {
  if (std::ranges::find(hopeless, ask) != hopeless.end()) return std::nullopt;
  auto place = beside->find(ask);
  if (!place) hopeless.push_back(ask);
  return place;
}

// The gang's start if it may overtake here; takes it from what the promise leaves.
std::optional<Start> EasyPolicy::start_beside(const View& view, const Waiting& gang,
                                              PartitionId id) {
  Shadow& shadow = shadows_[id.index()];
  auto start = room_.smallest_start(view, gang, id);
  if (!start) return start;
  const bool in_time = view.now + gang.estimate <= shadow.at;
  if (shadow.beside) {
    if (!in_time) {
      auto place = shadow.find_beside(view.ask_of(gang));
      if (!place) return std::nullopt;
      start->place = *std::move(place);
    }
    shadow.beside->withdraw(start->place);
    shadow.extra = shadow.beside->free();
  } else if (!in_time) {
    if (start->place.taken > shadow.extra) return std::nullopt;
    shadow.extra -= start->place.taken;
  }
  return start;
}

// True if a gang that holds a promise started elsewhere.
bool EasyPolicy::backfill(const View& view, Decision& decision) {
  const auto filter_of = [&](DemandId demand) {
    Filter filter;
    for (const PartitionId id : view.demands[demand.index()].usable) {
      const Shadow& shadow = shadows_[id.index()];
      if (!shadow.promised) continue;
      const Chips free = room_.free(id);
      filter.any = std::max(filter.any, std::min(free, shadow.extra));
      filter.brief = std::max(filter.brief, free);
      filter.slack = std::max(filter.slack, shadow.at - view.now);
    }
    return filter;
  };
  bool any_void = false;
  const Queue& queue = view.backfill_queue ? *view.backfill_queue : view.queue;
  queue.walk(filter_of, [&](const Waiting& gang) {
    if (has_started(gang)) return;
    for (const PartitionId id : view.demands[gang.demand.index()].usable) {
      if (!shadows_[id.index()].promised) continue;
      auto start = start_beside(view, gang, id);
      if (!start) continue;
      carry_out(view, *std::move(start), decision);
      const auto& promises = decision.promises;
      any_void = any_void ||
                 std::any_of(promises.begin(), promises.end(),
                             [&](const Promise& other) { return other.gang.gang == gang.gang; });
      return;
    }
  });
  return any_void;
}

}  // namespace drawdown
