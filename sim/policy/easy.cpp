#include "sim/policy/easy.hpp"

#include <algorithm>

#include "sim/policy/profile.hpp"

namespace drawdown {
namespace {

// When `chips` will be free by predicted ends, and how many will be free then in all.
struct Opening {
  Instant at = kNever;
  Chips free;
};

// `started_until` is in the order of the ends.
Opening first_opening(const Partition& partition, std::span<const PredictedEnds::End> started_until,
                      Chips free, Chips chips, Instant now) {
  if (!partition.open) {
    if (partition.is_over(now) || chips > partition.total()) return {};
    return {std::max(partition.from, now), partition.total()};
  }
  Opening opening{now, free};
  auto running = partition.busy_until.begin();
  auto started = started_until.begin();
  const auto next_end = [&] {
    Instant next = kNever;
    if (running != partition.busy_until.end()) next = expected_end(running->at, now);
    if (started != started_until.end()) next = std::min(next, expected_end(started->at, now));
    return next;
  };
  while (chips > opening.free) {
    opening.at = next_end();
    if (opening.at == kNever) return {};
    // All that ends at that moment is free for others too.
    for (; running != partition.busy_until.end() && expected_end(running->at, now) == opening.at;
         ++running) {
      opening.free += running->chips;
    }
    for (; started != started_until.end() && expected_end(started->at, now) == opening.at;
         ++started) {
      opening.free += started->chips;
    }
  }
  return opening;
}

}  // namespace

void EasyPolicy::decide(const View& view, Decision& decision) {
  ++decision_number_;
  room_.begin(view);
  started_until_.resize(view.partitions.size());
  for (auto& ends : started_until_) ends.clear();
  // A gang that is promised a start in one reservation may overtake in another: then its promise is
  // void, and all are made anew.
  do {
    shadows_.assign(view.partitions.size(), {});
    decision.promises.clear();
    start_in_order(view, decision);
  } while (backfill(view, decision));
}

bool EasyPolicy::has_started(const Waiting& gang) const {
  return gang.gang.index() < started_.size() && started_[gang.gang.index()] == decision_number_;
}

void EasyPolicy::start_in_order(const View& view, Decision& decision) {
  const auto filter_of = [&](DemandId demand) {
    Filter filter;
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
      if (!shadows_[id.index()].promised && room_.can_start(view, gang, id)) {
        start(view, gang, id, decision);
        return;
      }
    }
    promise(view, gang, decision);
  });
}

void EasyPolicy::promise(const View& view, const Waiting& gang, Decision& decision) {
  PartitionId best;
  Opening best_opening;
  for (const PartitionId id : view.demands[gang.demand.index()].usable) {
    if (shadows_[id.index()].promised) continue;
    const Partition& partition = view.partitions[id.index()];
    auto& started_until = started_until_[id.index()];
    std::ranges::sort(started_until, {}, &PredictedEnds::End::at);
    const Opening opening =
        first_opening(partition, started_until, room_.free(id), gang.chips, view.now);
    if (opening.at < best_opening.at && partition.lasts(opening.at, gang.estimate)) {
      best = id;
      best_opening = opening;
    }
  }
  if (!best.valid()) return;
  const Chips taken = view.partitions[best.index()].taken_by(gang.chips);
  shadows_[best.index()] = {true, best_opening.at, best_opening.free - taken};
  decision.promises.push_back({gang, best, best_opening.at});
}

void EasyPolicy::start(const View& view, const Waiting& gang, PartitionId id, Decision& decision) {
  room_.start(view, gang, id, decision);
  const Chips taken = view.partitions[id.index()].taken_by(gang.chips);
  started_until_[id.index()].push_back({view.now + gang.estimate, taken});
  started_.resize(std::max(started_.size(), gang.gang.index() + 1));
  started_[gang.gang.index()] = decision_number_;
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
      Shadow& shadow = shadows_[id.index()];
      if (!shadow.promised || !room_.can_start(view, gang, id)) continue;
      const Chips taken = view.partitions[id.index()].taken_by(gang.chips);
      const bool in_time = view.now + gang.estimate <= shadow.at;
      if (!in_time && taken > shadow.extra) continue;
      if (!in_time) shadow.extra -= taken;
      start(view, gang, id, decision);
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
