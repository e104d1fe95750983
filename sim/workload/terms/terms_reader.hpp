// What the jobs of a source have in common, read from YAML.
#pragma once

#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"
#include "sim/workload/terms/job_terms.hpp"

namespace drawdown {

/// The keys `startup`, `restart`, `checkpoint`, `priority`, `preemptible`, `deadline`, `step`,
/// `data` and `runs_on` of a stream or a trace. `own` are the platform's accelerators beside the
/// catalogue's; `ports` those of `training`, to which `runs_on` adds.
JobTerms read_terms(MapReader& jobs, const std::vector<Accelerator>& own, RunsOn ports = {});

}  // namespace drawdown
