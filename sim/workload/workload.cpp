#include "sim/workload/workload.hpp"

#include "sim/workload/streams/generator.hpp"
#include "sim/workload/traces/sorted_jobs.hpp"
#include "sim/workload/traces/trace.hpp"

namespace drawdown {

std::unique_ptr<JobSource> open_workload(const WorkloadSpec& spec, const WorkloadContext& context) {
  if (const auto* const streams = std::get_if<std::vector<StreamSpec>>(&spec)) {
    return std::make_unique<MergedStreams>(*streams, context);
  }
  const TraceSpec& trace = std::get<TraceSpec>(spec);
  if (trace.sort || trace.offered_load) return std::make_unique<SortedJobs>(trace, context);
  return std::make_unique<TraceSource>(trace, context.start);
}

}  // namespace drawdown
