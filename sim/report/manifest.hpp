// run.yaml: all that a run was made of, enough to repeat it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "sim/config/document.hpp"
#include "sim/workload/workload.hpp"

namespace drawdown {

/// The resolved scenario with the program's version, the hashes of its input files, and the sizes
/// of the files that the run has written to `directory`. The file of a trace is named absolutely,
/// or by the environment variable that the scenario names it by.
std::string manifest(const Document& document, const WorkloadSpec& workload,
                     const std::string& trace_hash, std::string_view version,
                     const std::filesystem::path& directory);

}  // namespace drawdown
