#include "sim/workload/services/replica_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "sim/model/catalogue/catalogue.hpp"
#include "sim/workload/asks_reader.hpp"
#include "sim/workload/services/roofline.hpp"

namespace drawdown {
namespace {

// Calls `read(map, accelerator)` for each key of the mapping `key`, in its order.
template <class Read>
void read_by_accelerator(MapReader& reader, std::string_view key,
                         const std::vector<Accelerator>& own, Read&& read) {
  MapReader map = reader.map(key);
  const Node* const node = reader.node(key);
  if (node == nullptr || node->kind != NodeKind::map) return;
  if (node->entries.empty()) reader.error(key, "expected one accelerator at least");
  for (const Entry& entry : node->entries) {
    const Accelerator* const accelerator = find_accelerator(map, entry.key, entry.key, own);
    map.node(entry.key);  // asked for, whether or not there is such a thing
    if (accelerator != nullptr) read(map, *accelerator);
  }
}

void add_throughput(const Accelerator& accelerator, RequestRate rate, ServiceSpec& service) {
  service.terms.runs_on.push_back({accelerator.name, {}});
  service.throughputs.push_back(rate);
}

double read_above_0(MapReader& reader, std::string_view key) {
  const auto value = reader.required<double>(key);
  if (value <= 0 && reader.maybe<double>(key)) reader.error(key, "must be above 0");
  return value;
}

void read_roofline(MapReader reader, const std::vector<Accelerator>& own, ServiceSpec& service) {
  const Chips chips = service.chips;
  RooflineSpec spec;
  spec.parameters = read_above_0(reader, "parameters");
  spec.active_parameters = spec.parameters;
  if (reader.has("active_parameters")) {
    spec.active_parameters = read_above_0(reader, "active_parameters");
    if (spec.active_parameters > spec.parameters) {
      reader.error("active_parameters", "are more than all parameters");
    }
  }
  spec.bytes_per_parameter = read_above_0(reader, "bytes_per_parameter");
  spec.kv_bytes_per_token = read_above_0(reader, "kv_bytes_per_token");
  spec.prompt_tokens = reader.required<Positive>("prompt_tokens").value;
  spec.output_tokens = reader.required<Positive>("output_tokens").value;
  spec.batch = reader.required<Positive>("batch").value;
  constexpr double kBytesPerGb = 1e9;
  constexpr double kLeastPerS = 0.001;
  read_by_accelerator(reader, "accelerators", own, [&](MapReader& map, const Accelerator& of) {
    const double share = map.required<Share>(of.name).value;
    const double per_s = roofline_requests_per_s(spec, of, chips, share);
    const bool is_rate = per_s >= kLeastPerS && per_s <= per_second(kMostRequests);
    add_throughput(of, RequestRate{is_rate ? std::llround(1000 * per_s) : 0}, service);
    const double memory_bytes =
        static_cast<double>(of.memory.bytes) * static_cast<double>(chips.value());
    if (chips > Chips{0} && spec.bytes() > memory_bytes) {
      map.error(of.name,
                fmt::format("parameters and the cache of a batch take {:.1f} GB, and {} "
                            "chips have {:.1f} GB",
                            spec.bytes() / kBytesPerGb, chips.value(), memory_bytes / kBytesPerGb));
    } else if (chips > Chips{0} && std::isfinite(per_s) && !is_rate) {
      map.error(of.name, fmt::format("a replica serves {:g} requests/s: expected {:g} to {:g}",
                                     per_s, kLeastPerS, per_second(kMostRequests)));
    }
  });
}

}  // namespace

void read_replica(MapReader replica, const std::vector<Accelerator>& own, ServiceSpec& service) {
  const Ask ask = read_size(replica);
  service.chips = ask.chips;
  service.shape = ask.shape;
  const auto startup = replica.optional<Duration>("startup", "0 s");
  service.terms.recovery = {.startup = startup, .restart = startup};
  constexpr std::array<std::string_view, 2> kKinds = {"throughput", "roofline"};
  const std::string_view kind = only_one_of(replica, kKinds);
  if (kind == "roofline") {
    read_roofline(replica.map(kind), own, service);
  } else if (kind == "throughput") {
    read_by_accelerator(replica, kind, own, [&](MapReader& map, const Accelerator& of) {
      add_throughput(of, map.required<RequestRate>(of.name), service);
    });
  }
}

}  // namespace drawdown
