// usage.csv, queue.csv and pools.csv: what changes over time, a row where it does.
#pragma once

#include "sim/account/attribution.hpp"
#include "sim/account/power_meter.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

/// usage.csv: the chips of each reservation by cause.
class UsageSeries : public Observer {
 public:
  UsageSeries(const RunState& state, const Attribution& attribution,
              const std::filesystem::path& directory);
  void opened(PartitionId partition, const UnitRanges&) override;
  void sampled(Instant now) override;
  void finished(Instant) override { file_.close(); }

 private:
  const RunState& state_;
  const Attribution& attribution_;
  PartitionLabels labels_;
  OutputFile file_;
  std::vector<ChipsByCause> last_;  // by partition
  std::vector<bool> just_opened_;
};

/// queue.csv: waiting gangs and chips of each tenant.
class QueueSeries : public Observer {
 public:
  QueueSeries(const RunState& state, const std::filesystem::path& directory);
  void queued(const Gang& gang) override { change(gang, +1); }
  void started(const Gang& gang) override { change(gang, -1); }
  void interrupted(const Gang& gang, std::string_view) override { change(gang, +1); }
  void sampled(Instant now) override;
  void finished(Instant) override { file_.close(); }

 private:
  struct Waiting {
    std::int64_t gangs = 0;
    Chips chips;
    bool operator==(const Waiting&) const = default;
  };
  void change(const Gang& gang, int by);

  const RunState& state_;
  OutputFile file_;
  std::vector<Waiting> waiting_;  // by tenant
  std::vector<Waiting> last_;     // as written
  std::vector<TenantId> changed_;
};

/// pools.csv: the largest gang that each pool could place, and what it draws.
class PoolSeries : public Observer {
 public:
  PoolSeries(const RunState& state, const PowerMeter& power,
             const std::filesystem::path& directory);
  void sampled(Instant now) override;
  void finished(Instant) override { file_.close(); }

 private:
  struct PoolState {
    Chips largest;
    std::optional<Milliwatts> draw;
    bool operator==(const PoolState&) const = default;
  };
  struct Largest {
    std::uint64_t changes = UINT64_MAX;  // of the partition, when `gang` was found
    Chips gang;
  };

  const RunState& state_;
  const PowerMeter& power_;
  OutputFile file_;
  std::vector<Largest> largest_;                // by partition
  std::vector<std::optional<PoolState>> last_;  // by pool, as written
  std::vector<PoolState> pools_;
};

}  // namespace drawdown
