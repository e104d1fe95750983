// What a scenario says of its workload, and the source of jobs that it makes.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "sim/workload/job.hpp"
#include "sim/workload/streams/stream_spec.hpp"
#include "sim/workload/traces/trace_spec.hpp"
#include "sim/workload/workload_context.hpp"

namespace drawdown {

/// Either a trace or generated streams.
using WorkloadSpec = std::variant<TraceSpec, std::vector<StreamSpec>>;

/// The jobs of a workload, in order of submission. Raises InputError where a trace cannot be opened
/// or lacks a column; what is wrong further down in it is raised by JobSource::next.
std::unique_ptr<JobSource> open_workload(const WorkloadSpec& spec, const WorkloadContext& context);

}  // namespace drawdown
