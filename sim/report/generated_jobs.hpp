// The jobs of a workload as a CSV file, which the csv trace format reads without a mapping.
#pragma once

#include <filesystem>

#include "sim/workload/job.hpp"

namespace drawdown {

/// Writes all jobs to `target`, under a temporary name until they are complete; a target that is no
/// regular file (a pipe, a device) is written directly.
void write_generated_jobs(JobSource& jobs, const std::filesystem::path& target);

}  // namespace drawdown
