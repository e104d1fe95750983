// events.csv: every event in order. With it and the scenario a run can be checked from outside.
#pragma once

#include "sim/engine/observer.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

class EventLog : public Observer {
 public:
  EventLog(const RunState& state, const std::filesystem::path& directory);
  void changed(const CapacityChange& change) override;
  void announced(PartitionId partition) override;
  void opened(PartitionId partition, const UnitRanges& units) override;
  void affected(const CapacityEffect& effect) override;
  void handed_back(PartitionId partition, const UnitRanges& units) override;
  void closed(PartitionId partition, const UnitRanges& units) override;
  void submitted(const Gang& gang) override;
  void refused(const Gang& gang, std::string_view reason) override;
  void unblocked(const Gang& gang) override;
  void started(const Gang& gang) override;
  void transfer_began(const Transfer& transfer) override;
  void transfer_ended(const Transfer& transfer) override;
  void staged(const Gang& gang, Stage before) override;
  void interrupted(const Gang& gang, std::string_view why) override;
  void drained(const Gang& gang, PartitionId to) override;
  void ended(const Gang& gang, EndState how) override;
  void released(const Gang& gang) override;
  void promised(const Promise& promise) override;
  void withdrawn(const Promise& promise) override;
  void finished(Instant) override { file_.close(); }

 private:
  Row begin(std::string_view phase, std::string_view event);
  Row begin(std::string_view phase, std::string_view event, const Gang& gang);
  void append_capacity(std::string_view phase, std::string_view event, PartitionId partition,
                       const UnitRanges& units);
  void append_transfer(std::string_view phase, std::string_view event, const Transfer& transfer);
  void append_promise(std::string_view event, const Promise& promise, bool is_made);

  const RunState& state_;
  PartitionLabels labels_;
  OutputFile file_;
  std::string_view phase_;  // of the last change of capacity, arrival or end
};

}  // namespace drawdown
