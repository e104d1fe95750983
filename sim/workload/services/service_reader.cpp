#include "sim/workload/services/service_reader.hpp"

#include <string_view>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/model/named_things.hpp"
#include "sim/workload/services/demand_reader.hpp"
#include "sim/workload/services/replica_reader.hpp"

namespace drawdown {

// A number above 0 and at most 1, in millionths.
struct Millionths {
  std::int64_t value = 0;
};

template <>
struct Quantity<Millionths> {
  static constexpr std::string_view expected =
      "a share above 0 and at most 1, of six decimals at most, e.g. 0.7";
  static std::optional<Millionths> parse(std::string_view text) {
    constexpr std::int64_t kMillion = 1'000'000;
    const auto value = parse_scaled(trim(text), kMillion);
    if (!value || *value <= 0 || *value > kMillion) return std::nullopt;
    return Millionths{*value};
  }
};

namespace {

constexpr std::int64_t kMostReplicas = 1'000'000;
// Of a service that lags behind or looks back, that many are remembered.
constexpr std::int64_t kMostSteps = 1'000'000;

void read_span(MapReader& reader, Date start, bool run_ends, ServiceSpec& service) {
  const auto from = reader.maybe<Date>("from");
  const auto until = reader.maybe<Date>("until");
  if (from && *from < start) {
    reader.error("from", fmt::format("is before the run's start, {}", format_date(start)));
  }
  if (until && *until <= from.value_or(start)) {
    reader.error("until",
                 fmt::format("is not after its beginning, {}", format_date(from.value_or(start))));
  }
  if (!until && !reader.has("until") && !run_ends) {
    reader.error("never ends: give `until`, or the scenario an `end`");
  }
  if (from) service.from = kRunStart + (*from - start);
  if (until) service.until = kRunStart + (*until - start);
  service.step = reader.optional<Duration>("step", "5 min");
  if (service.step == Duration{0} && reader.maybe<Duration>("step")) {
    reader.error("step", "must be above 0");
  }
}

// The steps that it must remember are not too many.
Duration read_memory(MapReader& reader, std::string_view key, Duration step) {
  const auto length = reader.optional<Duration>(key, "0 s");
  if (step > Duration{0} && length / step > kMostSteps) {
    reader.error(key, fmt::format("expected at most {} steps of the service", kMostSteps));
  }
  return length;
}

void read_autoscaler(MapReader reader, ServiceSpec& service) {
  AutoscalerSpec& autoscaler = service.autoscaler;
  if (auto* const fluid = std::get_if<FluidSpec>(&service.attainment)) {
    fluid->target_millionths = reader.optional<Millionths>("target", "1").value;
  } else if (reader.node("target") != nullptr) {
    reader.error("target",
                 "does not go with erlang_c, whose goal says how many replicas there are");
  }
  autoscaler.lag = read_memory(reader, "lag", service.step);
  autoscaler.keep = read_memory(reader, "keep", service.step);
  autoscaler.min = reader.optional<std::int64_t>("min", "0");
  autoscaler.max = reader.optional<std::int64_t>("max", "1000000");
  if (autoscaler.min < 0) reader.error("min", "must not be negative");
  if (autoscaler.max < std::max<std::int64_t>(autoscaler.min, 1)) {
    reader.error("max", "expected at least 1, and `min`");
  }
  if (autoscaler.max > kMostReplicas) {
    reader.error("max", fmt::format("expected at most {}", kMostReplicas));
  }
}

ErlangSpec read_erlang(MapReader reader) {
  ErlangSpec spec;
  spec.slots = reader.required<Positive>("slots").value;
  spec.within = reader.required<Duration>("within");
  spec.goal = reader.required<Share>("goal").value;
  if (spec.goal == 1) reader.error("goal", "must be below 1: some always wait longer");
  return spec;
}

AttainmentSpec read_attainment(MapReader& reader) {
  const Node* const node = reader.optional_node("attainment", scalar_node("fluid", reader.place()));
  if (node == nullptr || (node->kind == NodeKind::scalar && node->text == "fluid")) {
    return FluidSpec{};
  }
  if (node->kind == NodeKind::map) {
    MapReader attainment = reader.map("attainment");
    return read_erlang(attainment.map("erlang_c"));
  }
  reader.error("attainment", "expected fluid or {erlang_c: {slots, within, goal}}");
  return FluidSpec{};
}

ServiceSpec read_service(MapReader& reader, const std::vector<ServiceSpec>& before, Date start,
                         bool run_ends, const std::vector<Accelerator>& own) {
  ServiceSpec service;
  service.name = read_name(reader, "service", before);
  service.tenant = service.name.empty() ? reader.maybe<std::string>("tenant").value_or("")
                                        : reader.optional<std::string>("tenant", service.name);
  service.service_class = reader.optional<std::string>("class", "inference");
  service.terms.standing.priority = reader.optional<Priority>("priority", "0");
  service.terms.standing.preemptible = reader.optional<bool>("preemptible", "false");
  service.terms.markets = read_market_use(reader);
  read_span(reader, start, run_ends, service);
  service.demand = read_demand(reader.map("demand"), service.step);
  read_replica(reader.map("replica"), own, service);
  service.attainment = read_attainment(reader);
  read_autoscaler(reader.optional_map("autoscaler"), service);
  return service;
}

}  // namespace

std::vector<ServiceSpec> read_services(MapReader& workload, Date start, bool run_ends,
                                       const std::vector<Accelerator>& own) {
  std::vector<ServiceSpec> services;
  for (MapReader& service : workload.maybe_list("services")) {
    services.push_back(read_service(service, services, start, run_ends, own));
  }
  if (services.empty() && workload.has("services")) {
    workload.error("services", "has no service");
  }
  return services;
}

}  // namespace drawdown
