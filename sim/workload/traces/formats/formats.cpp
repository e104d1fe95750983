#include "sim/workload/traces/formats/formats.hpp"

#include <array>

namespace drawdown {
namespace {

template <std::vector<CsvLayout> (*layouts)()>
std::unique_ptr<RowReader> make_published(const TraceSpec&, Date start) {
  return make_layout_reader(layouts(), start);
}

constexpr std::array<TraceFormat, 6> kFormats = {{
    {"swf", "Standard Workload Format of the Parallel Workloads Archive, plain or gzip",
     make_swf_reader},
    {"csv", "comma-separated values with a line of column names, plain or gzip", make_csv_reader},
    {"philly", "Microsoft Philly 2017: timestamp, duration, num_gpus, cluster",
     make_published<philly_layouts>, "true", "first_job"},
    {"helios", "SenseTime Helios 2020: cluster_log.csv as published, or with submit times in us",
     make_published<helios_layouts>, "true", "first_job"},
    {"openb", "Alibaba 2023, pods that share GPUs: openb_pod_list_*.csv",
     make_published<openb_layouts>, "true", "first_job"},
    {"dlrm", "Alibaba 2025, instances of inference services: disaggregated_DLRM_trace.csv",
     make_published<dlrm_layouts>, "true", "first_job"},
}};

}  // namespace

std::span<const TraceFormat> trace_formats() {
  return kFormats;
}

}  // namespace drawdown
