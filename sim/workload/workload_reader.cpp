#include "sim/workload/workload_reader.hpp"

#include <array>
#include <string_view>

#include "sim/workload/streams/stream_reader.hpp"
#include "sim/workload/traces/trace_reader.hpp"

namespace drawdown {

WorkloadSpec read_workload(MapReader workload, Date start, const std::optional<Date>& end) {
  constexpr std::array<std::string_view, 2> kKinds = {"trace", "streams"};
  if (only_one_of(workload, kKinds) == "trace") return read_trace(workload.map("trace"));
  if (workload.node("streams") == nullptr) return {};
  return read_streams(workload, start, end);
}

}  // namespace drawdown
