// placements.csv: which units each gang held, from when to when.
#pragma once

#include "sim/engine/observer.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

class PlacementTable : public Observer {
 public:
  PlacementTable(const RunState& state, const std::filesystem::path& directory);
  void interrupted(const Gang& gang, std::string_view) override { append(gang, true); }
  void ended(const Gang& gang, EndState) override { append(gang, true); }
  void released(const Gang& gang) override {
    if (gang.running()) append(gang, true);
  }
  void censored(const Gang& gang) override {
    if (gang.running()) append(gang, false);
  }
  void finished(Instant) override { file_.close(); }

 private:
  void append(const Gang& gang, bool has_ended);

  const RunState& state_;
  PartitionLabels labels_;
  OutputFile file_;
};

}  // namespace drawdown
