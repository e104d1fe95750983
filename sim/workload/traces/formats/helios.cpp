#include "sim/workload/traces/formats/formats.hpp"

namespace drawdown {

// HeliosData (Hu et al., SC 2021, DOI 10.1145/3458817.3476223): cluster_log.csv by its README; and
// selections of it whose column `tenant` is the virtual cluster, with submit times since the
// beginning of the selection.
std::vector<CsvLayout> helios_layouts() {
  CsvLayout published;
  published.columns.id = {"job_id", {}, {}};
  published.columns.tenant = {"user", {}, {}};
  published.columns.pool = {"vc", {}, {}};
  published.columns.chips = {"gpu_num", {}, {}};
  published.columns.submit = {"submit_time", TimeUnit::date, {}};
  published.columns.run = {"duration", TimeUnit::s, {}};
  CsvLayout selected = published;
  selected.columns.pool = {"tenant", {}, {}};
  selected.columns.job_class = {"class", {}, {}};
  selected.columns.chips = {"num_chips", {}, {}};
  selected.columns.submit = {"submit_time", TimeUnit::us, {}};
  selected.columns.run = {"duration_s", TimeUnit::s, {}};
  return {published, selected};
}

}  // namespace drawdown
