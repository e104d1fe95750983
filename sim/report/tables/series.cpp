#include "sim/report/tables/series.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace drawdown {

UsageSeries::UsageSeries(const RunState& state, const Attribution& attribution,
                         const std::filesystem::path& directory)
    : state_(state),
      attribution_(attribution),
      labels_(state),
      file_(directory / "usage.csv"),
      last_(state.view.partitions.size()),
      just_opened_(state.view.partitions.size()) {
  file_.buffer().append("time_s,pool,reservation");
  for (std::size_t i = 0; i < kCauses; ++i) {
    if (is_share_of_time(static_cast<Cause>(i))) continue;
    file_.buffer().append(fmt::format(",{}", kCauseNames[i]));
  }
  file_.buffer().push_back('\n');
}

void UsageSeries::opened(PartitionId partition, const UnitRanges&) {
  just_opened_[partition.index()] = true;
}

void UsageSeries::sampled(Instant now) {
  for (std::size_t i = 0; i < last_.size(); ++i) {
    const ChipsByCause& chips = attribution_.chips(PartitionId{i});
    if (chips == last_[i] && !just_opened_[i]) continue;
    just_opened_[i] = false;
    last_[i] = chips;
    Row row(file_.buffer());
    row.seconds(now);
    labels_.append(row, PartitionId{i});
    for (std::size_t cause = 0; cause < kCauses; ++cause) {
      if (!is_share_of_time(static_cast<Cause>(cause))) row.number(chips[cause].value());
    }
    row.end();
    file_.end_row();
  }
}

QueueSeries::QueueSeries(const RunState& state, const std::filesystem::path& directory)
    : state_(state), file_(directory / "queue.csv") {
  file_.buffer().append("time_s,tenant,gangs,chips\n");
}

void QueueSeries::change(const Gang& gang, int by) {
  if (waiting_.size() <= gang.tenant.index()) {
    waiting_.resize(gang.tenant.index() + 1);
    last_.resize(waiting_.size());
  }
  Waiting& waiting = waiting_[gang.tenant.index()];
  waiting.gangs += by;
  waiting.chips += gang.job.least() * by;
  changed_.push_back(gang.tenant);
}

void QueueSeries::sampled(Instant now) {
  std::sort(changed_.begin(), changed_.end());
  for (const TenantId tenant : changed_) {
    const Waiting& waiting = waiting_[tenant.index()];
    if (waiting == last_[tenant.index()]) continue;
    last_[tenant.index()] = waiting;
    Row row(file_.buffer());
    row.seconds(now).text(state_.tenants[tenant.index()]);
    row.number(waiting.gangs).number(waiting.chips.value()).end();
    file_.end_row();
  }
  changed_.clear();
}

PoolSeries::PoolSeries(const RunState& state, const PowerMeter& power,
                       const std::filesystem::path& directory)
    : state_(state),
      power_(power),
      file_(directory / "pools.csv"),
      largest_(state.view.partitions.size()),
      last_(state.scenario->platform.pools.size()),
      pools_(last_.size()) {
  file_.buffer().append("time_s,pool,largest_gang_chips,mw\n");
}

void PoolSeries::sampled(Instant now) {
  for (std::size_t i = 0; i < pools_.size(); ++i) pools_[i] = {Chips{0}, power_.draw(PoolId{i})};
  for (std::size_t i = 0; i < largest_.size(); ++i) {
    const Partition& partition = state_.view.partitions[i];
    if (partition.drained) continue;
    Largest& largest = largest_[i];
    if (largest.changes != partition.changes) {
      const bool counted = partition.geometry == nullptr;
      largest = {partition.changes, counted ? partition.free : partition.space->largest()};
    }
    Chips& of_pool = pools_[partition.pool.index()].largest;
    of_pool = std::max(of_pool, largest.gang);
  }
  for (std::size_t i = 0; i < pools_.size(); ++i) {
    if (last_[i] == pools_[i]) continue;
    last_[i] = pools_[i];
    Row row(file_.buffer());
    row.seconds(now).text(state_.scenario->platform.pools[i].name);
    row.number(pools_[i].largest.value());
    if (pools_[i].draw) {
      row.megawatts(*pools_[i].draw);
    } else {
      row.empty();
    }
    row.end();
    file_.end_row();
  }
}

}  // namespace drawdown
