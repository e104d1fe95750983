// Jobs that are held in memory, to be put in order or scaled in time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/workload/job.hpp"
#include "sim/workload/traces/trace.hpp"
#include "sim/workload/traces/trace_spec.hpp"
#include "sim/workload/workload_context.hpp"

namespace drawdown {

/// All jobs of a trace in order of submission, ties in file order; 64 bytes a job and its id.
class SortedJobs : public JobSource {
 public:
  SortedJobs(const TraceSpec& spec, const WorkloadContext& context);

  bool next(Job& job) override;
  SourceCounts counts() const override;
  JobFields fields() const override { return fields_; }
  std::optional<double> share_read() const override {
    return static_cast<double>(given_) / static_cast<double>(rows_.size());
  }
  std::string input_hash() override { return input_hash_; }

 private:
  struct Row {
    std::int64_t submit_ms;
    std::int64_t run_ms;
    std::int64_t requested_ms;
    std::size_t id_begin;  // in ids_
    std::uint32_t id_length;
    std::uint32_t ask;       // in asks_
    std::uint32_t standing;  // in standings_
    std::uint32_t tenant;    // in texts_, as the four below
    std::uint32_t job_class;
    std::uint32_t pool;
    std::uint32_t refusal;
    std::uint32_t after;
  };

  void read_all(TraceSource& trace);
  void sort();
  void scale_to_load(double load, const WorkloadContext& context, const Place& place);

  std::string ids_;                  // of all jobs, one after the other
  std::vector<std::string> texts_;   // the different ones
  std::vector<Ask> asks_;            // the different ones
  std::vector<Standing> standings_;  // the different ones
  std::vector<Row> rows_;
  std::size_t given_ = 0;
  JobFields fields_;
  Recovery recovery_;
  MarketUse markets_;
  std::shared_ptr<const StepProfile> step_;
  std::string data_set_;
  std::shared_ptr<const RunsOn> runs_on_;
  SourceCounts counts_;  // of the whole trace
  std::string input_hash_;
};

}  // namespace drawdown
