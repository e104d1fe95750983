// placements.csv: which units each gang held, from when to when, what it did there, and what it
// had waited for.
#pragma once

#include "sim/account/attribution.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

class PlacementTable : public Observer {
 public:
  PlacementTable(const RunState& state, const Attribution& attribution,
                 const std::filesystem::path& directory);
  void started(const Gang& gang) override;
  void staged(const Gang& gang, Stage before) override;
  void settled(const Gang& gang, const Spell& spell) override;
  void interrupted(const Gang& gang, std::string_view why) override { append(gang, why); }
  void drained(const Gang& gang, PartitionId to) override;
  void ended(const Gang& gang, EndState how) override { append(gang, name_of(how)); }
  void released(const Gang& gang) override {
    if (gang.running()) append(gang, "released");
  }
  void censored(const Gang& gang) override {
    if (gang.running()) append(gang, {});
  }
  void finished(Instant) override { file_.close(); }

 private:
  // What a running gang's row will say that the gang does not know.
  struct Start {
    Instant from = kNever;
    WaitByReason waited{};  // before it
    Duration lost_before{};
    std::array<Duration, kStages> in_stage{};  // but for the present one
    Duration checkpointing{};
    std::int64_t checkpoints = 0;
  };

  // Nothing ended one that still runs.
  void append(const Gang& gang, std::string_view ended_by);
  Duration in_present_stage(const Gang& gang) const;

  const RunState& state_;
  const Attribution& attribution_;
  PartitionLabels labels_;
  OutputFile file_;
  std::vector<Start> starts_;  // by gang
};

}  // namespace drawdown
