#include "sim/workload/traces/formats/formats.hpp"

namespace drawdown {

// The table of jobs that Pollux (Qiao et al., OSDI 2021) made of the Philly traces (Jeon et al.,
// USENIX ATC 2019).
std::vector<CsvLayout> philly_layouts() {
  CsvLayout jobs;
  jobs.columns.submit = {"timestamp", TimeUnit::date, {}};
  jobs.columns.run = {"duration", TimeUnit::s, {}};
  jobs.columns.chips = {"num_gpus", {}, {}};
  jobs.columns.pool = {"cluster", {}, {}};
  return {jobs};
}

}  // namespace drawdown
