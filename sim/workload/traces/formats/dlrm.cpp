#include "sim/workload/traces/formats/formats.hpp"

namespace drawdown {

// Alibaba clusterdata, cluster-trace-gpu-v2025 (Yang et al., NSDI 2025): its README.
std::vector<CsvLayout> dlrm_layouts() {
  CsvLayout instances;
  instances.columns.id = {"instance_sn", {}, {}};
  instances.columns.tenant = {"app_name", {}, {}};
  instances.columns.chips = {"gpu_request", {}, {}};
  instances.columns.submit = {"creation_time", TimeUnit::s, {}};
  instances.columns.started = {"scheduled_time", TimeUnit::s, {}};
  instances.columns.ended = {"deletion_time", TimeUnit::s, {}};
  instances.length = std::chrono::days(31);
  return {instances};
}

}  // namespace drawdown
