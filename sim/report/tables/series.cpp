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
  for (const std::string_view cause : kCauseNames) {
    file_.buffer().append(fmt::format(",{}", cause));
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
    for (const Chips count : chips) row.number(count.value());
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
  waiting.chips += gang.job.chips * by;
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

PoolSeries::PoolSeries(const RunState& state, const std::filesystem::path& directory)
    : state_(state),
      file_(directory / "pools.csv"),
      last_(state.scenario->platform.pools.size()),
      largest_(last_.size()) {
  file_.buffer().append("time_s,pool,largest_gang_chips\n");
}

void PoolSeries::sampled(Instant now) {
  std::fill(largest_.begin(), largest_.end(), Chips{0});
  for (const Partition& partition : state_.view.partitions) {
    Chips& largest = largest_[partition.pool.index()];
    largest = std::max(largest, partition.free);
  }
  for (std::size_t i = 0; i < largest_.size(); ++i) {
    if (last_[i] == largest_[i]) continue;
    last_[i] = largest_[i];
    Row row(file_.buffer());
    row.seconds(now).text(state_.scenario->platform.pools[i].name);
    row.number(largest_[i].value()).end();
    file_.end_row();
  }
}

}  // namespace drawdown
