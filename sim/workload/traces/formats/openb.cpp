#include "sim/workload/traces/formats/formats.hpp"

namespace drawdown {

// Alibaba clusterdata, cluster-trace-gpu-v2023 (Weng et al., USENIX ATC 2023): its README.
std::vector<CsvLayout> openb_layouts() {
  CsvLayout pods;
  pods.columns.id = {"name", {}, {}};
  pods.columns.job_class = {"qos", {}, {}};
  pods.columns.chips = {"num_gpu", {}, {}};
  pods.columns.thousandths = {"gpu_milli", {}, {}};
  pods.columns.types = {"gpu_spec", {}, {}};
  pods.columns.submit = {"creation_time", TimeUnit::s, {}};
  pods.columns.started = {"scheduled_time", TimeUnit::s, {}};
  pods.columns.ended = {"deletion_time", TimeUnit::s, {}};
  // The last second of the published list, in which 34 pods are deleted, and in no other more than
  // 5: they were still there when the list was made.
  pods.length = std::chrono::seconds(12'902'960);
  return {pods};
}

}  // namespace drawdown
