#include "sim/workload/workload_reader.hpp"

#include <array>
#include <string_view>

#include "sim/workload/streams/stream_reader.hpp"
#include "sim/workload/traces/trace_reader.hpp"

namespace drawdown {

WorkloadSpec read_workload(MapReader workload, Date start, const std::optional<Date>& end,
                           const std::vector<Accelerator>& own) {
  constexpr std::array<std::string_view, 2> kKinds = {"trace", "streams"};
  // Services may be alone.
  const bool any_jobs = workload.has("trace") || workload.has("streams");
  if (workload.has("services") && !any_jobs) return std::vector<StreamSpec>{};
  if (only_one_of(workload, kKinds) == "trace") return read_trace(workload.map("trace"), own);
  if (workload.node("streams") == nullptr) return {};
  return read_streams(workload, start, end, own);
}

}  // namespace drawdown
