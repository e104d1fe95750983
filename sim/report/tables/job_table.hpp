// jobs.csv: one row a job, in order of submission.
#pragma once

#include "sim/account/attribution.hpp"
#include "sim/report/tables/ordered_rows.hpp"
#include "sim/report/tables/row.hpp"

namespace drawdown {

class JobTable : public Observer {
 public:
  JobTable(const RunState& state, const Attribution& attribution,
           const std::filesystem::path& directory);

  bool follows_replicas() const override { return false; }
  void submitted(const Gang& gang) override;
  void refused(const Gang& gang, std::string_view reason) override;
  void started(const Gang& gang) override;
  void ended(const Gang& gang, EndState how) override;
  void censored(const Gang& gang) override;
  void finished(Instant horizon) override;

 private:
  Row begin(const Gang& gang);
  void add_wait(const Gang& gang);
  void append_run(const Gang& gang, EndState how);
  void put(const Gang& gang, Row& row);

  const RunState& state_;
  const Attribution& attribution_;
  PartitionLabels labels_;
  OutputFile file_;
  OrderedRows rows_;
  TextBuffer row_;
  struct OpenJob {
    std::uint64_t number = 0;  // from 0, in order of submission
    WaitByReason waited{};     // over all starts
  };
  std::vector<OpenJob> open_;  // by gang
  std::uint64_t submitted_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace drawdown
